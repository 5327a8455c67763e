import type { SystemId } from '../../../src-contract/systems.ts'
import type { Group, WriteDb } from '../../store/sql.ts'
import { definition, describeSubject, memberOf, type Member } from '../subjects/describe-subject.rules.ts'
import { extract } from '../subjects/extract.rules.ts'
import { homeCounty, writeSaying } from '../subjects/subjects.service.ts'
import { contentOf, type IncomingRecord } from './content.rules.ts'
import { noteOddity } from './odd-records.repo.ts'
import { unknownFields } from './odd-records.rules.ts'
import { holdsRecords, refreshStatus } from './records.repo.ts'

export type LoadedRecord = IncomingRecord & { readonly system: SystemId }

export type LoadOptions = {
  /** Instant at which the records count as received, ISO UTC. */
  readonly now: string
  readonly progress?: (progress: { phase: 'records' | 'subjects'; done: number; total: number | null }) => void
}

/** The replica's own connection. */
export type LoadDb = WriteDb & { group(): Group }

export type Loaded = { records: number; subjects: number; repeated: number }

const slice = 5_000
/** Slices that share a commit: with room for all of them in the cache, each page is encrypted and written once. */
const slicesPerCommit = 20
/** Subjects whose keys are sorted together before they are inserted; bounds memory (about 250 bytes a key). */
const subjectsAtOnce = 100_000

/**
 * Fills a replica that holds no record yet, in one go and without the per-record steps of an import: for the demo station and
 * benches, up to millions of records. The result is what importing the same records would give. Memory: the ID numbers of all
 * people (about 130 bytes each) and one batch of keys.
 *
 * While it runs, a crash of the machine may cost the replica: it does not wait for the disk.
 *
 * @throws when the replica already holds records, or inside a transaction
 */
export function loadRecords(db: LoadDb, records: Iterable<LoadedRecord>, options: LoadOptions): Loaded {
  if (holdsRecords(db)) throw new Error('loadRecords fills an empty replica only')
  const before = {
    synchronous: pragma(db, 'synchronous'),
    cache_size: pragma(db, 'cache_size'),
    wal_autocheckpoint: pragma(db, 'wal_autocheckpoint'),
  }
  db.exec('PRAGMA synchronous = OFF')
  db.exec('PRAGMA cache_size = -524288')
  db.exec('PRAGMA wal_autocheckpoint = 20000')
  try {
    const inserted = insertRecords(db, records, options)
    const subjects = indexSubjects(db, inserted.subjects, options)
    db.transaction((tx) => {
      for (const system of inserted.systems) refreshStatus(tx, system, options.now)
    })
    return { records: inserted.records, subjects, repeated: inserted.repeated }
  } finally {
    for (const [name, value] of Object.entries(before)) db.exec(`PRAGMA ${name} = ${value}`)
    db.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  }
}

function pragma(db: WriteDb, name: string): number {
  const row = db.prepare<[], Record<string, number>>(`PRAGMA ${name}`).one()
  const value = row && Object.values(row)[0]
  if (value === undefined) throw new Error(`PRAGMA ${name} has no value`)
  return value
}

type Inserted = { records: number; repeated: number; subjects: number; systems: Set<SystemId> }

/** Records with the number of the subject that they belong to; the subjects themselves follow, complete. */
function insertRecords(db: LoadDb, records: Iterable<LoadedRecord>, options: LoadOptions): Inserted {
  const insert = db.prepare<(string | number | Buffer | null)[], never>(
    `INSERT OR IGNORE INTO source_records
       (system, native_id, version, source_time, received_at, content_hash, payload, import_id, subject_id)
     VALUES (?, ?, 1, ?, ?, ?, ?, NULL, ?)`,
  )
  const byIdNumber = new Map<string, number>()
  const done: Inserted = { records: 0, repeated: 0, subjects: 0, systems: new Set() }
  const subjectOf = (record: LoadedRecord): number => {
    const found = extract(definition(record.system), record.payload)
    if (found.idNumber === null || found.about !== 'person') return (done.subjects += 1)
    const known = byIdNumber.get(found.idNumber)
    if (known !== undefined) return known
    byIdNumber.set(found.idNumber, (done.subjects += 1))
    return done.subjects
  }
  const group = db.group()
  let slices = 0
  for (const batch of batches(records, slice)) {
    group.slice(() => {
      for (const record of batch) {
        const { text, hash } = contentOf(record.payload)
        const { system, nativeId, sourceTime } = record
        const { changes, lastInsertRowid } = insert.run(
          system,
          nativeId,
          sourceTime,
          options.now,
          hash,
          text,
          subjectOf(record),
        )
        done.systems.add(system)
        if (changes === 1 && unknownFields(definition(system), Object.keys(record.payload)).length > 0)
          noteOddity(db, definition(system), Number(lastInsertRowid), text)
        if (changes === 1) done.records += 1
        else done.repeated += 1
      }
    })
    slices += 1
    if (slices % slicesPerCommit === 0) group.commit()
    options.progress?.({ phase: 'records', done: done.records, total: null })
  }
  group.commit()
  return done
}

