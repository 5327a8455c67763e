import type { Schema } from '../../../db/schema.ts'
import { noRows } from '../../../src-domain/sync/set-hash.ts'
import type { SetHash } from '../../../src-contract/sync/digest.ts'
import { q } from '../../query.ts'
import type { ReadDb, SqlValue, WriteDb } from '../../store/sql.ts'

export type MarkRecord = Schema['sync_marks']
export type OutboxRecord = Schema['sync_outbox']
export type RowRecord = Schema['sync_rows']
export type RejectedRecord = Schema['sync_rejected']
export type ConflictRecord = Schema['sync_conflicts']

export function setting(db: ReadDb, key: string): string | undefined {
  return db.prepare<[string], { value: string }>('SELECT value FROM settings WHERE key = ?').one(`sync.${key}`)?.value
}

export function keepSetting(tx: WriteDb, key: string, value: string): void {
  tx.prepare<[string, string], never>(
    'INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
  ).run(`sync.${key}`, value)
}

export function dropSetting(tx: WriteDb, key: string): void {
  tx.prepare<[string], never>('DELETE FROM settings WHERE key = ?').run(`sync.${key}`)
}

export function setRecording(tx: WriteDb, on: boolean): void {
  tx.run(q.updateTable('sync_switch').set({ recording: on ? 1 : 0 }))
}

/** What is written inside is the platform's and is not marked as this PC's own. */
export function whileApplying<T>(tx: WriteDb, work: () => T): T {
  const set = tx.prepare<[number], never>('UPDATE sync_switch SET applying = ?')
  set.run(1)
  try {
    return work()
  } finally {
    set.run(0)
  }
}

/** A limit that is bound makes SQLite prepare the statement anew each time that it is run: it plans with the value. */
const limitText = (limit: number): string => `LIMIT ${Math.trunc(limit)}`

/** The oldest acts first, each complete as far as `limit` allows. */
export function firstMarks(db: ReadDb, limit: number): MarkRecord[] {
  return db.prepare<[], MarkRecord>(`SELECT * FROM sync_marks ORDER BY txn, mark_id ${limitText(limit)}`).all()
}

export function findMark(db: ReadDb, table: string, markedId: string): MarkRecord | undefined {
  return db
    .prepare<[string, string], MarkRecord>('SELECT * FROM sync_marks WHERE tbl = ? AND row_id = ?')
    .one(table, markedId)
}

export function anyMarks(db: ReadDb): boolean {
  return db.prepare<[], { one: number }>('SELECT 1 AS one FROM sync_marks LIMIT 1').one() !== undefined
}

export function addMark(tx: WriteDb, table: string, markedId: string, at: string): void {
  tx.prepare<[string, string, string], never>(
    `INSERT OR IGNORE INTO sync_marks (tbl, row_id, txn, at) VALUES (?, ?, (SELECT txn FROM sync_switch), ?)`,
  ).run(table, markedId, at)
}

/** As a trigger does it: an act that touches a row of an earlier one is handed over together with it. */
export function joinAct(tx: WriteDb, table: string, markedId: string): void {
  tx.prepare<[string, string], never>(
    `UPDATE sync_marks SET txn = (SELECT txn FROM sync_switch)
     WHERE txn = (SELECT txn FROM sync_marks WHERE tbl = ? AND row_id = ?)`,
  ).run(table, markedId)
}

export function dropMark(tx: WriteDb, markId: number): void {
  tx.prepare<[number], never>('DELETE FROM sync_marks WHERE mark_id = ?').run(markId)
}

/** What was seen when the row was changed here, before somebody else's change of it is shown. */
export function keepSeen(tx: WriteDb, markId: number, ver: number | null, own: string): void {
  tx.prepare<[number | null, string, number], never>(
    'UPDATE sync_marks SET ver = coalesce(ver, ?), own = ? WHERE mark_id = ?',
  ).run(ver, own, markId)
}

export function nextTxn(tx: WriteDb): void {
  tx.prepare<[], never>('UPDATE sync_switch SET txn = txn + 1').run()
}

