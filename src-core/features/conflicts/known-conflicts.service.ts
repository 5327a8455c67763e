import type { ConflictKind } from '../../../src-contract/conflicts.ts'
import type { SystemId } from '../../../src-contract/systems.ts'
import type { ReadDb } from '../../store/sql.ts'

export type KnownConflict = {
  kind: ConflictKind
  field: string
  system: SystemId
  recordId: number
  againstSystem: SystemId | null
  againstRecordId: number | null
}

export const knownConflictsSql = `SELECT kind, field, system, record_id AS recordId, against_system AS againstSystem,
  against_record_id AS againstRecordId FROM conflict_finds WHERE subject_id = ?`

/** What the look at all files found last about this one, settled or not: for many files at once, where one opens `fileConflicts`. */
export function knownConflicts(db: ReadDb, subjectId: number): KnownConflict[] {
  return db.prepare<[number], KnownConflict>(knownConflictsSql).all(subjectId)
}
