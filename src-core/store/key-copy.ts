import { existsSync, rmSync } from 'node:fs'
import type { ReplicaKey } from '../crypto/replica-key.ts'
import { sqliteCode, type Connection } from './native.ts'
import { applicationId } from './open.ts'
import { databaseFiles } from './quarantine.ts'
import { attachKeyed, connectFresh, connectKeyed, settle } from './raw-connection.ts'
import { CopyStopped, followTable, quote, tableOf } from './table-copy.ts'

// The replica's copy under the next data key. It is made, and made equal again, by comparing every row of every table, so that it does
// not matter how far it had got, nor what was written meanwhile; the last comparison, while nobody writes, is the proof.

export type CopyKey = Pick<ReplicaKey, 'dek' | 'salt'>

export type CopyFiles = {
  readonly live: string
  readonly copy: string
  readonly key: CopyKey
  readonly next: CopyKey
}

export type CopyProgress = {
  readonly phase: 'copying' | 'indexing' | 'checking'
  readonly done: number
  readonly total: number
}

/**
 * `restart`: the replica's tables have changed since the copy was begun; it is gone and has to be made anew. `other-version`: the replica is to
 * be migrated first.
 */
export type CopyOutcome = 'done' | 'stopped' | 'restart' | 'not-ready' | 'other-version' | 'differs'

type Item = { type: 'table' | 'index' | 'trigger' | 'view'; name: string; sql: string }

/** Most passes over one table before its copy counts as one that does not become equal. */
const mostPasses = 4

/**
 * Brings the copy near to the replica while that is in use, in steps that let go when `goOn` says so; what was copied stays for next time.
 *
 * @throws SqliteError, such as SQLITE_FULL
 */
export function makeCopy(
  files: CopyFiles,
  goOn: () => boolean,
  tell: (progress: CopyProgress) => void,
): Extract<CopyOutcome, 'done' | 'stopped' | 'restart' | 'differs'> {
  const raw = openBoth(files)
  try {
    if (!beginSchema(raw)) return discard(raw, files)
    raw.pragma('main.user_version = 0')
    followAll(raw, goOn, tell)
    tell({ phase: 'indexing', done: 0, total: 1 })
    for (const { sql } of missing(raw, 'index')) {
      if (!goOn()) return 'stopped'
      raw.exec(sql)
    }
    if (!isWhole(raw, goOn, tell)) return 'differs'
    // What says that it is complete enough to be finished.
    raw.exec(`PRAGMA main.user_version = ${numberOf(raw, 'live.user_version')}`)
    raw.pragma('main.wal_checkpoint(TRUNCATE)')
    return 'done'
  } catch (error) {
    if (error instanceof CopyStopped) return 'stopped'
    throw error
  } finally {
    if (raw.open) raw.close()
  }
}

/**
 * Makes the copy equal to the replica, which nobody else has open, and proves it: a last pass over every table that differed finds nothing.
 *
 * @param goOn as for makeCopy; stopped, nothing has happened to the replica
 * @param known the schema version that the replica has to have; without it, any
 * @throws SqliteError
 */
export function finishCopy(files: CopyFiles, goOn: () => boolean = () => true, known?: number): CopyOutcome {
  // Attaching would make a file that is not there.
  if (!existsSync(files.copy) || !existsSync(files.live)) return 'not-ready'
  const raw = openBoth(files)
  try {
    const version = numberOf(raw, 'live.user_version')
    if (known !== undefined && version !== known) return 'other-version'
    if (numberOf(raw, 'main.user_version') === 0) return 'not-ready'
    if (numberOf(raw, 'main.user_version') !== version || !beginSchema(raw)) return discard(raw, files)
    raw.exec('BEGIN')
    for (const { sql } of missing(raw, 'index')) raw.exec(sql)
    for (const name of tablesOf(raw, 'live')) {
      const table = tableOf(raw, name)
      for (let pass = 1; followTable(raw, table, goOn) > 0; pass += 1) if (pass === mostPasses) return 'differs'
    }
    for (const type of ['view', 'trigger'] as const) for (const { sql } of missing(raw, type)) raw.exec(sql)
    raw.exec('COMMIT')
    if (schemaText(raw, 'main') !== schemaText(raw, 'live')) return discard(raw, files)
    // Nothing of either may stay behind in a log: the files themselves change places.
    raw.pragma('synchronous = FULL')
    raw.pragma('main.wal_checkpoint(TRUNCATE)')
    raw.pragma('live.wal_checkpoint(TRUNCATE)')
    return 'done'
  } catch (error) {
    if (error instanceof CopyStopped) return 'stopped'
    throw error
  } finally {
    if (raw.open) raw.close()
  }
}

/** Takes the copy away. */
export function dropCopy(copy: string): void {
  for (const file of databaseFiles(copy)) rmSync(file, { force: true })
}

