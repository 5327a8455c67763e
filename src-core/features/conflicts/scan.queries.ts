import { createHash } from 'node:crypto'
import type { ReadDb } from '../../store/sql.ts'
import { textsOf } from '../subjects/payload.ts'
import { queuedSubjects, type Find } from './finds.repo.ts'
import { changesOf, inputsOf } from './kept.repo.ts'
import { neighboursOf, workOutConflicts, type Neighbour, type SubjectConflict } from './subject-conflicts.service.ts'

/** What one look at a subject found, and in which state of its records: written down, it can be kept. */
export type Scanned = {
  readonly subjectId: number
  readonly finds: readonly Find[]
  /** Of the subject itself: more changes since, and it has to be looked at again. */
  readonly changes: number
  readonly inputs: number
  readonly until: string | null
}

export type ScanInput = { readonly today: string; readonly limit: number; readonly after: number }

/** Looks at the next subjects of the queue behind one; writes nothing, so that it can run in a reader thread. */
export function scanQueued(db: ReadDb, { today, limit, after }: ScanInput): Scanned[] {
  return queuedSubjects(db, after, limit).map((subjectId) =>
    scanSubject(db, subjectId, today, neighboursOf(db, subjectId)),
  )
}

export function scanSubject(db: ReadDb, subjectId: number, today: string, neighbours: readonly Neighbour[]): Scanned {
  const { conflicts, until } = workOutConflicts(db, subjectId, today, neighbours)
  return {
    subjectId,
    finds: conflicts.map(findOf),
    changes: changesOf(db, subjectId),
    inputs: inputsOf(db, subjectId, neighbours),
    until,
  }
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
