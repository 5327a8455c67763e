import type { FieldValue, Fields } from '../../src-contract/sync/protocol.ts'
import { booksById } from '../books/books.ts'

export type SyncedRow = { readonly table: string; readonly id: string; readonly fields: Fields }

/** `by`: the account on the wire; `ids`: of the events that are written, in the order in which they shall be read. */
export type OfficeDecision = {
  readonly approve: boolean
  readonly reason: string
  readonly by: string
  readonly at: string
  readonly ids: readonly [string, string]
}

type Change = { readonly field: string; readonly before: string | null; readonly after: string | null }

/**
 * What a decision of the superior office makes of a station's rows: the same as a decision made at the station
 * (src-core/features/ledger/decide.service.ts). What follows from the entry's values is made again on each PC.
 *
 * @param sampled open sampled reviews of the entry: of what is put out of force nobody wants a look any more
 * @returns rows as they shall be; null when what was asked for is no longer possible
 */
export function rowsOfDecision(
  review: SyncedRow,
  entry: SyncedRow,
  sampled: readonly SyncedRow[],
  decision: OfficeDecision,
): SyncedRow[] | null {
  const { approve, reason, by, at, ids } = decision
  const done = approve ? approvedEntry(review, entry, decision) : { entry, step: null }
  if (done === null) return null
  const status = approve ? 'approved' : 'returned'
  const decided = { ...review.fields, status, decidedBy: by, decidedAt: at, decision: reason }
  const state = done.entry.fields['state'] ?? null
  const note = reason === '' ? null : reason
  const said = { entry: entry.id, at, actor: by, from: state, to: state, note }
  const rows: SyncedRow[] = [{ ...review, fields: decided }]
  if (done.entry !== entry) rows.push(done.entry)
  if (done.step !== null) rows.push({ table: 'entry_events', id: ids[0], fields: done.step })
  const transition = approve ? 'approve' : 'return'
  rows.push({ table: 'entry_events', id: ids[1], fields: { ...said, transition } })
  if (approve && review.fields['kind'] === 'void')
    rows.push(...sampled.map((row) => ({ ...row, fields: { ...row.fields, status: 'withdrawn' } })))
  return rows
}

type Approved = { readonly entry: SyncedRow; readonly step: Fields | null }

/** Null: the entry has moved on since it was asked for. */
function approvedEntry({ fields: review }: SyncedRow, entry: SyncedRow, { at }: OfficeDecision): Approved | null {
  const { fields } = entry
  const withFields = (more: Fields): SyncedRow => ({ ...entry, fields: { ...fields, ...more } })
  const asked = { entry: entry.id, at, actor: review['askedBy'] ?? null, note: review['note'] ?? null }
  const from = fields['state'] ?? null
  switch (review['kind']) {
    case 'filing':
      return fields['stage'] === 'in-review' ? { entry: withFields({ stage: 'filed' }), step: null } : null
    case 'void':
      if (fields['stage'] === 'voided') return null
      return {
        entry: withFields({ stage: 'voided', voidedAt: at }),
        step: { ...asked, from, to: from, transition: 'void' },
      }
    case 'step': {
      const transitions = booksById.get(String(fields['book']))?.definition.transitions ?? []
      const step = transitions.find(({ id, from: begins }) => id === review['transition'] && begins === from)
      if (step === undefined || fields['stage'] !== 'filed') return null
      const { changes = null, accepted = null } = review
      return {
        entry: withFields({ ...valuesAfter(fields, changesOf(review)), state: step.to }),
        step: { ...asked, from, to: step.to, transition: step.id, changes, accepted },
      }
    }
    default:
      return { entry, step: null }
  }
}

const columns: ReadonlySet<string> = new Set(['occurredOn', 'beat', 'officer', 'helpers'])

/** Values as the wire has them: lists as lists, values of the book under `v.`. */
function valuesAfter(fields: Fields, changes: readonly Change[]): Record<string, FieldValue> {
  const definition = booksById.get(String(fields['book']))?.definition.fields ?? []
  return Object.fromEntries(
    changes.map(({ field, after }): [string, FieldValue] => {
      const kind = definition.find(({ key }) => key === field)?.kind
      const list = kind === 'accounts' || kind === 'choices'
      return [columns.has(field) ? field : `v.${field}`, after !== null && list ? after.split(',') : after]
    }),
  )
}

/** The differences that a review or an event has with it; none where another program wrote something else there. */
export function changesOf(fields: Fields): Change[] {
  const text = fields['changes']
  if (typeof text !== 'string') return []
  try {
    const rows: unknown = JSON.parse(text)
    if (!Array.isArray(rows)) return []
    return rows.flatMap((row: unknown) => {
      if (typeof row !== 'object' || row === null || !('field' in row) || typeof row.field !== 'string') return []
      const { before, after } = row as { before?: unknown; after?: unknown }
      return [{ field: row.field, before: orNull(before), after: orNull(after) }]
    })
  } catch {
    return []
  }
}

function orNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}