function* batches<T>(all: Iterable<T>, size: number): Generator<T[]> {
  let batch: T[] = []
  for (const one of all) {
    batch.push(one)
    if (batch.length < size) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}

type StoredRow = { subject_id: number; system: SystemId; payload: string }

/** Describes every subject once. Keys go in sorted by batches: single keys all over a big tree would cost a page each. */
function indexSubjects(db: LoadDb, last: number, options: LoadOptions): number {
  const home = homeCounty(db)
  const stored = db.prepare<[number, number], StoredRow>(
    'SELECT subject_id, system, payload FROM source_records WHERE subject_id BETWEEN ? AND ? ORDER BY subject_id, source_time DESC, record_id',
  )
  let subjects = 0
  let keys: KeyBatch = new Map()
  const group = db.group()
  for (let from = 1; from <= last; from += slice) {
    group.slice((tx) => {
      const rows = stored.all(from, Math.min(from + slice - 1, last))
      for (const { subjectId, members } of bySubject(rows)) {
        writeFreshSubject(tx, subjectId, members, home, keys)
        subjects += 1
      }
    })
    if ((from - 1 + slice) % subjectsAtOnce === 0 || from + slice > last) {
      group.commit()
      writeKeys(db, keys)
      keys = new Map()
    }
    options.progress?.({ phase: 'subjects', done: Math.min(from + slice - 1, last), total: last })
  }
  return subjects
}

/** Per kind, `value NUL subject`: sorts as plain strings, which is several times faster than comparing objects. */
type KeyBatch = Map<string, string[]>

function writeFreshSubject(
  tx: WriteDb,
  subjectId: number,
  members: readonly Member[],
  home: string | null,
  keys: KeyBatch,
): void {
  const first = members[0] as Member
  const { headline, systems, records, ...index } = describeSubject(members, home)
  tx.prepare<(string | number | null)[], never>(
    `INSERT INTO subjects (subject_id, about, id_number, name, sex, birth_date, phone, address, systems, records)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  ).run(
    subjectId,
    first.found.about,
    first.found.about === 'person' ? first.found.idNumber : null,
    headline.name,
    headline.sex,
    headline.birthDate,
    headline.phone,
    headline.address,
    systems,
    records,
  )
  if (index.toldBy !== null) writeSaying(tx, subjectId, index)
  tx.prepare<[number, string, string], never>('INSERT INTO subject_search (rowid, names, places) VALUES (?, ?, ?)').run(
    subjectId,
    index.names,
    index.places,
  )
  for (const { kind, value } of index.keys) {
    const ofKind = keys.get(kind)
    if (ofKind) ofKind.push(`${value}\0${subjectId}`)
    else keys.set(kind, [`${value}\0${subjectId}`])
  }
}

function writeKeys(db: WriteDb, keys: KeyBatch): void {
  const insert = db.prepare<[string, string, number], never>(
    'INSERT INTO subject_keys (kind, value, subject_id) VALUES (?, ?, ?)',
  )
  for (const kind of [...keys.keys()].sort()) {
    for (const batch of batches((keys.get(kind) ?? []).sort(), slice * 10)) {
      db.transaction(() => {
        for (const key of batch) {
          const end = key.lastIndexOf('\0')
          insert.run(kind, key.slice(0, end), Number(key.slice(end + 1)))
        }
      })
    }
  }
}

function* bySubject(rows: readonly StoredRow[]): Generator<{ subjectId: number; members: Member[] }> {
  let start = 0
  for (let at = 1; at <= rows.length; at += 1) {
    const subjectId = (rows[start] as StoredRow).subject_id
    if (at < rows.length && (rows[at] as StoredRow).subject_id === subjectId) continue
    yield { subjectId, members: rows.slice(start, at).map(memberOf) }
    start = at
  }
}
