import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  statfsSync,
  statSync,
} from 'node:fs'
import { join } from 'node:path'
import { failure, success, type Result } from '../../src-contract/errors.ts'
import type { ReplicaKey } from '../crypto/replica-key.ts'
import { syncDirectory, syncFile } from './atomic-file.ts'
import { storeFault } from './errors.ts'
import { openReplica } from './open.ts'
import { replicaPaths } from './paths.ts'
import { stampOf } from './quarantine.ts'
import type { Db } from './sql.ts'

export type BackupReason = 'daily' | 'migration' | 'asked'

export type Backup = {
  /** File name inside the backups folder; the handle for restoring. */
  readonly name: string
  readonly createdAt: string
  readonly reason: BackupReason
  readonly bytes: number
}

export type BackupError = 'backup/unusable' | 'store/disk-full' | 'store/read-only' | 'store/in-use' | 'store/damaged'

export type BackupOptions = {
  /** An open connection to the replica; a read-only one is enough. */
  readonly db: Db
  readonly dir: string
  readonly key: ReplicaKey
  /** Instant, ISO UTC. */
  readonly now: string
  readonly reason: BackupReason
  /** How many copies remain, this one included. */
  readonly keep?: number
}

const fileName = /^replica-(\d{8}T\d{9}Z)-(daily|migration|asked)\.db$/

/**
 * Copies the replica under the same key into the backups folder (`VACUUM INTO`; SQLite's backup interface refuses a keyed
 * database). The copy counts, and an older one may go, only after it was opened with the key and read to its last page.
 *
 * Blocks for as long as copying takes: in core it runs in its own thread (backup-run.ts).
 */
export function makeBackup(options: BackupOptions): Result<Backup, BackupError> {
  const { db, dir, key, now } = options
  const folder = replicaPaths(dir).backups
  const name = `replica-${stampOf(now)}-${options.reason}.db`
  const part = join(folder, `${name}.part`)
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    discardParts(folder)
    if (freeBytes(folder) < sizeOf(db) * 1.1) return failure('store/disk-full')
    copyInto(db, part)
    syncFile(part)
    if (!isWhole(dir, part, key)) {
      rmSync(part, { force: true })
      return failure('backup/unusable')
    }
    renameSync(part, join(folder, name))
    syncDirectory(folder)
    prune(folder, options.keep ?? 7)
    return success({ name, createdAt: now, reason: options.reason, bytes: statSync(join(folder, name)).size })
  } catch (error) {
    rmSync(part, { force: true })
    const fault = storeFault(error)
    if (fault === undefined) throw error
    return failure(fault)
  }
}

/** query_only counts the new file as a write; a connection opened read-only still cannot touch the replica without it. */
function copyInto(db: Db, file: string): void {
  const before = db.connection.pragma('query_only', { simple: true })
  db.connection.pragma('query_only = OFF')
  try {
    db.prepare<[string], unknown>('VACUUM INTO ?').run(file)
  } finally {
    db.connection.pragma(`query_only = ${before === 1 ? 'ON' : 'OFF'}`)
  }
}

/** Newest first. Reads names only, so it works before anyone has logged in. */
export function listBackups(dir: string): Backup[] {
  const folder = replicaPaths(dir).backups
  if (!existsSync(folder)) return []
  const backups: Backup[] = []
  for (const name of readdirSync(folder)) {
    const match = fileName.exec(name)
    if (match === null) continue
    const [, stamp = '', reason = ''] = match
    backups.push({
      name,
      createdAt: instantOf(stamp),
      reason: reason as BackupReason,
      bytes: statSync(join(folder, name)).size,
    })
  }
  return backups.sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1))
}

/** Copies under another data key than the present one: since it was replaced, nothing on this PC opens them. */
export function backupsUnderOtherKeys(dir: string, key: ReplicaKey): string[] {
  const folder = replicaPaths(dir).backups
  const names = listBackups(dir).map(({ name }) => name)
  return names.filter((name) => !saltOf(join(folder, name)).equals(key.salt))
}

/** Takes backups away. */
export function dropBackups(dir: string, names: readonly string[]): void {
  for (const name of names) rmSync(join(replicaPaths(dir).backups, name), { force: true })
}

/** The salt stands in the clear at the head of the file. */
function saltOf(file: string): Buffer {
  const fd = openSync(file, 'r')
  try {
    const head = Buffer.alloc(16)
    return head.subarray(0, readSync(fd, head, 0, head.length, 0))
  } finally {
    closeSync(fd)
  }
}

/** Whether a database file opens with the key and every page of it decrypts and hangs together. */
export function isWhole(dir: string, file: string, key: ReplicaKey): boolean {
  const copy = openReplica({ dir, file, key, readonly: true })
  if (!copy.ok) return false
  try {
    const rows = copy.value.prepare<[], { integrity_check: string }>('PRAGMA integrity_check(1)').all()
    return rows.length === 1 && rows[0]?.integrity_check === 'ok'
  } catch (error) {
    if (storeFault(error) === undefined) throw error
    return false
  } finally {
    copy.value.close()
  }
}

function prune(folder: string, keep: number): void {
  const names = readdirSync(folder).filter((name) => fileName.test(name))
  const old = names.sort().reverse().slice(Math.max(1, keep))
  for (const name of old) rmSync(join(folder, name), { force: true })
}

/** What a killed run left behind. */
function discardParts(folder: string): void {
  for (const name of readdirSync(folder)) {
    if (/\.part(-journal|-wal|-shm)?$/.test(name)) rmSync(join(folder, name), { force: true })
  }
}

function sizeOf(db: Db): number {
  type Size = { bytes: number }
  const row = db
    .prepare<[], Size>('SELECT page_count * page_size AS bytes FROM pragma_page_count, pragma_page_size')
    .one()
  return row?.bytes ?? 0
}

function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder)
  return bavail * bsize
}

function instantOf(stamp: string): string {
  return stamp.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{3})Z$/, '$1-$2-$3T$4:$5:$6.$7Z')
}
