import type { SystemId } from '../../../src-contract/systems.ts'
import type { ReadDb } from '../../store/sql.ts'

export type RecordRow = { record_id: number; subject_id: number; system: SystemId; native_id: string; payload: string }

/** A neighbour and the key that it shares. */
export type Neighbour = { subjectId: number; kind: 'id' | 'phone' | 'unit' | 'room' }

/** More neighbours say nothing new: an address without a room has hundreds. */
const mostNeighbours = 40

export const neighboursSql = `SELECT k2.subject_id AS subjectId, k1.kind AS kind FROM subject_keys k1
  CROSS JOIN subject_keys k2 ON k2.kind = k1.kind AND k2.value = k1.value
  WHERE k1.subject_id = ? AND k1.kind IN ('id', 'phone', 'unit', 'room') AND k2.subject_id <> k1.subject_id LIMIT ?`

export const recordsSql =
  'SELECT record_id, subject_id, system, native_id, payload FROM source_records WHERE subject_id = ? ORDER BY record_id'

/** Subjects that share an ID number, a phone, a unit code or a room with this one; each once under its first key. */
export function neighboursOf(db: ReadDb, subjectId: number): Neighbour[] {
  const rows = db.prepare<[number, number], Neighbour>(neighboursSql).all(subjectId, mostNeighbours * 2)
  const found = new Map<number, Neighbour>()
  for (const row of rows) if (!found.has(row.subjectId)) found.set(row.subjectId, row)
  return [...found.values()].slice(0, mostNeighbours)
}

export function recordsOf(db: ReadDb, subjectId: number): RecordRow[] {
  return db.prepare<[number], RecordRow>(recordsSql).all(subjectId)
}
