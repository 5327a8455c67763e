import { areConfusable } from '../names/confusable.ts'
import type { NameFacts } from './name-facts.ts'

/** From certain to contradictory; `missing`: one of the two has no name. */
export const nameLevels = [
  'equal',
  'same-sounding',
  'confusable',
  'typo',
  'one-character',
  'title',
  'different',
  'missing',
] as const
export type NameLevel = (typeof nameLevels)[number]

/** How two names relate. Symmetric. */
export function nameLikeness(a: NameFacts, b: NameFacts): NameLevel {
  if (a.title || b.title) return sharesSurname(a, b) ? 'title' : 'different'
  if (a.text === b.text) return 'equal'
  if (a.readings.some((reading) => b.readings.includes(reading))) return 'same-sounding'
  const { letters: left } = a
  const { letters: right } = b
  if (left.length === right.length) {
    const apart = left.flatMap((letter, at) => (letter === right[at] ? [] : [at]))
    if (apart.length === 1) {
      const at = apart[0] as number
      if (areConfusable(left[at] as string, right[at] as string)) return 'confusable'
      return left.length > 2 ? 'one-character' : 'different'
    }
    const swapped =
      apart.length === 2 &&
      left.length > 2 &&
      left[apart[0] as number] === right[apart[1] as number] &&
      left[apart[1] as number] === right[apart[0] as number]
    return swapped ? 'typo' : 'different'
  }
  return oneLetterMore(left, right) || oneLetterMore(right, left) ? 'typo' : 'different'
}

/** The longer name is the shorter one and one letter more; one letter alone is no name. */
function oneLetterMore(longer: readonly string[], shorter: readonly string[]): boolean {
  if (longer.length !== shorter.length + 1 || shorter.length < 2) return false
  let at = 0
  while (at < shorter.length && longer[at] === shorter[at]) at += 1
  for (; at < shorter.length; at += 1) if (longer[at + 1] !== shorter[at]) return false
  return true
}

function sharesSurname(a: NameFacts, b: NameFacts): boolean {
  return a.surname === b.surname || a.surnameReadings.some((reading) => b.surnameReadings.includes(reading))
}
