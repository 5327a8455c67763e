import type { WriteDb } from '../../store/sql.ts'
import { describeSubject, memberOf } from './describe-subject.rules.ts'
import type { Extract } from './extract.rules.ts'
import {
  clearSubjectIndex,
  deleteSubject,
  findByIdNumber,
  homeCounty,
  idNumberOf,
  insertSubject,
  recordsOfSubject,
  writeSubject,
  writeSubjectIndex,
} from './subjects.repo.ts'

/**
 * The subject that a record belongs to: the one with the same valid ID number, else one of its own. Nothing but the exact ID number
 * links records so far. Records in any order, new or changed, end in the same groups.
 *
 * @returns the subject's id; the caller stores it on the record and later refreshes the subject (and the one before, if it changed)
 */
export function assignSubject(tx: WriteDb, found: Extract, before: number | null): number {
  if (found.idNumber !== null && found.about === 'person') {
    return findByIdNumber(tx, found.idNumber) ?? insertSubject(tx, 'person', found.idNumber)
  }
  // A record that lost its ID number (it had been wrong) leaves the person whom the number named.
  const own = before !== null && idNumberOf(tx, before) === null
  return own ? before : insertSubject(tx, found.about, null)
}

/**
 * Builds a subject's headline, keys and search document again from its records. Idempotent.
 * @param fresh the subject has never been indexed: nothing has to be cleared first
 */
export function refreshSubject(tx: WriteDb, subjectId: number, fresh = false): void {
  const members = recordsOfSubject(tx, subjectId).map(memberOf)
  if (members.length === 0) return deleteSubject(tx, subjectId)
  if (!fresh) clearSubjectIndex(tx, subjectId)
  const { headline, systems, records, keys, names, places } = describeSubject(members, homeCounty(tx))
  writeSubject(tx, subjectId, headline, systems, records)
  writeSubjectIndex(tx, subjectId, keys, names, places)
}

// Other features read subjects through this file, never through the repo itself.
export { homeCounty, recordsOfSubject }
