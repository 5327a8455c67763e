import type { RecordAbout, SystemId } from '../../../src-contract/systems.ts'
import type { ReadDb } from '../../store/sql.ts'

export type RecordRow = {
  record_id: number
  system: SystemId
  native_id: string
  version: number
  source_time: string | null
  received_at: string
  payload: string
}

const columns = 'record_id, system, native_id, version, source_time, received_at, payload'

/** Newest first. */
export function subjectRows(db: ReadDb, subjectId: number): RecordRow[] {
  return db
    .prepare<[number], RecordRow>(
      `SELECT ${columns} FROM source_records WHERE subject_id = ? ORDER BY source_time DESC, record_id`,
    )
    .all(subjectId)
}

export function rowOf(db: ReadDb, recordId: number): RecordRow | undefined {
  return db.prepare<[number], RecordRow>(`SELECT ${columns} FROM source_records WHERE record_id = ?`).one(recordId)
}

export function aboutOf(db: ReadDb, subjectId: number): RecordAbout | undefined {
  return db.prepare<[number], { about: RecordAbout }>('SELECT about FROM subjects WHERE subject_id = ?').one(subjectId)
    ?.about
}

/** Subjects with just this key, in the order in which they came. */
export function subjectsWithKey(
  db: ReadDb,
  kind: 'room' | 'building' | 'unit',
  value: string,
  limit: number,
): number[] {
  return db
    .prepare<[string, string, number], { subject_id: number }>(
      'SELECT subject_id FROM subject_keys WHERE kind = ? AND value = ? ORDER BY subject_id LIMIT ?',
    )
    .all(kind, value, limit)
    .map((row) => row.subject_id)
}

/** Rooms of a building with who has a record there. @param building key of a building */
export function roomsOf(db: ReadDb, building: string, limit: number): { value: string; subject_id: number }[] {
  return db
    .prepare<[string, string, number], { value: string; subject_id: number }>(
      `SELECT value, subject_id FROM subject_keys WHERE kind = 'room' AND value >= ? AND value < ?
       ORDER BY value, subject_id LIMIT ?`,
    )
    .all(`${building}|`, `${building}|\u{10FFFF}`, limit)
}
