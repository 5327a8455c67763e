import type { ReadDb, WriteDb } from '../../store/sql.ts'
import { keyHash } from '../linkage/key-hash.rules.ts'
import type { Neighbour } from './neighbours.repo.ts'

/** Raise it whenever a rule of src-domain/conflicts changes: everything is then worked out anew. */
const rulesVersion = 1

export type KeptState = { readonly inputs: number; readonly day: string; readonly until: string | null }

/** How often the records of a subject changed; the triggers of migration 0221 count. */
export function changesOf(db: ReadDb, subjectId: number): number {
  return (
    db.prepare<[number], { changes: number }>('SELECT changes FROM subject_changes WHERE subject_id = ?').one(subjectId)
      ?.changes ?? 0
  )
}

/** Stands for everything that conflicts depend on but the day: the subject, its neighbours, and the state of the records of each. */
export function inputsOf(db: ReadDb, subjectId: number, neighbours: readonly Neighbour[]): number {
  const around = neighbours
    .map((one) => one.subjectId)
    .sort((a, b) => a - b)
    .map((id) => `${id}:${changesOf(db, id)}`)
  return keyHash(`${rulesVersion} ${changesOf(db, subjectId)} ${around.join(' ')}`)
}

export function keptState(db: ReadDb, subjectId: number): KeptState | undefined {
  return db
    .prepare<[number], KeptState>('SELECT inputs, day, until FROM conflict_kept WHERE subject_id = ?')
    .one(subjectId)
}

export function writeKept(tx: WriteDb, subjectId: number, { inputs, day, until }: KeptState): void {
  tx.prepare<(number | string | null)[], never>(
    `INSERT INTO conflict_kept (subject_id, inputs, day, until) VALUES (?, ?, ?, ?)
     ON CONFLICT (subject_id) DO UPDATE SET inputs = excluded.inputs, day = excluded.day, until = excluded.until`,
  ).run(subjectId, inputs, day, until)
}

/** Looked at, unless its records changed meanwhile. */
export function leaveQueue(tx: WriteDb, subjectId: number, changes: number): void {
  if (changesOf(tx, subjectId) === changes)
    tx.prepare<[number], never>('DELETE FROM conflict_queue WHERE subject_id = ?').run(subjectId)
}

/** A lease that ended, a move that is due: some files that have to be looked at again today. @returns how many */
export function queueDue(tx: WriteDb, today: string, limit: number): number {
  const due = tx
    .prepare<[string, number], { subject_id: number }>(
      'SELECT subject_id FROM conflict_kept WHERE until IS NOT NULL AND until <= ? ORDER BY until LIMIT ?',
    )
    .all(today, limit)
  const queue = tx.prepare<[number], never>('INSERT OR IGNORE INTO conflict_queue (subject_id) VALUES (?)')
  const forget = tx.prepare<[number], never>('DELETE FROM conflict_kept WHERE subject_id = ?')
  for (const { subject_id: id } of due) {
    queue.run(id)
    forget.run(id)
  }
  return due.length
}
