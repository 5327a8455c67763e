import type { ReadDb, WriteDb } from '../../store/sql.ts'

// Records that files brought to this PC, and that are still to be handed over to the platform.

/** One of them: who imported it, and when. */
export type UnsentRecord = {
  readonly recordId: number
  /** `JZ:123`: a system and what it calls the record. */
  readonly id: string
  readonly at: string
  /** Null: meanwhile the platform said something else of it, and nothing is left to be sent. */
  readonly accountId: string | null
}

/**
 * Notes what an import is about to move into the records, in the transaction that moves it. Nothing where this PC is not enrolled: it tells
 * of its records when it is.
 *
 * @param firstNew the id of a new record is this plus the number under which it is staged
 */
export function noteUnsent(tx: WriteDb, importId: string, firstNew: number, at: string): void {
  tx.prepare<[number, string, string], never>(
    `INSERT OR IGNORE INTO unsent_records (record_id, at)
     SELECT coalesce(record_id, ? + staged_id), ? FROM import_staging
     WHERE import_id = ? AND (SELECT recording FROM sync_switch) = 1`,
  ).run(firstNew, at, importId)
}

/**
 * Notes records that were imported before they were handed over at all: those of the next so many ids.
 *
 * @returns the last of these ids; undefined: there are no more
 */
export function noteEarlier(tx: WriteDb, after: number, count: number): number | undefined {
  const last = tx
    .prepare<[], { id: number | null }>(
      // Without any import there is nothing to look for.
      `SELECT max(record_id) AS id FROM source_records
       WHERE EXISTS (SELECT 1 FROM source_imports WHERE applied_at IS NOT NULL)`,
    )
    .one()?.id
  if (last === null || last === undefined || last <= after) return undefined
  tx.prepare<[number, number], never>(
    `INSERT OR IGNORE INTO unsent_records (record_id, at)
     SELECT record_id, received_at FROM source_records WHERE record_id > ? AND record_id <= ? AND import_id IS NOT NULL`,
  ).run(after, after + count)
  return after + count
}

export function noteAgain(tx: WriteDb, recordId: number, at: string): void {
  tx.prepare<[number, string], never>('INSERT OR IGNORE INTO unsent_records (record_id, at) VALUES (?, ?)').run(
    recordId,
    at,
  )
}

export function anyUnsent(db: ReadDb): boolean {
  return db.prepare<[], { one: number }>('SELECT 1 AS one FROM unsent_records LIMIT 1').one() !== undefined
}

export function countUnsent(db: ReadDb): number {
  return db.prepare<[], { n: number }>('SELECT count(*) AS n FROM unsent_records').one()?.n ?? 0
}

export function isUnsent(db: ReadDb, recordId: number): boolean {
  return (
    db.prepare<[number], { one: number }>('SELECT 1 AS one FROM unsent_records WHERE record_id = ?').one(recordId) !==
    undefined
  )
}

/** In the order of their ids. */
export function firstUnsent(db: ReadDb, limit: number): UnsentRecord[] {
  return db
    .prepare<[], UnsentRecord>(
      `SELECT u.record_id AS recordId, coalesce(r.system || ':' || r.native_id, '') AS id, u.at, i.account_id AS accountId
       FROM unsent_records u LEFT JOIN source_records r USING (record_id) LEFT JOIN source_imports i USING (import_id)
       ORDER BY u.record_id LIMIT ${Math.trunc(limit)}`,
    )
    .all()
}

/** They are on their way, or there is nothing to be sent of them. @param upTo the last of the first ones */
export function leaveUnsent(tx: WriteDb, upTo: number): void {
  tx.prepare<[number], never>('DELETE FROM unsent_records WHERE record_id <= ?').run(upTo)
}
