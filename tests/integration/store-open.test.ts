import { createHash } from 'node:crypto'
import {
  closeSync,
  copyFileSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import Database from 'better-sqlite3'
import { afterAll, expect, test } from 'vitest'
import { newReplicaKey } from '../../src-core/crypto/replica-key.ts'
import { makeBackup } from '../../src-core/store/backup.ts'
import { checkReplica } from '../../src-core/store/check.ts'
import { migrate } from '../../src-core/store/migrate.ts'
import { applicationId, createReplica, openReplica } from '../../src-core/store/open.ts'
import { replicaPaths } from '../../src-core/store/paths.ts'
import { restoreBackup } from '../../src-core/store/restore.ts'
import {
  addPeople,
  codeOf,
  firstSteps,
  newFolder,
  newReplica,
  now,
  q,
  removeFolders,
  value,
} from '../support/store-fixture.ts'

afterAll(removeFolders)

function overwrite(file: string, offset: number, length = 64): void {
  const fd = openSync(file, 'r+')
  writeSync(fd, Buffer.alloc(length, 7), 0, length, offset)
  closeSync(fd)
}

const digest = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex')

test('what was written is there after the replica is closed and opened again', async () => {
  const { dir, key, db } = await newReplica({ people: 3 })
  db.close()
  const again = value(openReplica({ dir, key, knownVersion: 10 }))
  expect(again.all(q.selectFrom('person').select('name').orderBy('id'))).toEqual([
    { name: '测试0' },
    { name: '测试1' },
    { name: '测试2' },
  ])
  expect(checkReplica(again)).toMatchObject({ ok: true, problems: [] })
  again.close()
})

/** A connection that knows nothing of ours: a library, a cipher and 32 bytes. */
function elsewhere(file: string, dek: Buffer, cipher: string, setting: string): InstanceType<typeof Database> {
  const raw = new Database(file)
  raw.pragma(`cipher = '${cipher}'`)
  raw.pragma(setting)
  raw.key(Buffer.concat([Buffer.from('raw:', 'latin1'), dek]))
  return raw
}

test('the data key itself encrypts the pages, with no derivation over it, as AEGIS-256', async () => {
  const { dir, key, db } = await newReplica({ people: 10 })
  db.close()
  const file = replicaPaths(dir).database
  const page = readFileSync(file).subarray(0, 4096)
  expect(page.subarray(0, 16)).toEqual(key.salt)
  // In the clear besides the salt: page size 4096, WAL for reading and writing, 64 bytes of tag and nonce on each page.
  expect([...page.subarray(16, 21)]).toEqual([0x10, 0x00, 2, 2, 64])
  expect(page.subarray(68, 72).toString('latin1')).not.toBe('BEAT')
  const raw = elsewhere(file, key.dek, 'aegis', `algorithm = 'aegis-256'`)
  expect(raw.prepare('SELECT count(*) AS n FROM person').get()).toEqual({ n: 10 })
  raw.close()
  const other = elsewhere(file, newReplicaKey().dek, 'aegis', `algorithm = 'aegis-256'`)
  expect(() => other.prepare('SELECT count(*) FROM person').get()).toThrow('file is not a database')
  other.close()
})

test('a replica and a backup of the format before are read and written as they are', async () => {
  const { dir, key, db } = await newReplica({ people: 10 })
  db.close()
  const file = replicaPaths(dir).database
  rmSync(file)
  const raw = new Database(file)
  raw.pragma(`cipher = 'sqlcipher'`)
  raw.pragma('legacy = 4')
  raw.key(Buffer.concat([Buffer.from('raw:', 'latin1'), key.dek, key.salt]))
  raw.pragma(`application_id = ${applicationId}`)
  raw.exec(`CREATE TABLE person (id INTEGER PRIMARY KEY, name TEXT); INSERT INTO person (name) VALUES ('旧档')`)
  raw.close()

  const opened = value(openReplica({ dir, key }))
  opened.exec(`INSERT INTO person (name) VALUES ('新档')`)
  const backup = value(makeBackup({ db: opened, dir, key, now, reason: 'daily' }))
  opened.close()
  expect(codeOf(openReplica({ dir, key: { ...key, dek: newReplicaKey().dek } }))).toBe('store/wrong-key')
  value(restoreBackup({ dir, key, name: backup.name, now }))
  const again = value(openReplica({ dir, key }))
  expect(again.all(q.selectFrom('person').select('name').orderBy('id'))).toEqual([{ name: '旧档' }, { name: '新档' }])
  again.close()
})

test('every connection has the settings of the security design', async () => {
  const { dir, key, db } = await newReplica()
  const pragma = (name: string): unknown => db.connection.pragma(name, { simple: true })
  expect(pragma('temp_store')).toBe(2)
  expect(pragma('journal_mode')).toBe('wal')
  expect(pragma('synchronous')).toBe(2)
  expect(pragma('foreign_keys')).toBe(1)
  expect(pragma('secure_delete')).toBe(1)
  expect(pragma('trusted_schema')).toBe(0)
  expect([0, undefined]).toContain(pragma('mmap_size'))
  const reader = value(openReplica({ dir, key, readonly: true, headerChecked: true }))
  expect(reader.connection.pragma('temp_store', { simple: true })).toBe(2)
  expect(reader.connection.pragma('query_only', { simple: true })).toBe(1)
  expect(() => reader.run(q.deleteFrom('person'))).toThrow(/readonly/)
  reader.close()
  db.close()
})

test('a wrong key is told from a damaged file', async () => {
  const { dir, key, db } = await newReplica({ people: 10 })
  db.close()
  const { dek } = newReplicaKey()
  expect(codeOf(openReplica({ dir, key: { ...key, dek } }))).toBe('store/wrong-key')

  overwrite(replicaPaths(dir).database, 100)
  expect(codeOf(openReplica({ dir, key }))).toBe('store/damaged')
})

test('a damaged page in the middle is found by the full check, and by nothing gentler', async () => {
  const { dir, key, db } = await newReplica({ people: 5000 })
  db.close()
  const file = replicaPaths(dir).database
  overwrite(file, Math.floor(statSync(file).size / 4096 / 2) * 4096 + 200)
  const opened = value(openReplica({ dir, key }))
  expect(opened.one(q.selectFrom('person').select('name').where('id', '=', 1))).toEqual({ name: '测试0' })
  const report = checkReplica(opened)
  expect(report.ok).toBe(false)
  expect(report.problems).toContainEqual({ kind: 'unreadable', table: 'person', detail: 'SQLITE_CORRUPT' })
  expect(JSON.stringify(report)).not.toContain('测试')
  opened.close()
})

test('a broken search index is found by the full check', async () => {
  const { db } = await newReplica()
  db.exec(`INSERT INTO person_search (rowid, name) VALUES (1, '测试')`)
  db.exec(`INSERT INTO person_search (rowid, name) VALUES (2, '试验')`)
  expect(checkReplica(db)).toMatchObject({ ok: true })
  // Lifts SQLite's protection of the index's own tables, as damage on the disk would.
  Object(db.connection).unsafeMode(true)
  db.exec(`DELETE FROM person_search_data WHERE id > 100`)
  const report = checkReplica(db)
  expect(report.problems.map(({ kind, table }) => [kind, table])).toContainEqual(['search-index', 'person_search'])
  db.close()
})

test('a file cut short is called damaged, not a new replica', async () => {
  const { dir, key, db } = await newReplica({ people: 10 })
  db.close()
  truncateSync(replicaPaths(dir).database, 0)
  expect(codeOf(openReplica({ dir, key }))).toBe('store/damaged')
})

test('a missing replica is not made anew by opening it', async () => {
  const { dir, key, db } = await newReplica()
  db.close()
  rmSync(replicaPaths(dir).database)
  expect(codeOf(openReplica({ dir, key }))).toBe('store/missing')
  expect(codeOf(openReplica({ dir, key }))).toBe('store/missing')
})

test('a plain database in the place of the replica is refused and left alone', async () => {
  const { dir, key, db } = await newReplica()
  db.close()
  const file = replicaPaths(dir).database
  rmSync(file)
  const plain = new Database(file)
  plain.exec('CREATE TABLE person (id INTEGER PRIMARY KEY, name TEXT)')
  plain.close()
  const before = digest(file)
  expect(codeOf(openReplica({ dir, key }))).toBe('store/plain-database')
  expect(digest(file)).toBe(before)
})

test("another station's replica in the place of ours is refused", async () => {
  const ours = await newReplica()
  const theirs = await newReplica()
  ours.db.close()
  theirs.db.close()
  copyFileSync(replicaPaths(theirs.dir).database, replicaPaths(ours.dir).database)
  expect(codeOf(openReplica({ dir: ours.dir, key: ours.key }))).toBe('store/swapped')
})

test('a file under our key and salt that is not a replica is refused', async () => {
  const { dir, key, db } = await newReplica()
  db.connection.pragma('application_id = 1')
  db.close()
  expect(codeOf(openReplica({ dir, key }))).toBe('store/swapped')
})

test('a replica of a newer version is refused, with both versions, and not touched', async () => {
  const { dir, key, db } = await newReplica({ people: 2 })
  value(
    migrate({
      db,
      migrations: [...firstSteps, { id: '0020-later', up: ['ALTER TABLE person ADD COLUMN later TEXT'] }],
      now,
    }),
  )
  db.close()
  const before = digest(replicaPaths(dir).database)
  expect(openReplica({ dir, key, knownVersion: 10 })).toMatchObject({
    ok: false,
    error: { code: 'store/newer', params: { found: 20, known: 10 } },
  })
  expect(digest(replicaPaths(dir).database)).toBe(before)
})

test('set-up does not overwrite a replica that is there', async () => {
  const { dir, key, db } = await newReplica({ people: 1 })
  db.close()
  expect(codeOf(createReplica({ dir, key }))).toBe('store/exists')
})

test('a folder that does not exist is a missing replica', () => {
  expect(codeOf(openReplica({ dir: `${newFolder()}/nowhere`, key: newReplicaKey() }))).toBe('store/missing')
})

test('a disk that is full fails the write with its own code and changes nothing', async () => {
  const { dir, key, db } = await newReplica({ people: 10 })
  const pages = db.connection.pragma('page_count', { simple: true })
  db.connection.pragma(`max_page_count = ${Number(pages)}`)
  expect(() => addPeople(db, 5000)).toThrow(expect.objectContaining({ code: 'SQLITE_FULL' }))
  expect(db.one(q.selectFrom('person').select(({ fn }) => fn.countAll<number>().as('n')))).toEqual({ n: 10 })
  db.close()
  expect(openReplica({ dir, key }).ok).toBe(true)
})

test('a write-ahead log of another replica does not become part of ours', async () => {
  const ours = await newReplica({ people: 3 })
  ours.db.close()
  const theirs = await newReplica()
  addPeople(theirs.db, 50)
  const foreign = readFileSync(`${replicaPaths(theirs.dir).database}-wal`)
  theirs.db.close()
  expect(foreign.length).toBeGreaterThan(4096)
  writeFileSync(`${replicaPaths(ours.dir).database}-wal`, foreign)
  const opened = openReplica({ dir: ours.dir, key: ours.key })
  expect(codeOf(opened)).toBe('store/damaged')
})
