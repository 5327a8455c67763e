import type { Schema } from '../../../db/schema.ts'
import type { ReadDb, WriteDb } from '../../store/sql.ts'
import type { ConflictRecord, OutboxRecord } from './sync.repo.ts'

export type Regained = Schema['sync_regained']

/** Rows that say what happened to an entry: whoever has more of them knows more of it. */
export const historyTables: ReadonlySet<string> = new Set(['entry_versions', 'entry_events', 'reviews'])

export function noteCame(tx: WriteDb, entryId: string): void {
  tx.prepare<[string], never>(
    'INSERT INTO sync_regained (entry_id, came) VALUES (?, 1) ON CONFLICT (entry_id) DO UPDATE SET came = 1',
  ).run(entryId)
}

export function noteOtherwise(tx: WriteDb, entryId: string, otherwise: 'mine' | 'theirs' | 'dispute'): void {
  tx.prepare<[string, string], never>(
    `INSERT INTO sync_regained (entry_id, came, otherwise) VALUES (?, 0, ?)
     ON CONFLICT (entry_id) DO UPDATE SET otherwise = excluded.otherwise`,
  ).run(entryId, otherwise)
}

export function regained(db: ReadDb, entryId: string): Regained | undefined {
  return db.prepare<[string], Regained>('SELECT * FROM sync_regained WHERE entry_id = ?').one(entryId)
}

export function settlingConflicts(db: ReadDb): ConflictRecord[] {
  return db.prepare<[], ConflictRecord>(`SELECT * FROM sync_conflicts WHERE state = 'settling'`).all()
}

/** Without the records of the systems, of which there can be very many, and which wait for nothing and nobody. */
export function workOutbox(db: ReadDb): OutboxRecord[] {
  return db
    .prepare<[], OutboxRecord>(`SELECT * FROM sync_outbox WHERE tbl <> 'source_records' ORDER BY epoch, seq`)
    .all()
}

/** Records of the systems go last, numbered on under this epoch. @returns the last number */
export function moveRecords(tx: WriteDb, epoch: number, from: number): number {
  tx.prepare<[number, number, number, number], never>(
    `INSERT INTO sync_outbox (epoch, seq, tbl, row_id, mutation, at)
     SELECT ?, ? + n, tbl, row_id, json_set(mutation, '$.seq', ? + n), at FROM (
       SELECT *, row_number() OVER (ORDER BY epoch, seq) AS n FROM sync_outbox
       WHERE tbl = 'source_records' AND epoch < ?)`,
  ).run(epoch, from, from, epoch)
  tx.prepare<[number], never>(`DELETE FROM sync_outbox WHERE tbl = 'source_records' AND epoch < ?`).run(epoch)
  return (
    tx.prepare<[number], { seq: number | null }>('SELECT max(seq) AS seq FROM sync_outbox WHERE epoch = ?').one(epoch)
      ?.seq ?? from
  )
}
