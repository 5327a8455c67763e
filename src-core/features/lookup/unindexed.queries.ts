import type { QueryKind } from '../../../src-contract/features/lookup.contract.ts'
import type { Purpose } from '../../../src-contract/purposes.ts'
import type { SystemId } from '../../../src-contract/systems.ts'
import type { ReadDb } from '../../store/sql.ts'
import { systems } from '../sources/catalog.ts'
import { memberOf } from '../subjects/describe-subject.rules.ts'
import { homeCounty } from '../subjects/subjects.service.ts'
import { answeredBy, askedMembers, type OpenMember } from './open-part.rules.ts'
import { stepsFor } from './question.rules.ts'
import { nextPart, recordsHolding, recordsWithValue } from './unindexed.repo.ts'
import { askedPart } from './visible.rules.ts'
import { holdsWording, wordingOf, type Wording } from './wording.rules.ts'

/** So many are looked through at once: a fraction of a second, after which others get their turn and a question may be called off. */
const atOnce = 20_000

export type LookInput = { after: number; kind: QueryKind; normal: string; text: string; purpose: Purpose }

/** A record that answers a question, and the ID number by which it has its place in a file. */
export type UnindexedAnswer = { recordId: number; idNumber: string | null; exact: boolean }

/** `last`: go on behind it; null: there are no more. */
export type LookedThrough<Found> = { last: number | null; records: number; found: Found[] }

const nothingLeft = { last: null, records: 0, found: [] }

/**
 * The next part of the records that are not in the search index yet: those that answer a question by what the purpose opens of them, and by
 * nothing else. What stands in their text is compared first, since reading each of millions would take minutes.
 */
export function lookThrough(db: ReadDb, input: LookInput): LookedThrough<UnindexedAnswer> {
  const { kind, normal, purpose } = input
  const home = homeCounty(db)
  const wording = wordingOf(kind, normal, input.text, home)
  const asked = [...systems.values()].filter((one) => (askedPart(one, purpose, kind)?.fields.length ?? 0) > 0)
  const next = wording === null || asked.length === 0 ? undefined : nextPart(db, input.after, atOnce)
  if (wording === null || next === undefined) return nothingLeft
  const steps = stepsFor(kind, normal, home)
  const ids = asked.map(({ id }) => id)
  const found: UnindexedAnswer[] = []
  for (const record of recordsHolding(db, next.part, ids, wording)) {
    const members = askedMembers([record], purpose, kind)
    const step = mayAnswer(kind, members, wording) ? answeredBy(members, steps, home) : undefined
    if (step === undefined) continue
    const { idNumber } = memberOf(record).found
    found.push({ recordId: record.record_id, idNumber, exact: step.match === 'exact' })
  }
  return { last: next.part.last, records: next.records, found }
}

/** Reading an address takes longer than all the rest: where the words stand in another field, it is not read. */
function mayAnswer(kind: QueryKind, members: readonly OpenMember[], wording: Wording): boolean {
  if (kind !== 'address') return true
  return members.some(({ found }) => holdsWording(found.addresses, wording))
}

/** The next part of the records that are not in the search index yet: those of people who have one of these ID numbers. */
export function ofPeople(db: ReadDb, input: { after: number; idNumbers: readonly string[] }): LookedThrough<number> {
  const next = nextPart(db, input.after, atOnce)
  if (next === undefined) return nothingLeft
  const wanted = new Set(input.idNumbers)
  const written = input.idNumbers.flatMap((id) => [id, beforeUpgrade(id)])
  const found = recordsWithValue(db, next.part, numbered.systems, numbered.fields, written)
    .filter((record) => wanted.has(memberOf(record).found.idNumber ?? ''))
    .map(({ record_id }) => record_id)
  return { last: next.part.last, records: next.records, found }
}

/** The fifteen digits that stand for a number in older records. */
function beforeUpgrade(id: string): string {
  return `${id.slice(0, 6)}${id.slice(8, 17)}`
}

/** Where ID numbers stand. */
const numbered = ((): { systems: SystemId[]; fields: string[] } => {
  const held = [...systems.values()].flatMap(({ id, fields }) =>
    fields.filter(({ meaning }) => meaning === 'id-number').map(({ key }) => ({ id, key })),
  )
  return { systems: [...new Set(held.map(({ id }) => id))], fields: [...new Set(held.map(({ key }) => key))] }
})()
