import { createHash } from 'node:crypto'
import type { ReadDb } from '../../store/sql.ts'
import { textsOf } from '../subjects/payload.ts'
import { queuedSubjects, type Find } from './finds.repo.ts'
import { conflictsOf, type SubjectConflict } from './subject-conflicts.service.ts'

export type Scanned = { subjectId: number; finds: Find[] }

/** Looks at the next subjects of the queue; writes nothing, so that it can run in a reader thread. */
export function scanQueued(db: ReadDb, { today, limit }: { today: string; limit: number }): Scanned[] {
  return queuedSubjects(db, limit).map((subjectId) => ({
    subjectId,
    finds: conflictsOf(db, subjectId, today).map(findOf),
  }))
}

function findOf({ kind, field, record, against }: SubjectConflict): Find {
  const value = textsOf(record.payload)[field] ?? ''
  const other = against === null ? '' : (textsOf(against.payload)[field] ?? '')
  return {
    kind,
    system: record.system,
    nativeId: record.native_id,
    recordId: record.record_id,
    againstSystem: against?.system ?? null,
    againstRecordId: against?.record_id ?? null,
    field,
    fingerprint: createHash('sha256').update(`${kind}\n${value}\n${other}`, 'utf8').digest('hex').slice(0, 16),
  }
}

export const conflictQueries = { 'conflicts.scan': scanQueued }