function openBoth(files: CopyFiles): Connection {
  const raw = openCopy(files)
  try {
    settle(raw, { cacheKiB: 65_536 })
    // The proof comes at the end; a copy that a power failure takes back some way is followed up like any other.
    raw.pragma('synchronous = NORMAL')
    raw.pragma('foreign_keys = OFF')
    raw.unsafeMode(true)
    raw.defaultSafeIntegers(true)
    attachKeyed(raw, files.live, files.key, 'live')
    return raw
  } catch (error) {
    raw.close()
    throw error
  }
}

function openCopy({ copy, next }: CopyFiles): Connection {
  if (existsSync(copy)) {
    try {
      const begun = connectKeyed(copy, next, { busyTimeoutMs: 5_000 })
      // Written with the first page, as the salt is: without it the beginning was cut off, and what is written now would get another salt.
      if (numberOf(begun, 'application_id') === applicationId) return begun
      begun.close()
    } catch (error) {
      // Begun under a key that was given up, or cut off in its first page: nothing of it is of use.
      if (sqliteCode(error) !== 'SQLITE_NOTADB') throw error
    }
  }
  dropCopy(copy)
  const raw = connectFresh(copy, next)
  raw.pragma(`application_id = ${applicationId}`)
  return raw
}

function discard(raw: Connection, { copy }: CopyFiles): 'restart' {
  raw.close()
  dropCopy(copy)
  return 'restart'
}

/**
 * The replica's tables in the copy, without what would act by itself. False: the copy has something that the replica has not, or has it
 * otherwise.
 */
function beginSchema(raw: Connection): boolean {
  for (const item of items(raw, 'main')) {
    if (item.type === 'trigger' || item.type === 'view') raw.exec(`DROP ${item.type} main.${quote(item.name)}`)
  }
  if (!isPartOfLive(raw)) return false
  // A search index makes the tables that it consists of.
  const lacking = missing(raw, 'table')
  for (const { sql } of lacking.filter(isVirtual)) raw.exec(sql)
  for (const { sql } of missing(raw, 'table')) raw.exec(sql)
  const statistics = raw.prepare(`SELECT 1 FROM live.sqlite_schema WHERE name = 'sqlite_stat1'`).get()
  if (statistics !== undefined) raw.exec('ANALYZE main.sqlite_schema')
  return isPartOfLive(raw)
}

function isVirtual({ sql }: Item): boolean {
  return /^create virtual table/i.test(sql)
}

function isPartOfLive(raw: Connection): boolean {
  const live = new Map(items(raw, 'live').map(({ type, name, sql }) => [`${type} ${name}`, sql]))
  return items(raw, 'main').every(({ type, name, sql }) => live.get(`${type} ${name}`) === sql)
}

/** What was made by a statement of its own; not the indexes of constraints, nor SQLite's own tables. */
function items(raw: Connection, schema: 'main' | 'live'): Item[] {
  const sql = `SELECT type, name, sql FROM ${schema}.sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'`
  return raw.prepare(`${sql} ORDER BY type, name`).all() as Item[]
}

function missing(raw: Connection, type: Item['type']): Item[] {
  const here = new Set(items(raw, 'main').map((item) => `${item.type} ${item.name}`))
  return items(raw, 'live').filter((item) => item.type === type && !here.has(`${item.type} ${item.name}`))
}

function schemaText(raw: Connection, schema: 'main' | 'live'): string {
  return JSON.stringify(items(raw, schema))
}

/** Tables with rows of their own, those of search indexes and SQLite's statistics included. */
function tablesOf(raw: Connection, schema: 'main' | 'live'): string[] {
  const rows = raw.prepare(
    `SELECT name FROM ${schema}.sqlite_schema WHERE type = 'table' AND rootpage > 0 ORDER BY name`,
  )
  return (rows.all() as { name: string }[]).map(({ name }) => name)
}

function followAll(raw: Connection, goOn: () => boolean, tell: (progress: CopyProgress) => void): void {
  const tables = tablesOf(raw, 'live').map((name) => tableOf(raw, name))
  let total = 0
  for (const { name } of tables) {
    if (!goOn()) throw new CopyStopped()
    total += numberAt(raw, `SELECT count(*) AS n FROM live.${quote(name)}`)
  }
  let done = 0
  for (const table of tables) {
    followTable(raw, table, goOn, (rows) =>
      tell({ phase: 'copying', done: (done += rows), total: Math.max(total, done) }),
    )
  }
}

/** Table by table, so that an order to stop is heard in between. */
function isWhole(raw: Connection, goOn: () => boolean, tell: (progress: CopyProgress) => void): boolean {
  const tables = tablesOf(raw, 'main')
  for (const [done, name] of tables.entries()) {
    if (!goOn()) throw new CopyStopped()
    tell({ phase: 'checking', done, total: tables.length })
    const rows = raw.pragma(`main.integrity_check(${quote(name)})`) as { integrity_check: string }[]
    if (rows.some((row) => row.integrity_check !== 'ok')) return false
  }
  return true
}

function numberOf(raw: Connection, pragma: string): number {
  return Number(raw.pragma(pragma, { simple: true }))
}

function numberAt(raw: Connection, sql: string): number {
  return Number((raw.prepare(sql).get() as { n: bigint }).n)
}
