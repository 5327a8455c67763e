import type { RecordAbout } from '../../../src-contract/systems.ts'
import type { WriteDb } from '../../store/sql.ts'
import { describeSubject, memberOf } from './describe-subject.rules.ts'
import type { Extract } from './extract.rules.ts'
import { tellRefreshed } from './refreshed.ts'
import {
  deleteSubject,
  describeGroup,
  dropDocument,
  findByIdNumber,
  forgetIdNumber,
  homeCounty,
  idNumberOf,
  insertSubject,
  isWithoutIdNumber,
  keysOfSubject,
  moveRecord,
  recordIdsOfSubject,
  recordsOfSubject,
  subjectOfRecord,
  writeDocument,
  writeKeys,
  writeSubject,
  writeSaying,
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
 * Builds the headlines, keys and search documents of subjects again from their records. Idempotent. Together: the text index writes out
 * what it gathered whenever a document comes or goes before the last one, so they go in order, and then come in order.
 */
export function refreshSubjects(tx: WriteDb, subjects: Iterable<number>): void {
  const home = homeCounty(tx)
  const all = [...subjects]
  tellRefreshed(tx, all)
  const documents: { subjectId: number; names: string; places: string }[] = []
  for (const subjectId of all.sort((a, b) => a - b)) {
    dropDocument(tx, subjectId)
    const members = recordsOfSubject(tx, subjectId).map(memberOf)
    if (members.length === 0) {
      deleteSubject(tx, subjectId)
      continue
    }
    const { headline, systems, records, keys, names, places, ...saying } = describeSubject(members, home)
    writeSubject(tx, subjectId, headline, systems, records)
    writeSaying(tx, subjectId, saying)
    writeKeys(tx, subjectId, keys)
    documents.push({ subjectId, names, places })
  }
  for (const { subjectId, names, places } of documents) writeDocument(tx, subjectId, names, places)
}

/** Records that stand together in one file. */
export type Group = {
  readonly about: RecordAbout
  /** The ID number under which the file is found again; null when it has none. */
  readonly idNumber: string | null
  readonly records: readonly number[]
}

/**
 * Makes one subject of each group. A subject keeps its number where most of its records stay together. The groups must hold all records
 * of every subject that one of them stands in.
 *
 * @param changed takes the subjects that the caller has to refresh before it lets anybody see them
 * @returns the subject of each group, and every subject that was or is one of theirs
 */
export function regroup(
  tx: WriteDb,
  groups: readonly Group[],
  changed: Set<number>,
): { subjects: number[]; touched: Set<number> } {
  const before = new Map<number, number | null>()
  for (const group of groups) for (const id of group.records) before.set(id, subjectOfRecord(tx, id))
  const taken = new Set<number>()
  const subjects = groups.map((group) => {
    const subject = mostCommon(
      group.records.map((id) => before.get(id) ?? null),
      taken,
    )
    if (subject !== null) taken.add(subject)
    return subject
  })
  const touched = new Set([...before.values()].filter((subject) => subject !== null))
  for (const subject of touched) forgetIdNumber(tx, subject)
  const settled = groups.map((group, at) => {
    const subject = subjects[at] ?? insertSubject(tx, group.about, null)
    touched.add(subject)
    describeGroup(tx, subject, group.about, group.idNumber)
    for (const id of group.records) {
      const was = before.get(id) ?? null
      if (was === subject) continue
      moveRecord(tx, id, subject)
      changed.add(subject)
      if (was !== null) changed.add(was)
    }
    return subject
  })
  return { subjects: settled, touched }
}

/** The subject in which most of the records stand and that no other group has taken; of equals the lowest. */
function mostCommon(subjects: readonly (number | null)[], taken: ReadonlySet<number>): number | null {
  const counts = new Map<number, number>()
  for (const subject of subjects)
    if (subject !== null && !taken.has(subject)) counts.set(subject, (counts.get(subject) ?? 0) + 1)
  const [first] = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0])
  return first?.[0] ?? null
}

// Other features read subjects through this file, never through the repo itself.
export {
  findByIdNumber,
  homeCounty,
  isWithoutIdNumber,
  keysOfSubject,
  recordIdsOfSubject,
  recordsOfSubject,
  subjectOfRecord,
  writeSaying,
}
