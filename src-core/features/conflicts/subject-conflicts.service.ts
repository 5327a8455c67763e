import type { Conflict, ConflictRecord } from '../../../src-domain/conflicts/conflict-kinds.ts'
import { findConflicts } from '../../../src-domain/conflicts/find-conflicts.ts'
import { currentUntil, keyOf, readRecord } from '../../../src-domain/conflicts/read-record.ts'
import type { ReadDb } from '../../store/sql.ts'
import { addressParser } from '../subjects/parsed-addresses.ts'
import { textsOf } from '../subjects/payload.ts'
import { neighboursOf, recordsOf, type Neighbour, type RecordRow } from './neighbours.repo.ts'

export type SubjectConflict = {
  kind: Conflict['kind']
  field: string
  record: RecordRow
  against: RecordRow | null
}

/**
 * Works out the conflicts of one subject, from all its records and those of its neighbours, whoever looks: what may be shown of them is
 * the caller's question.
 * @param today YYYY-MM-DD
 * @returns `until`: the first day (as text) on which they may change though no record does; null for never
 */
export function workOutConflicts(
  db: ReadDb,
  subjectId: number,
  today: string,
  neighbours: readonly Neighbour[],
): { conflicts: SubjectConflict[]; until: string | null } {
  const parse = addressParser(db)
  const rows = new Map<string, RecordRow>()
  const prepared = (all: readonly RecordRow[]): ConflictRecord[] =>
    all.map((row) => {
      const record = readRecord({ system: row.system, nativeId: row.native_id, fields: textsOf(row.payload) }, parse)
      rows.set(keyOf(record), row)
      return record
    })
  const own = prepared(recordsOf(db, subjectId))
  const peers = prepared(neighbours.flatMap((one) => recordsOf(db, one.subjectId)))
  const conflicts = findConflicts({ own, peers, today }).flatMap(({ kind, field, record, against }) => {
    const row = rows.get(keyOf(record))
    if (row === undefined) return []
    const other = against === null || against === record ? null : (rows.get(keyOf(against)) ?? null)
    return [{ kind, field, record: row, against: other }]
  })
  return { conflicts, until: currentUntil([...own, ...peers], today) }
}

// Other features read neighbours through this file, never through the repo itself.
export { neighboursOf, type Neighbour }
