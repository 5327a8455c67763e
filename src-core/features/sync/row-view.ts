import { canonicalJson } from '../../../src-domain/canonical/canonical-json.ts'
import type { Fields } from '../../../src-contract/sync/protocol.ts'
import { Mutation, type FieldChange } from '../../../src-contract/sync/push.ts'
import { changesOf, viewOf, type Overlay, type View } from '../../../src-domain/sync/overlay.rules.ts'
import { canonicalFields, hashOfCanonical, sameValue } from '../../../src-domain/sync/canonical-row.ts'
import type { ReadDb, WriteDb } from '../../store/sql.ts'
import { byTable, nameOf, RowWriter } from './row-writer.ts'
import {
  anyMarks,
  findMark,
  findRow,
  keepSeen,
  openRejectedOf,
  openRejectedOfRows,
  outboxOf,
  outboxOfRows,
  setShown,
  type MarkRecord,
  type OutboxRecord,
  type RejectedRecord,
  type RowRecord,
} from './sync.repo.ts'
import type { People, SyncedTable } from './synced-table.ts'
import { syncedTable } from './synced-tables.ts'

export { nameOf } from './row-writer.ts'

export type RowKey = { readonly table: string; readonly id: string }

export function fieldsOf(row: Pick<RowRecord, 'fields'> | undefined): View {
  return row === undefined ? undefined : (JSON.parse(row.fields) as Fields)
}

export function mutationOf(row: { readonly mutation: string }): Mutation {
  return Mutation.parse(JSON.parse(row.mutation))
}

/** The platform's row with what it has not answered yet, or answered and not sent back. */
export function seenView(db: ReadDb, { table, id }: RowKey): View {
  return viewOf(fieldsOf(findRow(db, table, id)), outboxOf(db, table, id).map(mutationOf))
}

/** The platform's row and what lies on top of it, in this order. */
export type Layers = {
  readonly row: RowRecord | undefined
  readonly refused: readonly { readonly mutation: string }[]
  readonly sent: readonly { readonly mutation: string }[]
}

function layersOf(db: ReadDb, { table, id }: RowKey): Layers {
  return { row: findRow(db, table, id), refused: openRejectedOf(db, table, id), sent: outboxOf(db, table, id) }
}

/**
 * Layers of several rows, read with a statement for each table instead of for each row.
 *
 * @param rowOf the platform's rows, as they stand
 */
export function layersOfAll(
  db: ReadDb,
  keys: Iterable<RowKey>,
  rowOf: (key: RowKey) => RowRecord | undefined,
): (key: RowKey) => Layers {
  const refused = new Map<string, RejectedRecord[]>()
  const sent = new Map<string, OutboxRecord[]>()
  for (const [table, ids] of byTable(keys)) {
    for (const one of openRejectedOfRows(db, table, ids)) add(refused, nameOf({ table, id: one.row_id }), one)
    for (const one of outboxOfRows(db, table, ids)) add(sent, nameOf({ table, id: one.row_id }), one)
  }
  return (key) => {
    const name = nameOf(key)
    return { row: rowOf(key), refused: refused.get(name) ?? [], sent: sent.get(name) ?? [] }
  }
}

function add<T>(to: Map<string, T[]>, name: string, one: T): void {
  const known = to.get(name)
  if (known === undefined) to.set(name, [one])
  else known.push(one)
}

/** With what it refused too: that is still shown where it was written, until somebody decides. */
function shownView({ row, refused, sent }: Layers, own: readonly Overlay[]): View {
  return viewOf(fieldsOf(row), [...refused.map(mutationOf), ...sent.map(mutationOf), ...own])
}

/**
 * Changes of rows that were saved here and not handed over: to be taken before the rows below them change. What each value was when it
 * was changed is kept with the mark: whoever changed it has not seen what comes below it now.
 */
export function ownChanges(db: WriteDb, keys: Iterable<RowKey>, people: People): Map<string, Overlay> {
  const own = new Map<string, Overlay>()
  if (!anyMarks(db)) return own
  for (const key of keys) {
    const table = syncedTable(key.table)
    const marked = table?.markId(db, key.id)
    const mark = marked === undefined ? undefined : findMark(db, key.table, marked)
    if (table === undefined || mark === undefined) continue
    table.prepare?.(db, key.id, people)
    const shown = shownView(layersOf(db, key), [])
    const wanted = wantedOf(db, table, key.id, shown, people)
    if (wanted === undefined) continue
    const fields = asSeen(changesOf(shown, wanted, table.kept), mark)
    keepSeen(db, mark.mark_id, seenVersion(db, key), JSON.stringify(fields))
    own.set(nameOf(key), { op: 'put', fields })
  }
  return own
}

/** What this PC wants the row to be, of which it sees `seen`. */
export function wantedOf(db: ReadDb, table: SyncedTable, id: string, seen: View, people: People): View {
  return table.wanted === undefined ? table.read(db, id, people) : table.wanted(db, id, seen, people)
}

/** The changes with the values that were there when they were made. One that leads back to such a value is none. */
export function asSeen(changes: Readonly<Record<string, FieldChange>>, mark: MarkRecord): Record<string, FieldChange> {
  const seen = mark.own === null ? {} : (JSON.parse(mark.own) as Record<string, FieldChange>)
  return Object.fromEntries(
    Object.entries(changes)
      .map(
        ([field, { base, value }]) =>
          [field, { base: seen[field] === undefined ? base : seen[field].base, value }] as const,
      )
      .filter(([, { base, value }]) => !sameValue(base, value)),
  )
}

/** The newest version of the row that this PC knows of. */
export function seenVersion(db: ReadDb, { table, id }: RowKey): number {
  const answered = outboxOf(db, table, id).map(({ ver }) => ver ?? 0)
  return Math.max(findRow(db, table, id)?.ver ?? 0, ...answered)
}

/** The version that the row will have if all that is unanswered is taken: each change of a row makes one. */
export function expectedVersion(db: ReadDb, key: RowKey): number {
  const open = outboxOf(db, key.table, key.id).filter(({ server_seq }) => server_seq === null)
  return seenVersion(db, key) + open.length
}

/** Makes the replica's own tables show the row as it stands now. Runs while applying. @param layers where they were read already */
export function showRow(
  tx: WriteDb,
  key: RowKey,
  own: ReadonlyMap<string, Overlay>,
  people: People,
  layers: Layers = layersOf(tx, key),
): void {
  const table = syncedTable(key.table)
  if (table === undefined) return
  const overlay = own.get(nameOf(key))
  const wanted = shownView(layers, overlay === undefined ? [] : [overlay])
  const now = table.read(tx, key.id, people)
  if (wanted === undefined) {
    if (now !== undefined) table.remove(tx, key.id)
    return
  }
  const differs = now === undefined || Object.keys(changesOf(now, wanted, table.kept)).length > 0
  const shown = !differs || table.write(tx, key.id, wanted, people) === 'shown'
  if (layers.row !== undefined && (layers.row.shown === 1) !== shown) setShown(tx, key.table, key.id, shown)
}

/** Stores the platform's row and moves the table's root with it. */
export function storeRow(tx: WriteDb, key: RowKey, ver: number, fields: Fields): void {
  const text = canonicalJson(canonicalFields(fields))
  const writer = new RowWriter(tx, [key])
  writer.store({ ...key, ver, text, hash: hashOfCanonical(key.table, key.id, ver, text) })
  writer.end()
}

export function forgetRow(tx: WriteDb, key: RowKey): void {
  const writer = new RowWriter(tx, [key])
  writer.forget(key)
  writer.end()
}