export function insertOutbox(tx: WriteDb, row: Omit<OutboxRecord, 'ver' | 'server_seq'>): void {
  tx.prepare<(string | number)[], never>(
    'INSERT INTO sync_outbox (epoch, seq, tbl, row_id, mutation, at) VALUES (?, ?, ?, ?, ?, ?)',
  ).run(row.epoch, row.seq, row.tbl, row.row_id, row.mutation, row.at)
}

/** Handed over and not answered, in their order. */
export function unanswered(db: ReadDb, limit: number): OutboxRecord[] {
  return db
    .prepare<[], OutboxRecord>(
      `SELECT * FROM sync_outbox WHERE server_seq IS NULL ORDER BY epoch, seq ${limitText(limit)}`,
    )
    .all()
}

/** Likewise, one after the other. */
export function eachUnanswered(db: ReadDb): IterableIterator<Pick<OutboxRecord, 'epoch' | 'mutation'>> {
  return db
    .prepare<[], OutboxRecord>('SELECT epoch, mutation FROM sync_outbox WHERE server_seq IS NULL ORDER BY epoch, seq')
    .iterate()
}

export function unansweredBetween(db: ReadDb, epoch: number, from: number, to: number): OutboxRecord[] {
  return db
    .prepare<[number, number, number], OutboxRecord>(
      'SELECT * FROM sync_outbox WHERE server_seq IS NULL AND epoch = ? AND seq BETWEEN ? AND ? ORDER BY seq',
    )
    .all(epoch, from, to)
}

/** In their order, without what is in them. */
export function unansweredSizes(
  db: ReadDb,
  epoch: number,
): IterableIterator<{ seq: number; txn: string; bytes: number }> {
  return db
    .prepare<[number], { seq: number; txn: string; bytes: number }>(
      `SELECT seq, json_extract(mutation, '$.txn') AS txn, octet_length(mutation) AS bytes FROM sync_outbox
       WHERE server_seq IS NULL AND epoch = ? ORDER BY seq`,
    )
    .iterate(epoch)
}

export function outboxOf(db: ReadDb, table: string, id: string): OutboxRecord[] {
  return db
    .prepare<[string, string], OutboxRecord>(
      'SELECT * FROM sync_outbox WHERE tbl = ? AND row_id = ? ORDER BY epoch, seq',
    )
    .all(table, id)
}

/** Of several rows of a table; those of one row in their order. */
export function outboxOfRows(db: ReadDb, table: string, ids: readonly string[]): OutboxRecord[] {
  return db
    .prepare<[string, string], OutboxRecord>(
      `SELECT * FROM sync_outbox WHERE tbl = ? AND row_id IN (SELECT value FROM json_each(?)) ORDER BY epoch, seq`,
    )
    .all(table, JSON.stringify(ids))
}

export function anyOutboxBetween(db: ReadDb, table: string, first: string, last: string): boolean {
  return (
    db
      .prepare<[string, string, string], { one: number }>(
        'SELECT 1 AS one FROM sync_outbox WHERE tbl = ? AND row_id BETWEEN ? AND ? LIMIT 1',
      )
      .one(table, first, last) !== undefined
  )
}

export function allOutbox(db: ReadDb): OutboxRecord[] {
  return db.prepare<[], OutboxRecord>('SELECT * FROM sync_outbox ORDER BY epoch, seq').all()
}

export function ackOutbox(tx: WriteDb, epoch: number, seq: number, ver: number, serverSeq: number): void {
  tx.prepare<number[], never>('UPDATE sync_outbox SET ver = ?, server_seq = ? WHERE epoch = ? AND seq = ?').run(
    ver,
    serverSeq,
    epoch,
    seq,
  )
}

export function dropOutbox(tx: WriteDb, epoch: number, seq: number): void {
  tx.prepare<number[], never>('DELETE FROM sync_outbox WHERE epoch = ? AND seq = ?').run(epoch, seq)
}

/** Which numbers from the first to the last are still in the outbox. */
export function outboxSeqs(db: ReadDb, epoch: number, first: number, last: number): Set<number> {
  const rows = db
    .prepare<number[], { seq: number }>('SELECT seq FROM sync_outbox WHERE epoch = ? AND seq BETWEEN ? AND ?')
    .all(epoch, first, last)
  return new Set(rows.map(({ seq }) => seq))
}

