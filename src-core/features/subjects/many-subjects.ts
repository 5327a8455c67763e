import type { RecordAbout } from '../../../src-contract/systems.ts'
import { insertMany } from '../../store/insert-many.ts'
import type { WriteDb } from '../../store/sql.ts'
import type { SubjectDescription } from './describe-subject.rules.ts'
import { dropDocument, writeDocument, writeSaying, writeSubject } from './subjects.repo.ts'

/** What a subject's description holds beside its keys. */
export type Described = Omit<SubjectDescription, 'keys'>

/** A new subject with its row complete. @returns undefined: there is one with this ID number */
export function insertDescribed(
  tx: WriteDb,
  about: RecordAbout,
  idNumber: string | null,
  { headline, systems, records, toldBy, saidBy }: Described,
): number | undefined {
  const { name, sex, birthDate, phone, address } = headline
  const { changes, lastInsertRowid } = tx
    .prepare<(string | number | null)[], never>(
      `INSERT OR IGNORE INTO subjects (about, id_number, name, sex, birth_date, phone, address, systems, records)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(about, idNumber, name, sex, birthDate, phone, address, systems, records)
  if (changes === 0) return undefined
  const subjectId = Number(lastInsertRowid)
  if (toldBy !== null || saidBy !== null) writeSaying(tx, subjectId, { toldBy, saidBy })
  return subjectId
}

export function describeAnew(
  tx: WriteDb,
  subjectId: number,
  { headline, systems, records, ...saying }: Described,
): void {
  writeSubject(tx, subjectId, headline, systems, records)
  writeSaying(tx, subjectId, saying)
}

/**
 * Search documents of several subjects, in the order of their numbers: the text index writes out what it gathered whenever one comes
 * before the last.
 */
export function writeDocuments(
  tx: WriteDb,
  documents: readonly { subjectId: number; isNew: boolean; names: string; places: string }[],
): void {
  for (const { subjectId, isNew } of documents) if (!isNew) dropDocument(tx, subjectId)
  for (const { subjectId, names, places } of documents) writeDocument(tx, subjectId, names, places)
}

/** Keys of one kind; in the order of their values, or each costs a page of its own. */
export function insertKeys(
  tx: WriteDb,
  kind: string,
  keys: readonly { readonly value: string; readonly subjectId: number }[],
): void {
  if (keys.length === 0) return
  insertMany(
    tx,
    'INSERT OR IGNORE INTO subject_keys (kind, value, subject_id)',
    keys.map(({ value, subjectId }) => [kind, value, subjectId]),
  )
}

export function removeKey(tx: WriteDb, kind: string, value: string, subjectId: number): void {
  tx.prepare<[string, string, number], never>(
    'DELETE FROM subject_keys WHERE kind = ? AND value = ? AND subject_id = ?',
  ).run(kind, value, subjectId)
}
