import type { RecordAbout, SystemId } from '../../../src-contract/systems.ts'
import type { ReadDb, WriteDb } from '../../store/sql.ts'
import type { Headline } from './headline.rules.ts'
import type { SubjectKey } from './keys.rules.ts'

/* Hot paths: these run for every subject while millions of records are indexed, therefore prepared statements and no query builder. */

/** County code of the station: the digits of its id (PS990102). Null before set-up. */
export function homeCounty(db: ReadDb): string | null {
  const row = db.prepare<[], { value: string }>(`SELECT value FROM settings WHERE key = 'station.id'`).one()
  return row && /^PS\d{6}$/.test(row.value) ? row.value.slice(2) : null
}

export function findByIdNumber(db: ReadDb, idNumber: string): number | undefined {
  return db
    .prepare<[string], { subject_id: number }>('SELECT subject_id FROM subjects WHERE id_number = ?')
    .one(idNumber)?.subject_id
}

/** The ID number by which a subject groups its records; null when it does not, or is gone. */
export function idNumberOf(db: ReadDb, subjectId: number): string | null {
  return (
    db
      .prepare<[number], { id_number: string | null }>('SELECT id_number FROM subjects WHERE subject_id = ?')
      .one(subjectId)?.id_number ?? null
  )
}

export function insertSubject(tx: WriteDb, about: RecordAbout, idNumber: string | null): number {
  return Number(
    tx
      .prepare<[string, string | null], never>('INSERT INTO subjects (about, id_number) VALUES (?, ?)')
      .run(about, idNumber).lastInsertRowid,
  )
}

/** Whether there is such a subject and it does not group its records by an ID number. */
export function isWithoutIdNumber(db: ReadDb, subjectId: number): boolean {
  return (
    db.prepare<[number], object>('SELECT 1 FROM subjects WHERE subject_id = ? AND id_number IS NULL').one(subjectId) !==
    undefined
  )
}

export type MemberRecord = { record_id: number; system: SystemId; payload: string; source_time: string | null }

/** Newest first: where a system has two records of a person, the newer one is shown. */
export function recordsOfSubject(db: ReadDb, subjectId: number): MemberRecord[] {
  return db
    .prepare<[number], MemberRecord>(
      'SELECT record_id, system, payload, source_time FROM source_records WHERE subject_id = ? ORDER BY source_time DESC, record_id',
    )
    .all(subjectId)
}

export function writeSubject(
  tx: WriteDb,
  subjectId: number,
  headline: Headline,
  systems: number,
  records: number,
): void {
  tx.prepare<(string | number | null)[], never>(
    `UPDATE subjects SET name = ?, sex = ?, birth_date = ?, phone = ?, address = ?, systems = ?, records = ?
     WHERE subject_id = ?`,
  ).run(headline.name, headline.sex, headline.birthDate, headline.phone, headline.address, systems, records, subjectId)
}

/** What a list has to know of a subject of several systems, as in migration 0260; after the subject itself, whose triggers make the row. */
export function writeSaying(
  tx: WriteDb,
  subjectId: number,
  { toldBy, saidBy }: { toldBy: number | null; saidBy: number | null },
): void {
  tx.prepare<(number | null)[], never>(
    `UPDATE subject_briefs SET told_by = ?, said_by = ? WHERE subject_id = ? AND (told_by IS NOT ? OR said_by IS NOT ?)`,
  ).run(toldBy, saidBy, subjectId, toldBy, saidBy)
}

export function keysOfSubject(db: ReadDb, subjectId: number): SubjectKey[] {
  return db.prepare<[number], SubjectKey>('SELECT kind, value FROM subject_keys WHERE subject_id = ?').all(subjectId)
}

/** Brings a subject's keys up to date; those that stay are not touched. */
export function writeKeys(tx: WriteDb, subjectId: number, keys: readonly SubjectKey[]): void {
  const before = keysOfSubject(tx, subjectId)
  const gone = new Map(before.map((key) => [`${key.kind} ${key.value}`, key]))
  const insert = tx.prepare<[string, string, number], never>(
    'INSERT OR IGNORE INTO subject_keys (kind, value, subject_id) VALUES (?, ?, ?)',
  )
  for (const { kind, value } of keys) if (!gone.delete(`${kind} ${value}`)) insert.run(kind, value, subjectId)
  const remove = tx.prepare<[string, string, number], never>(
    'DELETE FROM subject_keys WHERE kind = ? AND value = ? AND subject_id = ?',
  )
  for (const { kind, value } of gone.values()) remove.run(kind, value, subjectId)
}

export function writeDocument(tx: WriteDb, subjectId: number, names: string, places: string): void {
  tx.prepare<[number, string, string], never>('INSERT INTO subject_search (rowid, names, places) VALUES (?, ?, ?)').run(
    subjectId,
    names,
    places,
  )
}

export function dropDocument(tx: WriteDb, subjectId: number): void {
  tx.prepare<[number], never>('DELETE FROM subject_search WHERE rowid = ?').run(subjectId)
}

/** A subject whose last record went to another one; its document goes by itself. */
export function deleteSubject(tx: WriteDb, subjectId: number): void {
  tx.prepare<[number], never>('DELETE FROM subject_keys WHERE subject_id = ?').run(subjectId)
  tx.prepare<[number], never>('DELETE FROM subjects WHERE subject_id = ?').run(subjectId)
}

export function subjectOfRecord(db: ReadDb, recordId: number): number | null {
  return (
    db
      .prepare<[number], { subject_id: number | null }>('SELECT subject_id FROM source_records WHERE record_id = ?')
      .one(recordId)?.subject_id ?? null
  )
}

export function moveRecord(tx: WriteDb, recordId: number, subjectId: number): void {
  tx.prepare<[number, number], never>('UPDATE source_records SET subject_id = ? WHERE record_id = ?').run(
    subjectId,
    recordId,
  )
}

export function forgetIdNumber(tx: WriteDb, subjectId: number): void {
  tx.prepare<[number], never>('UPDATE subjects SET id_number = NULL WHERE subject_id = ?').run(subjectId)
}

/** Two files may hold one ID number under different names (a conflict): it leads to the one that had it first. */
export function describeGroup(tx: WriteDb, subjectId: number, about: RecordAbout, idNumber: string | null): void {
  tx.prepare<[string, number], never>('UPDATE subjects SET about = ? WHERE subject_id = ?').run(about, subjectId)
  if (idNumber !== null)
    tx.prepare<[string, number], never>('UPDATE OR IGNORE subjects SET id_number = ? WHERE subject_id = ?').run(
      idNumber,
      subjectId,
    )
}

export function recordIdsOfSubject(db: ReadDb, subjectId: number): number[] {
  return db
    .prepare<[number], { record_id: number }>('SELECT record_id FROM source_records WHERE subject_id = ?')
    .all(subjectId)
    .map((row) => row.record_id)
}