/** Rows of which something is answered, and the answer's effect is in the rows up to this sequence. */
export function ackedUpTo(db: ReadDb, serverSeq: number): Pick<OutboxRecord, 'tbl' | 'row_id'>[] {
  return db
    .prepare<[number], Pick<OutboxRecord, 'tbl' | 'row_id'>>(
      'SELECT tbl, row_id FROM sync_outbox WHERE server_seq IS NOT NULL AND server_seq <= ?',
    )
    .all(serverSeq)
}

export function dropAckedUpTo(tx: WriteDb, serverSeq: number): void {
  tx.prepare<[number], never>('DELETE FROM sync_outbox WHERE server_seq IS NOT NULL AND server_seq <= ?').run(serverSeq)
}

export function findRow(db: ReadDb, table: string, id: string): RowRecord | undefined {
  return db.prepare<[string, string], RowRecord>('SELECT * FROM sync_rows WHERE tbl = ? AND row_id = ?').one(table, id)
}

export function rowsOf(db: ReadDb, table: string, ids: readonly string[]): RowRecord[] {
  return db
    .prepare<[string, string], RowRecord>(
      'SELECT * FROM sync_rows WHERE tbl = ? AND row_id IN (SELECT value FROM json_each(?))',
    )
    .all(table, JSON.stringify(ids))
}

/** Whether any of these rows is here. */
export function anyHeld(db: ReadDb, table: string, ids: readonly string[]): boolean {
  const found = db
    .prepare<[string, string], { one: number }>(
      'SELECT 1 AS one FROM sync_rows WHERE tbl = ? AND row_id IN (SELECT value FROM json_each(?)) LIMIT 1',
    )
    .one(table, JSON.stringify(ids))
  return found !== undefined
}

/** Whether anything of a table was changed here that is not in the platform's rows. */
export function anyOwn(db: ReadDb, table: string): boolean {
  const found = db
    .prepare<[string, string, string], { one: number }>(
      `SELECT 1 AS one WHERE EXISTS (SELECT 1 FROM sync_marks WHERE tbl = ?) OR EXISTS (SELECT 1 FROM sync_outbox WHERE tbl = ?)
         OR EXISTS (SELECT 1 FROM sync_rejected WHERE tbl = ? AND state = 'open')`,
    )
    .one(table, table, table)
  return found !== undefined
}

export function keepRow(tx: WriteDb, row: RowRecord): void {
  tx.prepare<(string | number)[], never>(
    `INSERT INTO sync_rows (tbl, row_id, ver, fields, hash, shown) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (tbl, row_id) DO UPDATE SET ver = excluded.ver, fields = excluded.fields, hash = excluded.hash,
       shown = excluded.shown`,
  ).run(row.tbl, row.row_id, row.ver, row.fields, row.hash, row.shown)
}

export function dropRow(tx: WriteDb, table: string, id: string): void {
  tx.prepare<[string, string], never>('DELETE FROM sync_rows WHERE tbl = ? AND row_id = ?').run(table, id)
}

export function setShown(tx: WriteDb, table: string, id: string, shown: boolean): void {
  tx.prepare<[number, string, string], never>('UPDATE sync_rows SET shown = ? WHERE tbl = ? AND row_id = ?').run(
    shown ? 1 : 0,
    table,
    id,
  )
}

export function setAllShown(tx: WriteDb, table: string, ids: readonly string[]): void {
  tx.prepare<[string, string], never>(
    'UPDATE sync_rows SET shown = 1 WHERE tbl = ? AND row_id IN (SELECT value FROM json_each(?))',
  ).run(table, JSON.stringify(ids))
}

/** In the order of their ids. */
export function unshownAfter(db: ReadDb, table: string, after: string, limit: number): RowRecord[] {
  return db
    .prepare<[string, string], RowRecord>(
      `SELECT * FROM sync_rows INDEXED BY sync_rows_unshown WHERE shown = 0 AND tbl = ? AND row_id > ?
       ORDER BY row_id ${limitText(limit)}`,
    )
    .all(table, after)
}

