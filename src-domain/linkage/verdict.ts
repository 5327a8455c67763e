import { areClearlyTwo, compare, type Comparison } from './compare.ts'
import type { FrequencyTable } from './frequency-table.ts'
import type { LinkRecord } from './link-record.ts'
import type { NameLevel } from './name-likeness.ts'

/** By what two records are linked without asking. */
export const autoRules = ['id-and-name', 'name-and-birth', 'score', 'organisation-code', 'organisation-place'] as const
export type AutoRule = (typeof autoRules)[number]

/** Why a pair that may be one person waits for somebody to look: each is never linked by itself. */
export const reviewReasons = [
  'id-conflict',
  'ids-differ',
  'no-name',
  'name-and-place',
  'name-differs',
  'score',
  'runner-up',
  'organisation-name',
] as const
export type ReviewReason = (typeof reviewReasons)[number]

export type Verdict =
  | { readonly link: 'auto'; readonly rule: AutoRule }
  | { readonly link: 'review'; readonly reason: ReviewReason }
  | { readonly link: 'none' }

/** From this probability on the score links, three bits ahead of any other candidate. */
export const autoFrom = 0.99
export const reviewFrom = 0.5
export const bitsAhead = 3

const none: Verdict = { link: 'none' }
const auto = { id: { link: 'auto', rule: 'id-and-name' }, birth: { link: 'auto', rule: 'name-and-birth' } } as const

const nameHolds: ReadonlySet<NameLevel> = new Set(['equal', 'same-sounding', 'confusable'])

/** What becomes of a pair by itself; whether another candidate is too close is judged in `links.ts`. Pure. */
export function verdictOf({ levels, p }: Pick<Comparison, 'levels' | 'p'>): Verdict {
  const { id, name, birth, phone, place } = levels
  const likely = p >= reviewFrom
  if (id === 'equal') {
    if (nameHolds.has(name)) return auto.id
    if (name === 'different') return { link: 'review', reason: 'id-conflict' }
    return p >= autoFrom ? { link: 'auto', rule: 'score' } : likely ? { link: 'review', reason: 'name-differs' } : none
  }
  if (id === 'different') return likely ? { link: 'review', reason: 'ids-differ' } : none
  if (!nameHolds.has(name)) {
    if (!likely) return none
    return { link: 'review', reason: name === 'missing' ? 'no-name' : 'name-differs' }
  }
  const home = place === 'room' || place === 'house'
  if (birth === 'equal' && (phone === 'equal' || home)) return auto.birth
  if (!likely) return none
  // Families: a name and an address alone never link.
  if (phone !== 'equal' && birth !== 'equal') return { link: 'review', reason: 'name-and-place' }
  return p >= autoFrom ? { link: 'auto', rule: 'score' } : { link: 'review', reason: 'score' }
}

export type Judged = { readonly verdict: Verdict; readonly total: number }

/** Records of people and calls by their score, organisations by code, name and place; never one with the other. */
export function judge(a: LinkRecord, b: LinkRecord, table: FrequencyTable): Judged {
  if (a.about === 'organisation' || b.about === 'organisation')
    return a.about === b.about ? judgeOrganisations(a, b) : { verdict: none, total: 0 }
  if (areClearlyTwo(a, b)) return { verdict: none, total: 0 }
  const comparison = compare(a, b, table)
  return { verdict: verdictOf(comparison), total: comparison.total }
}

function judgeOrganisations(a: LinkRecord, b: LinkRecord): Judged {
  if (a.uscc !== null && a.uscc === b.uscc) return { verdict: { link: 'auto', rule: 'organisation-code' }, total: 20 }
  if (!a.organisationNames.some((name) => b.organisationNames.includes(name))) return { verdict: none, total: 0 }
  const at = (left: readonly string[], right: readonly string[]): boolean => left.some((key) => right.includes(key))
  if (at(a.rooms, b.rooms) || at(a.houses, b.houses))
    return { verdict: { link: 'auto', rule: 'organisation-place' }, total: 12 }
  return at(a.buildings, b.buildings)
    ? { verdict: { link: 'review', reason: 'organisation-name' }, total: 6 }
    : { verdict: none, total: 0 }
}
