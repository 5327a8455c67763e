import { areConfusable } from './confusable.ts'
import { normaliseName } from './normalise-name.ts'
import { pinyinKeys } from './pinyin-keys.ts'

/** How two spellings of a name relate, from certain to unrelated. */
export type NameLikeness = 'equal' | 'same-sounding' | 'confusable' | 'different'

/** True when exactly one character differs and the two are of one group of look-alikes. */
function oneConfusable(a: string, b: string): boolean {
  if (a.length !== b.length) return false
  const left = [...a]
  const right = [...b]
  if (left.length !== right.length || left.length < 2) return false
  const apart = left.flatMap((character, i) => (character === right[i] ? [] : [i]))
  const at = apart[0]
  return apart.length === 1 && at !== undefined && areConfusable(left[at] as string, right[at] as string)
}

/** Names in Latin letters have spellings, not readings; only Chinese characters can sound the same. */
const HAN = /\p{Script=Han}/u

/**
 * Compares two names after normalising them: equal; same-sounding (a reading in common, toneless, dots ignored);
 * confusable (one character differs, both of one group in `confusable.ts`); different. Symmetric. Two empty names are
 * different: nothing is known.
 */
export function sameName(a: string, b: string): NameLikeness {
  const left = normaliseName(a)
  const right = normaliseName(b)
  if (left === '' || right === '') return 'different'
  if (left === right) return 'equal'
  if (HAN.test(left) && HAN.test(right)) {
    const readings = pinyinKeys(right).full
    if (pinyinKeys(left).full.some((reading) => readings.includes(reading))) return 'same-sounding'
  } else if (left.replace(/[\s·,'-]/g, '') === right.replace(/[\s·,'-]/g, '')) {
    return 'equal'
  }
  return oneConfusable(left, right) ? 'confusable' : 'different'
}
