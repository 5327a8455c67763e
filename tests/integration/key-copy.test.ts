import Database from 'better-sqlite3'
import { copyFileSync, existsSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { newReplicaKey, type ReplicaKey } from '../../src-core/crypto/replica-key.ts'
import { finishCopy, makeCopy, type CopyFiles } from '../../src-core/store/key-copy.ts'
import { finishKeyCopy } from '../../src-core/store/key-copy-run.ts'
import type { Connection } from '../../src-core/store/native.ts'
import { applicationId, createReplica, openReplica } from '../../src-core/store/open.ts'
import { replicaPaths } from '../../src-core/store/paths.ts'
import { newFolder, value } from '../support/store-fixture.ts'
import { Prng } from '../faults/campaign/prng.ts'

// The copy of a replica under another key, with every kind of table that SQLite has.

let dir: string
let key: ReplicaKey
let next: ReplicaKey
let files: CopyFiles
let db: Connection
const quiet = (): void => undefined
const always = (): boolean => true

const tables = [
  'CREATE TABLE counted (id INTEGER PRIMARY KEY AUTOINCREMENT, word TEXT UNIQUE, size REAL, bytes BLOB)',
  'CREATE TABLE named (name TEXT PRIMARY KEY COLLATE NOCASE, "odd ""name""" TEXT, upper TEXT AS (upper(name)) VIRTUAL)',
  'CREATE TABLE paired (a TEXT NOT NULL, b INTEGER NOT NULL, word TEXT COLLATE NOCASE, PRIMARY KEY (a, b)) WITHOUT ROWID',
  'CREATE TABLE bare (x, y)',
  'CREATE TABLE touched (id INTEGER PRIMARY KEY, word TEXT)',
  'CREATE INDEX counted_by_size ON counted (size) WHERE size > 1',
  `CREATE VIRTUAL TABLE words USING fts5 (word, content='', contentless_delete=1)`,
  'CREATE TRIGGER counted_new AFTER INSERT ON counted BEGIN INSERT INTO touched (word) VALUES (new.word); END',
  'CREATE VIEW big AS SELECT * FROM counted WHERE size > 10',
]
const all = ['counted', 'named', 'paired', 'bare', 'touched', 'sqlite_sequence', 'sqlite_stat1']

beforeEach(() => {
  dir = newFolder()
  key = newReplicaKey()
  next = newReplicaKey()
  files = { live: replicaPaths(dir).database, copy: replicaPaths(dir).nextDatabase, key, next }
  db = value(createReplica({ dir, key })).connection
  for (const sql of tables) db.exec(sql)
  db.pragma('user_version = 7')
})
afterEach(() => {
  if (db.open) db.close()
  rmSync(dir, { recursive: true, force: true })
})

function fill(rows: number, dice: Prng): void {
  const word = db.prepare('INSERT INTO words (rowid, word) VALUES (?, ?)')
  const counted = db.prepare('INSERT OR REPLACE INTO counted (word, size, bytes) VALUES (?, ?, ?)')
  const named = db.prepare('INSERT OR REPLACE INTO named VALUES (?, ?)')
  const paired = db.prepare('INSERT OR REPLACE INTO paired VALUES (?, ?, ?)')
  const bare = db.prepare('INSERT INTO bare VALUES (?, ?)')
  db.transaction(() => {
    for (let n = 0; n < rows; n += 1) {
      const text = `词${dice.below(1_000_000)}`
      const id = counted.run(
        text,
        dice.below(100) / 3,
        dice.chance(0.01) ? Buffer.alloc(9_000, n) : null,
      ).lastInsertRowid
      word.run(id, text)
      named.run(text, dice.chance(0.5) ? text : null)
      paired.run(`k${dice.below(50)}`, BigInt(dice.below(1_000)) * 9_007_199_254_740n, text)
      bare.run(dice.chance(0.3) ? null : n, text)
    }
  }).immediate()
}

/** What somebody who works writes: also a unique value that moves to another row, and a letter that only changes its case. */
function work(dice: Prng): void {
  const at = dice.below(400)
  db.exec(`DELETE FROM counted WHERE id % 97 = ${at % 97}`)
  db.exec(`UPDATE counted SET size = size + 1 WHERE id % 89 = ${at % 89}`)
  const pair = db.prepare('SELECT id, word FROM counted ORDER BY id LIMIT 2 OFFSET ?').all(at) as {
    id: number
    word: string
  }[]
  const [one, two] = pair
  if (one && two) {
    const set = db.prepare('UPDATE counted SET word = ? WHERE id = ?')
    set.run('-', one.id)
    set.run(one.word, two.id)
    set.run(two.word, one.id)
    db.prepare('DELETE FROM words WHERE rowid = ?').run(one.id)
  }
  db.exec(`UPDATE paired SET word = upper(word) || 'a' WHERE b % 7 = 1`)
  db.exec(`UPDATE paired SET word = replace(word, 'a', 'A') WHERE b % 7 = 1`)
  db.exec(`UPDATE named SET "odd ""name""" = NULL WHERE rowid % 31 = ${at % 31}`)
  db.exec(`DELETE FROM bare WHERE rowid % 13 = ${at % 13}`)
  fill(dice.below(200), dice)
}

function contents(file: string, under: ReplicaKey): unknown {
  const opened = value(openReplica({ dir, key: under, file }))
  try {
    const raw = opened.connection
    const rows = all.map((name) => raw.prepare(`SELECT ${name === 'paired' ? '' : 'rowid AS r, '}* FROM ${name}`).all())
    const schema = raw.prepare('SELECT type, name, sql FROM sqlite_schema ORDER BY type, name').all()
    const found = raw.prepare(`SELECT rowid FROM words WHERE words MATCH '词1*' ORDER BY rowid`).all()
    const big = raw.prepare('SELECT count(*) AS n FROM big').get()
    const whole = raw.pragma('integrity_check')
    return { rows, schema, found, big, whole, version: raw.pragma('user_version'), of: raw.pragma('application_id') }
  } finally {
    opened.close()
  }
}

function expectEqual(): void {
  const copy = contents(files.copy, next)
  expect(copy).toEqual(contents(files.live, key))
  expect(copy).toMatchObject({ whole: [{ integrity_check: 'ok' }] })
}

it('is equal in every table, whatever was written between the copy and its end', async () => {
  const dice = new Prng('copy')
  fill(5_000, dice)
  db.exec('ANALYZE')
  expect(makeCopy(files, always, quiet)).toBe('done')
  for (let round = 0; round < 4; round += 1) {
    work(dice)
    if (round === 1) expect(makeCopy(files, always, quiet)).toBe('done')
    if (round === 2) db.exec('CREATE TABLE came_later (id INTEGER PRIMARY KEY); INSERT INTO came_later VALUES (1)')
    db.close()
    const outcome = round % 2 === 0 ? finishCopy(files) : await finishKeyCopy({ dir, key, next }, 7)
    expect(outcome).toEqual(round % 2 === 0 ? 'done' : { ok: true, value: 'done' })
    expectEqual()
    for (const file of [files.live, files.copy]) expect(existsSync(`${file}-wal`)).toBe(false)
    expect(readFileSync(files.copy).subarray(0, 16)).toEqual(next.salt)
    db = value(openReplica({ dir, key })).connection
  }
})

it('goes on where it was stopped, and stops at once', () => {
  fill(9_000, new Prng('stop'))
  db.exec('ANALYZE')
  let steps = 0
  expect(makeCopy(files, () => (steps += 1) < 6, quiet)).toBe('stopped')
  expect(finishCopy(files)).toBe('not-ready')
  expect(makeCopy(files, always, quiet)).toBe('done')
  db.close()
  expect(finishCopy(files, () => false)).toBe('stopped')
  expect(finishCopy(files)).toBe('done')
  expectEqual()
})

it('has nothing in the clear, in its log neither', () => {
  fill(5_000, new Prng('clear'))
  const canary = Buffer.from('词1', 'utf8')
  const isClear = (name: string): boolean => readFileSync(join(dir, name)).includes(canary)
  let logs = 0
  const look = (): boolean => {
    // The only one of the files that carries no locks: the others are not to be read while they are open.
    if (!existsSync(`${files.copy}-wal`)) return true
    logs += 1
    expect(isClear('replica.next.db-wal')).toBe(false)
    return true
  }
  expect(makeCopy(files, look, quiet)).toBe('done')
  expect(logs).toBeGreaterThan(10)
  db.close()
  expect(readdirSync(dir).filter(isClear)).toEqual([])
})

it('is begun anew when it is under another key, cut off, or of tables that the replica has no longer', () => {
  fill(500, new Prng('anew'))
  expect(makeCopy(files, always, quiet)).toBe('done')
  const other = newReplicaKey()
  expect(makeCopy({ ...files, next: other }, always, quiet)).toBe('done')
  expect(makeCopy(files, always, quiet)).toBe('done')
  truncateSync(files.copy, 100)
  expect(makeCopy(files, always, quiet)).toBe('done')
  expect(finishCopy(files, always, 8)).toBe('other-version')
  db.exec('DROP TABLE bare')
  expect(finishCopy(files)).toBe('restart')
  expect(existsSync(files.copy)).toBe(false)
  expect(finishCopy(files)).toBe('not-ready')
})

it('is begun anew where a power failure or a kill left a file with nothing in it', () => {
  fill(500, new Prng('empty'))
  db.exec('ANALYZE')
  writeFileSync(files.copy, '')
  expect(makeCopy(files, always, quiet)).toBe('done')
  db.close()
  expect(finishCopy(files)).toBe('done')
  expectEqual()
  expect(readFileSync(files.copy).subarray(0, 16)).toEqual(next.salt)
})

it('of a replica in the format before has the present one', () => {
  db.close()
  rmSync(files.live)
  const raw = new Database(files.live)
  raw.pragma(`cipher = 'sqlcipher'`)
  raw.pragma('legacy = 4')
  raw.key(Buffer.concat([Buffer.from('raw:', 'latin1'), key.dek, key.salt]))
  raw.pragma(`application_id = ${applicationId}`)
  for (const sql of tables) raw.exec(sql)
  raw.exec(`INSERT INTO named (name) VALUES ('旧档')`)
  raw.pragma('user_version = 3')
  raw.close()
  expect(makeCopy(files, always, quiet)).toBe('done')
  expect(finishCopy(files)).toBe('done')
  const elsewhere = join(dir, 'elsewhere.db')
  copyFileSync(files.copy, elsewhere)
  const opened = value(openReplica({ dir, key: next, file: elsewhere }))
  expect(opened.connection.prepare('SELECT name FROM named').all()).toEqual([{ name: '旧档' }])
  expect(opened.connection.pragma('cipher', { simple: true })).toBe('aegis')
  opened.close()
})
