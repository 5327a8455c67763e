import type { Fields } from '../../../src-contract/sync/protocol.ts'
import type { FieldChange } from '../../../src-contract/sync/push.ts'
import { countedFields } from '../../../src-domain/sync/tables.ts'
import type { VersionChange } from '../../../src-domain/sync/version-order.rules.ts'
import type { WriteDb } from '../../store/sql.ts'
import { changesIn } from './as-made.ts'
import { nameOf, ownChanges, showRow } from './row-view.ts'
import { findRow, keepSeen, whileApplying, type MarkRecord } from './sync.repo.ts'
import type { People } from './synced-table.ts'
import { peopleIn, syncedTable } from './synced-tables.ts'

type Step = { readonly table: string; readonly fields: Fields; readonly taken: boolean }

const stepped: ReadonlySet<string> = new Set(['state', 'stage', 'voidedAt'])

/**
 * What was handed over, and becomes unsent again because the platform was restored, may have come back to it from another PC, which had
 * it already. Then the version or step that says so is there, and somebody may have changed the entry since who saw it: such a change of an
 * entry is not sent again, and what was changed after it here builds on it.
 */
export function leaveTaken(tx: WriteDb, lineage: string): void {
  const people = peopleIn(tx)
  const marks = tx
    .prepare<[string], MarkRecord>(`SELECT * FROM sync_marks WHERE tbl = 'entries' AND restored = ?`)
    .all(lineage)
  for (const mark of marks) leaveTakenOf(tx, mark, people)
}

/**
 * The same of a PC whose disk was copied while something was unsent, where the copy has sent it and gone on: what was saved here before is in
 * the platform's rows by now.
 *
 * @param marks what is about to be sent
 */
export function leaveSentByCopy(tx: WriteDb, marks: readonly MarkRecord[]): void {
  const people = peopleIn(tx)
  for (const mark of marks) if (mark.tbl === 'entries' && mark.restored === null) leaveTakenOf(tx, mark, people)
}

function leaveTakenOf(tx: WriteDb, mark: MarkRecord, people: People): void {
  const key = { table: 'entries', id: syncedTable('entries')?.wireId(tx, mark.row_id, people) ?? '' }
  const steps = findRow(tx, key.table, key.id) === undefined ? [] : unsentSteps(tx, mark.row_id, people)
  if (steps.length === 0) return
  const own = ownChanges(tx, [key], people)
  const changes = own.get(nameOf(key))?.fields
  if (changes === undefined) return
  const fields = stillToSend(changes, steps)
  keepSeen(tx, mark.mark_id, null, JSON.stringify(fields))
  own.set(nameOf(key), { op: 'put', fields })
  whileApplying(tx, () => showRow(tx, key, own, people))
}

/**
 * Versions and steps of an entry that this PC is going to send, in its order, where the platform has any of them.
 *
 * @param entryId as it is here
 */
function unsentSteps(tx: WriteDb, entryId: string, people: People): readonly Step[] {
  const marks = tx
    .prepare<[string, string, string], MarkRecord>(
      `SELECT * FROM sync_marks WHERE tbl = 'entry_versions' AND row_id > ? || '.' AND row_id < ? || '/'
       UNION ALL SELECT * FROM sync_marks
       WHERE tbl = 'entry_events' AND row_id IN (SELECT event_id FROM entry_events WHERE entry_id = ?)
       ORDER BY mark_id`,
    )
    .all(entryId, entryId, entryId)
  const steps = marks.map(({ tbl, row_id }) => {
    const id = syncedTable(tbl)?.wireId(tx, row_id, people) ?? ''
    return { table: tbl, id, taken: findRow(tx, tbl, id) !== undefined }
  })
  if (steps.every(({ taken }) => !taken)) return []
  return steps.flatMap(({ table, id, taken }) => {
    const fields = syncedTable(table)?.read(tx, id, people)
    return fields === undefined ? [] : [{ table, fields, taken }]
  })
}

function stillToSend(
  changes: Readonly<Record<string, FieldChange>>,
  steps: readonly Step[],
): Record<string, FieldChange> {
  const there = steps.filter(({ taken }) => taken)
  const lacking = steps.filter(({ taken }) => !taken)
  const named = new Set(there.flatMap(({ fields }) => changesIn(fields)).map(({ field }) => field))
  const next = new Map<string, VersionChange>()
  for (const change of lacking.flatMap(({ fields }) => changesIn(fields)))
    if (!next.has(change.field)) next.set(change.field, change)
  const isAbout = (table: string, some: readonly Step[]): boolean => some.some((step) => step.table === table)
  const rest: Record<string, FieldChange> = {}
  for (const [field, { base, value }] of Object.entries(changes)) {
    const name = field.replace(/^v\./, '')
    const onTop = next.get(name)
    if (countedFields.has(field) && lacking.length === 0) continue
    if (stepped.has(field) && isAbout('entry_events', there) && !isAbout('entry_events', lacking)) continue
    if (!named.has(name)) rest[field] = { base, value }
    else if (onTop !== undefined) rest[field] = { base: asBase(onTop.before, value), value }
  }
  return rest
}

/** Of a set, a version names what was in it. */
function asBase(before: string | null, value: FieldChange['value']): FieldChange['base'] {
  return Array.isArray(value) ? (before?.split(',') ?? []) : before
}
