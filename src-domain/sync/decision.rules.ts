import type { FieldValue } from '../../src-contract/sync/protocol.ts'
import type { ConflictField, FieldChange } from '../../src-contract/sync/push.ts'
import { booksById } from '../books/books.ts'
import { sameValue } from './canonical-row.ts'
import { countedFields } from './tables.ts'

/** Which value of a field stays: the one that was sent and held back, or the platform's. */
export type Side = 'mine' | 'theirs'

export type Decision = {
  readonly choice: Side | 'merged'
  /** What is sent: nothing where all of what stands is kept. */
  readonly fields: Record<string, FieldChange>
}

/** Stand with a step of the life cycle, of which the history tells: with another one's step they would say what never was. */
const steps: ReadonlySet<string> = new Set(['state', 'stage', 'voidedAt', 'handedOverAt'])

/**
 * Groups of disputed fields, each decided on as one. A step goes with everything that was changed together with it. What tells who somebody is
 * goes together, the shift from and to, and the names of an organisation with its code: half of each would be nobody's. What is
 * counted of the values is no group where there are others: it follows.
 *
 * @param book of the entry; null for rows of other tables
 */
export function decidedTogether(
  table: string,
  book: string | null,
  disputed: readonly Pick<ConflictField, 'field'>[],
): (string | null)[][] {
  const all = disputed.map(({ field }) => field)
  const fields = all.filter((field) => field === null || !countedFields.has(field))
  if (fields.length === 0) return [all]
  const isWhole = fields.some((field) => field === null || steps.has(field))
  if (isWhole || (table !== 'entries' && table !== 'returns')) return [fields]
  const spec = book === null ? undefined : booksById.get(book)
  const groups: (string | null)[][] = []
  const named = new Map<string, (string | null)[]>()
  for (const field of fields) {
    const name = field === null || table !== 'entries' ? undefined : bondOf(field, spec)
    const group = name === undefined ? undefined : named.get(name)
    if (group !== undefined) {
      group.push(field)
      continue
    }
    const made = [field]
    groups.push(made)
    if (name !== undefined) named.set(name, made)
  }
  return groups
}

type Spec = NonNullable<ReturnType<typeof booksById.get>>

function bondOf(field: string, spec: Spec | undefined): string | undefined {
  const key = field.replace(/^v\./, '')
  const kind = spec?.definition.fields.find((one) => one.key === key)?.kind
  if (spec === undefined) return 'unknown'
  const { documents, organisation, shift } = spec
  if (documents !== null) {
    const { number, birthDate, sex } = documents
    if ([documents.kind, number, birthDate, sex].includes(key) || kind === 'person-name') return 'person'
  }
  if (organisation.includes(key) || kind === 'uscc') return 'organisation'
  return shift !== null && (shift.from === key || shift.to === key) ? 'shift' : undefined
}

/**
 * What is sent of a decision. Where some fields of each side were chosen, those that stay as they stand are sent too, so that the platform
 * refuses it when any of them has moved on: who chose saw all of them beside each other.
 *
 * @param sides undefined: of every field the same, `choice`
 */
export function decisionOf(
  disputed: readonly ConflictField[],
  choice: Side,
  sides?: ReadonlyMap<string, Side>,
): Decision {
  const sideOf = (field: string): Side => sides?.get(field) ?? (sides === undefined ? choice : 'theirs')
  const named = disputed.flatMap((one) => (one.field === null ? [] : [{ ...one, field: one.field }]))
  const asked = named.filter(({ field }) => sides === undefined || sides.has(field))
  const isMine = asked.every(({ field }) => sideOf(field) === 'mine')
  const isTheirs = asked.every(({ field }) => sideOf(field) === 'theirs')
  if (sides === undefined || asked.length === 0 || isMine || isTheirs) {
    const whole = sides === undefined || asked.length === 0 ? choice : isMine ? 'mine' : 'theirs'
    const fields = whole === 'theirs' ? [] : named
    return {
      choice: whole,
      fields: Object.fromEntries(fields.map(({ field, mine, theirs }) => [field, to(theirs, mine)])),
    }
  }
  return {
    choice: 'merged',
    fields: Object.fromEntries(
      named.map(({ field, mine, theirs }) => [field, to(theirs, sideOf(field) === 'mine' ? mine : theirs)]),
    ),
  }
}

/** Of which side each field is in a decision that was made; undefined: of one side all of them. */
export function sidesIn(
  disputed: readonly ConflictField[],
  { choice, fields }: { readonly choice: string | null; readonly fields: Readonly<Record<string, FieldChange>> },
): ReadonlyMap<string, Side> | undefined {
  if (choice !== 'merged') return undefined
  return new Map(
    disputed.flatMap(({ field, mine, theirs }): [string, Side][] => {
      if (field === null) return []
      const decided = fields[field]
      const isMine = decided !== undefined && sameValue(decided.value, mine) && !sameValue(mine, theirs)
      return [[field, isMine ? 'mine' : 'theirs']]
    }),
  )
}

function to(base: FieldValue, value: FieldValue): FieldChange {
  return { base, value }
}