/** Tables of which any row waits to be shown; one look for each of them, however many rows wait. */
export function waitingTables(db: ReadDb): ReadonlySet<string> {
  const found = db
    .prepare<[], { tbl: string | null }>(
      `WITH RECURSIVE waiting (tbl) AS (
         SELECT min(tbl) FROM sync_rows INDEXED BY sync_rows_unshown WHERE shown = 0
         UNION ALL
         SELECT (SELECT min(next.tbl) FROM sync_rows AS next INDEXED BY sync_rows_unshown
                 WHERE next.shown = 0 AND next.tbl > waiting.tbl)
         FROM waiting WHERE waiting.tbl IS NOT NULL)
       SELECT tbl FROM waiting WHERE tbl IS NOT NULL`,
    )
    .all()
  return new Set(found.flatMap(({ tbl }) => tbl ?? []))
}

/** The index of those that wait is named: without it all rows of the table may be read to find that none waits. */
export function unshownRows(db: ReadDb, table: string, limit: number): RowRecord[] {
  return db
    .prepare<[string], RowRecord>(
      `SELECT * FROM sync_rows INDEXED BY sync_rows_unshown WHERE shown = 0 AND tbl = ?
       ORDER BY json_extract(fields, '$.at') ${limitText(limit)}`,
    )
    .all(table)
}

/** Hashes of the rows of a table, by id. */
export function hashesOf(db: ReadDb, table: string): IterableIterator<{ row_id: string; hash: string }> {
  return db
    .prepare<[string], { row_id: string; hash: string }>('SELECT row_id, hash FROM sync_rows WHERE tbl = ?')
    .iterate(table)
}

export function rootOf(db: ReadDb, table: string): SetHash {
  const row = db
    .prepare<[string], { rows: number; sum: string }>('SELECT rows, sum FROM sync_roots WHERE tbl = ?')
    .one(table)
  return row === undefined ? noRows : { count: row.rows, sum: row.sum }
}

/** Of tables that have rows. */
export function allRoots(db: ReadDb): Map<string, SetHash> {
  const rows = db
    .prepare<[], { tbl: string; rows: number; sum: string }>('SELECT tbl, rows, sum FROM sync_roots WHERE rows > 0')
    .all()
  return new Map(rows.map(({ tbl, rows: count, sum }) => [tbl, { count, sum }]))
}

export function rootTables(db: ReadDb): string[] {
  return db
    .prepare<[], { tbl: string }>('SELECT tbl FROM sync_roots WHERE rows > 0')
    .all()
    .map(({ tbl }) => tbl)
}

export function keepRoot(tx: WriteDb, table: string, root: SetHash): void {
  tx.prepare<[string, number, string], never>(
    `INSERT INTO sync_roots (tbl, rows, sum) VALUES (?, ?, ?)
     ON CONFLICT (tbl) DO UPDATE SET rows = excluded.rows, sum = excluded.sum`,
  ).run(table, root.count, root.sum)
}

export function insertRejected(tx: WriteDb, row: Omit<RejectedRecord, 'state' | 'settled_at' | 'settled_by'>): void {
  tx.run(
    q
      .insertInto('sync_rejected')
      .values({ ...row, state: 'open', settled_at: null, settled_by: null })
      .onConflict((conflict) => conflict.doNothing()),
  )
}

/** What nobody has to do anything about any more, whoever refused it. One that is listed already stays as it is. */
export function keepGivenUp(
  tx: WriteDb,
  row: Omit<RejectedRecord, 'state' | 'settled_at' | 'settled_by'>,
  settledAt: string,
): void {
  if (isRejected(tx, row.mid)) return
  insertRejected(tx, row)
  settleRejected(tx, row.mid, { state: 'given-up', by: null, at: settledAt })
}

export function openRejectedOf(db: ReadDb, table: string, id: string): RejectedRecord[] {
  return db
    .prepare<[string, string], RejectedRecord>(
      `SELECT * FROM sync_rejected WHERE tbl = ? AND row_id = ? AND state = 'open' ORDER BY at, mid`,
    )
    .all(table, id)
}

/** Of several rows of a table; those of one row in their order. */
export function openRejectedOfRows(db: ReadDb, table: string, ids: readonly string[]): RejectedRecord[] {
  return db
    .prepare<[string, string], RejectedRecord>(
      `SELECT * FROM sync_rejected WHERE tbl = ? AND row_id IN (SELECT value FROM json_each(?)) AND state = 'open'
       ORDER BY at, mid`,
    )
    .all(table, JSON.stringify(ids))
}

