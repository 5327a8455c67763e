import type { Schema } from '../../../db/schema.ts'
import type { ReadDb, WriteDb } from '../../store/sql.ts'

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
