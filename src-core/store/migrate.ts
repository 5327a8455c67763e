import { createHash } from 'node:crypto'
import { failure, success, type Result } from '../../src-contract/errors.ts'
import { storeFault } from './errors.ts'
import { sqliteCode } from './native.ts'
import type { Db } from './sql.ts'

/** One step of the schema. Additive within a major version; never edited after it has shipped. */
export type Migration = {
  /** Four digits in steps of ten, then a name: '0010-base'. */
  readonly id: string
  readonly up: readonly string[]
  /** Checksums of earlier texts of the step that led to the very same schema by a worse way. */
  readonly formerly?: readonly string[]
}

export type MigrateError =
  'store/newer' | 'store/migration-failed' | 'store/disk-full' | 'store/read-only' | 'store/in-use' | 'store/damaged'

export type Migrated = {
  /** Ids of the steps that ran now, in order. */
  readonly applied: readonly string[]
  /** The schema version reached: the number of the last migration. */
  readonly version: number
}

export type MigrateOptions = {
  readonly db: Db
  readonly migrations: readonly Migration[]
  /** Instant, ISO UTC, recorded with each step. */
  readonly now: string
  /**
   * Called before the first step on a database that already holds a schema: makes a checked copy. When it fails nothing is
   * migrated.
   */
  readonly backup?: () => Result<unknown, MigrateError | 'backup/unusable'>
}

type Applied = { id: string; checksum: string }

/**
 * Brings the schema up to date, each step in a transaction of its own. A step that fails leaves the database as it was before that
 * step; later steps do not run.
 *
 * store/newer carries {found, known}; store/migration-failed carries {id, reason}: 'changed' (a shipped step was edited), 'gap'
 * (a step older than the newest applied one is missing) or 'step' (its SQL failed; index in `statement`).
 */
export function migrate(options: MigrateOptions): Result<Migrated, MigrateError | 'backup/unusable'> {
  const { db, migrations } = options
  checkOrder(migrations)
  const known = versionOf(migrations.at(-1)?.id ?? '0000-none')
  try {
    const done = appliedSteps(db)
    const judged = judge(done, migrations, known)
    if (!judged.ok) return judged
    const pending = judged.value
    if (pending.length === 0) return success({ applied: [], version: known })

    if (done.length > 0 && options.backup !== undefined) {
      const kept = options.backup()
      if (!kept.ok) return kept
    }
    const applied: string[] = []
    for (const migration of pending) {
      const step = runStep(db, migration, options.now)
      if (!step.ok) return step
      applied.push(migration.id)
    }
    return success({ applied, version: known })
  } catch (error) {
    const fault = storeFault(error)
    if (fault === undefined) throw error
    return failure(fault)
  }
}

/** The version number in a migration's id; PRAGMA user_version of a database that has it as its last. */
export function versionOf(id: string): number {
  const match = /^(\d{4})-[a-z0-9-]+$/.exec(id)
  if (match === null) throw new TypeError(`not a migration id: ${id}`)
  return Number(match[1])
}

export function checksumOf(migration: Migration): string {
  return createHash('sha256').update(JSON.stringify(migration.up)).digest('hex')
}

function judge(
  done: readonly Applied[],
  migrations: readonly Migration[],
  known: number,
): Result<readonly Migration[], MigrateError> {
  const byId = new Map(migrations.map((migration) => [migration.id, migration]))
  const newest = done.reduce((most, step) => Math.max(most, versionOf(step.id)), 0)
  for (const step of done) {
    const migration = byId.get(step.id)
    if (migration === undefined) return failure('store/newer', { found: newest, known })
    if (checksumOf(migration) !== step.checksum && migration.formerly?.includes(step.checksum) !== true)
      return failure('store/migration-failed', { id: step.id, reason: 'changed' })
  }
  const doneIds = new Set(done.map((step) => step.id))
  const pending = migrations.filter((migration) => !doneIds.has(migration.id))
  const behind = pending.find((migration) => versionOf(migration.id) < newest)
  if (behind !== undefined) return failure('store/migration-failed', { id: behind.id, reason: 'gap' })
  return success(pending)
}

function runStep(db: Db, migration: Migration, now: string): Result<undefined, MigrateError> {
  let statement = 0
  try {
    db.transaction((tx) => {
      tx.exec('PRAGMA defer_foreign_keys = ON')
      for (const sql of migration.up) {
        tx.exec(sql)
        statement += 1
      }
      tx.exec(createJournal)
      tx.prepare('INSERT INTO schema_migration (id, checksum, applied_at) VALUES (?, ?, ?)').run(
        migration.id,
        checksumOf(migration),
        now,
      )
      tx.exec(`PRAGMA user_version = ${versionOf(migration.id)}`)
    })
    return success(undefined)
  } catch (error) {
    const fault = storeFault(error)
    if (fault !== undefined) return failure(fault)
    if (sqliteCode(error) === undefined) throw error
    return failure('store/migration-failed', { id: migration.id, reason: 'step', statement })
  }
}

const createJournal = `CREATE TABLE IF NOT EXISTS schema_migration (
  id TEXT PRIMARY KEY NOT NULL, checksum TEXT NOT NULL, applied_at TEXT NOT NULL
) STRICT, WITHOUT ROWID`

function appliedSteps(db: Db): Applied[] {
  const exists = db.prepare<[], { name: string }>(
    `SELECT name FROM sqlite_schema WHERE type = 'table' AND name = 'schema_migration'`,
  )
  if (exists.one() === undefined) return []
  return db.prepare<[], Applied>('SELECT id, checksum FROM schema_migration ORDER BY id').all()
}

function checkOrder(migrations: readonly Migration[]): void {
  let last = 0
  for (const { id, up } of migrations) {
    const version = versionOf(id)
    if (version <= last) throw new TypeError(`migrations are out of order at ${id}`)
    if (up.some((sql) => endsTransaction.test(sql)))
      throw new TypeError(`${id} must not control transactions or attach files`)
    last = version
  }
}

const endsTransaction = /^\s*(begin|commit|end|rollback|vacuum|attach|detach|pragma)\b/i