/** In the order in which they were refused. */
export function allOpenRejected(db: ReadDb): RejectedRecord[] {
  // A state that is bound makes SQLite prepare the statement anew each time: only with its value is it known that the index serves.
  return db.prepare<[], RejectedRecord>(`SELECT * FROM sync_rejected WHERE state = 'open' ORDER BY at, mid`).all()
}

/** All that the platform refused together with one of them. */
export function openRejectedTxn(db: ReadDb, txn: string): RejectedRecord[] {
  return db.prepare<[string], RejectedRecord>(`SELECT * FROM sync_rejected WHERE txn = ? AND state = 'open'`).all(txn)
}

/** Acts that were refused because the platform lacks one of these entries, each with all of its rows. */
export function openRejectedWithout(db: ReadDb, entryIds: readonly string[]): RejectedRecord[] {
  return db
    .prepare<[string], RejectedRecord>(
      `SELECT * FROM sync_rejected WHERE state = 'open' AND txn IN (
         SELECT txn FROM sync_rejected WHERE state = 'open' AND reason = 'missing' AND field = 'entry'
           AND entry_id IN (SELECT value FROM json_each(?)))
       ORDER BY at, mid`,
    )
    .all(JSON.stringify(entryIds))
}

export function settleRejected(
  tx: WriteDb,
  mid: string,
  settled: { state: 'again' | 'given-up'; by: string | null; at: string },
): void {
  tx.run(
    q
      .updateTable('sync_rejected')
      .set({ state: settled.state, settled_by: settled.by, settled_at: settled.at })
      .where('mid', '=', mid),
  )
}

export function findConflict(db: ReadDb, conflictId: string): ConflictRecord | undefined {
  return db.prepare<[string], ConflictRecord>('SELECT * FROM sync_conflicts WHERE conflict_id = ?').one(conflictId)
}

const conflictColumns = [
  'conflict_id',
  'tbl',
  'row_id',
  'entry_id',
  'fields',
  'actor',
  'made_at',
  'at',
  'state',
  'choice',
  'reason',
  'settled_at',
  'settled_by',
  'decided',
] as const satisfies readonly (keyof ConflictRecord)[]
const keepConflictSql = `INSERT INTO sync_conflicts (${conflictColumns.join(', ')})
  VALUES (${conflictColumns.map(() => '?').join(', ')}) ON CONFLICT (conflict_id) DO UPDATE SET
  ${conflictColumns
    .slice(1)
    .map((column) => `${column} = excluded.${column}`)
    .join(', ')}`

function isRejected(db: ReadDb, mid: string): boolean {
  const sql = 'SELECT EXISTS (SELECT 1 FROM sync_rejected WHERE mid = ?) AS n'
  return db.prepare<[string], { n: number }>(sql).one(mid)?.n === 1
}

/** Whether a decision on the conflict waits here for the platform's answer, or to be sent. */
export function isDecisionUnsent(db: ReadDb, conflictId: string): boolean {
  const sql = `SELECT EXISTS (SELECT 1 FROM sync_outbox WHERE json_extract(mutation, '$.conflict') = ?) AS n`
  return db.prepare<[string], { n: number }>(sql).one(conflictId)?.n === 1
}

export function keepConflict(tx: WriteDb, row: ConflictRecord): void {
  tx.prepare<SqlValue[], never>(keepConflictSql).run(...conflictColumns.map((column) => row[column]))
}

export type AliasMap = {
  readonly toLocal: ReadonlyMap<string, string>
  readonly toWire: ReadonlyMap<string, string>
}

/** The platform's ids of accounts that have another id here. Where there are several, the lowest is the one that is sent. */
export function aliases(db: ReadDb): AliasMap {
  const toLocal = new Map<string, string>()
  const toWire = new Map<string, string>()
  const all = db
    .prepare<[], { wire_id: string; account_id: string }>(
      'SELECT wire_id, account_id FROM sync_aliases ORDER BY wire_id',
    )
    .all()
  for (const { wire_id, account_id } of all) {
    toLocal.set(wire_id, account_id)
    if (!toWire.has(account_id)) toWire.set(account_id, wire_id)
  }
  return { toLocal, toWire }
}
