import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { newReplicaKey } from '../../src-core/crypto/replica-key.ts'
import { createReplica } from '../../src-core/store/open.ts'
import { connect } from '../../src-core/store/native.ts'
import { replicaPaths } from '../../src-core/store/paths.ts'
import { Db } from '../../src-core/store/sql.ts'
import { result, round, spread, type BenchOptions, type BenchResult } from './bench.ts'

/** Records that the seven systems hold of one person, on average. */
const recordsPerPerson = 7
const batch = 1000
const warmQueries = 2000
const randomReads = 20_000

type Side = { readonly name: 'encrypted' | 'plain'; readonly db: Db; readonly file: string }

/**
 * The replica's file against the same rows in a plain one: inserts, queries whose pages are in the cache, and reads all over the
 * file with a cache of a tenth of it. Same SQLite, same settings; the two take turns, so that a busy machine slows both alike.
 */
export async function run(options: BenchOptions): Promise<BenchResult> {
  const dir = mkdtempSync(join(tmpdir(), 'beatbook-bench-'))
  try {
    const encrypted = openEncrypted(dir)
    const plain = openPlain(join(dir, 'plain.db'))
    const rows = options.people * recordsPerPerson
    options.say(`Writing ${rows} records twice …`)
    const [insertEncrypted, insertPlain] = inTurns([encrypted, plain], Math.ceil(rows / batch), (side, turn) =>
      insertBatch(side.db, turn * batch, Math.min(batch, rows - turn * batch)),
    )
    for (const { db } of [encrypted, plain]) db.connection.pragma('wal_checkpoint(TRUNCATE)')
    const bytes = statSync(encrypted.file).size

    options.say('Querying with everything in the cache …')
    for (const { db } of [encrypted, plain]) setCache(db, bytes * 1.2)
    const people = picks(warmQueries, options.people, 11)
    const person = (side: Side, turn: number): void => readPerson(side.db, people[turn] ?? 0)
    inTurns([encrypted, plain], warmQueries, person)
    const [warmEncrypted, warmPlain] = inTurns([encrypted, plain], warmQueries, person)

    options.say('Reading all over the file with a cache of a tenth of it …')
    const cacheBytes = bytes / 10
    for (const { db } of [encrypted, plain]) setCache(db, cacheBytes)
    const ids = picks(randomReads, rows, 23)
    const record = (side: Side, turn: number): void => readRecord(side.db, ids[turn] ?? 1)
    inTurns([encrypted, plain], randomReads / 4, record)
    const [randomEncrypted, randomPlain] = inTurns([encrypted, plain], randomReads, record)
    for (const { db } of [encrypted, plain]) db.close()

    const [random, randomReference] = [spread(randomEncrypted), spread(randomPlain)]
    const [insert, insertReference] = [spread(insertEncrypted), spread(insertPlain)]
    const size = `${rows} records, ${mebibytes(bytes)} MiB`
    return result(
      'store',
      size,
      'µs',
      warmEncrypted,
      { name: 'the same rows in a plain file', times: warmPlain },
      {
        warmRatioP50: round(spread(warmEncrypted).p50 / spread(warmPlain).p50),
        warmRatioP95: round(spread(warmEncrypted).p95 / spread(warmPlain).p95),
        randomCacheMiB: mebibytes(cacheBytes),
        randomP50: random.p50,
        randomP95: random.p95,
        randomPlainP50: randomReference.p50,
        randomPlainP95: randomReference.p95,
        randomRatioP50: round(random.p50 / randomReference.p50),
        randomRatioP95: round(random.p95 / randomReference.p95),
        randomRatioMean: round(sum(randomEncrypted) / sum(randomPlain)),
        insertBatch: `${batch} records in a transaction`,
        insertP50: insert.p50,
        insertPlainP50: insertReference.p50,
        insertRatioP50: round(insert.p50 / insertReference.p50),
        insertRatioTotal: round(sum(insertEncrypted) / sum(insertPlain)),
      },
    )
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}

function openEncrypted(dir: string): Side {
  const created = createReplica({ dir, key: newReplicaKey() })
  if (!created.ok) throw new Error(created.error.code)
  prepareTables(created.value)
  return { name: 'encrypted', db: created.value, file: replicaPaths(dir).database }
}

/** The settings of openReplica, without the key. */
function openPlain(file: string): Side {
  const raw = connect(file)
  raw.pragma('temp_store = 2')
  raw.pragma('page_size = 4096')
  raw.pragma('mmap_size = 0')
  raw.pragma('journal_mode = WAL')
  raw.pragma('synchronous = FULL')
  raw.pragma('secure_delete = ON')
  raw.pragma('cache_size = -65536')
  const db = new Db(raw)
  prepareTables(db)
  return { name: 'plain', db, file }
}

function prepareTables(db: Db): void {
  db.exec(
    `CREATE TABLE record (id INTEGER PRIMARY KEY, system TEXT NOT NULL, native_id TEXT NOT NULL, person INTEGER NOT NULL, payload TEXT NOT NULL)`,
  )
  db.exec('CREATE UNIQUE INDEX record_by_key ON record (system, native_id)')
  db.exec('CREATE INDEX record_by_person ON record (person)')
}

const systems = ['JZ', 'JCJ', 'MZ', 'WG', 'WY', 'YJ', 'ZJ']

function insertBatch(db: Db, from: number, count: number): void {
  const insert = db.prepare<[string, string, number, string], never>(
    'INSERT INTO record (system, native_id, person, payload) VALUES (?, ?, ?, ?)',
  )
  db.transaction(() => {
    for (let n = from; n < from + count; n += 1) {
      const payload = JSON.stringify({
        姓名: `测试${n}`,
        地址: `某某路${n % 900}号`,
        备注: '记录'.repeat(40 + (n % 40)),
        n,
      })
      insert.run(systems[n % systems.length] ?? 'JZ', `N${n}`, Math.floor(n / recordsPerPerson), payload)
    }
  })
}

/** What opening a person's file reads. */
function readPerson(db: Db, person: number): void {
  db.prepare<[number], unknown>(
    'SELECT id, system, native_id, payload FROM record WHERE person = ? ORDER BY system',
  ).all(person)
}

function readRecord(db: Db, id: number): void {
  db.prepare<[number], unknown>('SELECT payload FROM record WHERE id = ?').one(id)
}

/** Times of `turns` pieces of work on each side in µs; which side goes first changes every turn. */
function inTurns(
  sides: readonly [Side, Side],
  turns: number,
  work: (side: Side, turn: number) => void,
): [number[], number[]] {
  const times: [number[], number[]] = [[], []]
  for (let turn = 0; turn < turns; turn += 1) {
    for (const which of turn % 2 === 0 ? ([0, 1] as const) : ([1, 0] as const)) {
      const started = performance.now()
      work(sides[which], turn)
      times[which].push((performance.now() - started) * 1000)
    }
  }
  return times
}

function setCache(db: Db, bytes: number): void {
  db.connection.pragma('shrink_memory')
  db.connection.pragma(`cache_size = -${Math.floor(bytes / 1024)}`)
}

/** The same numbers in every run: 1 to `below`, spread evenly (xorshift). */
function picks(count: number, below: number, seed: number): number[] {
  let state = seed
  return Array.from({ length: count }, () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return ((state >>> 0) % below) + 1
  })
}

function sum(times: readonly number[]): number {
  return times.reduce((total, time) => total + time, 0)
}

function mebibytes(bytes: number): number {
  return Math.round((bytes / 2 ** 20) * 10) / 10
}
