import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { failure, success, type Result } from '../../src-contract/errors.ts'
import { dekCheck, type ReplicaKey } from '../crypto/replica-key.ts'
import { storeFault } from './errors.ts'
import type { Connection } from './native.ts'
import { connectFresh, connectKeyed, settle } from './raw-connection.ts'
import { replicaPaths } from './paths.ts'
import { Db, type SlowQuery } from './sql.ts'

/** Marks a database as ours ('BEAT'), so that another application's encrypted file is not taken for a replica. */
export const applicationId = 0x42454154

export type OpenError =
  | 'store/missing'
  | 'store/plain-database'
  | 'store/swapped'
  | 'store/wrong-key'
  | 'store/damaged'
  | 'store/newer'
  | 'store/in-use'
  | 'store/disk-full'
  | 'store/read-only'

export type OpenOptions = {
  readonly dir: string
  readonly key: ReplicaKey
  readonly readonly?: boolean
  /** The newest schema version that this build knows (the number of its last migration); a newer file is refused. */
  readonly knownVersion?: number
  /** Page cache, KiB. Default 40 MiB for the writer, 24 MiB for a reader. */
  readonly cacheKiB?: number
  readonly busyTimeoutMs?: number
  readonly onSlow?: SlowQuery
  /** Another file than the replica itself, such as a backup or a copy under construction. */
  readonly file?: string
  /**
   * The header was already checked by this process. Reading a database file beside SQLite and closing it drops the process's
   * POSIX locks on it, so a second connection must not look at the header.
   */
  readonly headerChecked?: boolean
}

const plainHeader = 'SQLite format 3\0'

/**
 * Opens the encrypted replica with all settings of the security design. The key is raw: no derivation runs over it, so opening
 * takes milliseconds.
 *
 * store/newer carries {found, known}. A right key with a right salt whose pages do not decrypt is store/damaged.
 */
export function openReplica(options: OpenOptions): Result<Db, OpenError> {
  const file = options.file ?? replicaPaths(options.dir).database
  if (!options.headerChecked) {
    const problem = headerProblem(file, options.key)
    if (problem !== undefined) return failure(problem)
  }
  if (!dekCheck(options.key.dek).equals(options.key.check)) return failure('store/wrong-key')

  let raw: Connection | undefined
  try {
    raw = connectKeyed(file, options.key, {
      ...(options.readonly === undefined ? {} : { readonly: options.readonly }),
      ...(options.busyTimeoutMs === undefined ? {} : { busyTimeoutMs: options.busyTimeoutMs }),
    })
    settle(raw, options)
    const found = pragmaNumber(raw, 'user_version')
    if (pragmaNumber(raw, 'application_id') !== applicationId) return closed(raw, failure('store/swapped'))
    if (options.knownVersion !== undefined && found > options.knownVersion) {
      return closed(raw, failure('store/newer', { found, known: options.knownVersion }))
    }
    return success(new Db(raw, options.onSlow === undefined ? {} : { onSlow: options.onSlow }))
  } catch (error) {
    raw?.close()
    const fault = storeFault(error)
    if (fault === undefined) throw error
    return failure(fault)
  }
}

/**
 * Makes a new, empty, encrypted database whose salt is the one that the slots file records.
 * @param options.file default: the replica of `dir`
 */
export function createReplica(options: OpenOptions): Result<Db, OpenError | 'store/exists'> {
  const file = options.file ?? replicaPaths(options.dir).database
  if (sizeOf(file) !== undefined) return failure('store/exists')
  let raw: Connection | undefined
  try {
    raw = connectFresh(file, options.key)
    raw.pragma(`application_id = ${applicationId}`)
    settle(raw, options)
    return success(new Db(raw, options.onSlow === undefined ? {} : { onSlow: options.onSlow }))
  } catch (error) {
    raw?.close()
    const fault = storeFault(error)
    if (fault === undefined) throw error
    return failure(fault)
  }
}

function headerProblem(file: string, key: ReplicaKey): OpenError | undefined {
  let header: Buffer | undefined
  try {
    header = headerOf(file)
  } catch (error) {
    const fault = storeFault(error)
    if (fault === undefined) throw error
    return fault
  }
  if (header === undefined) return 'store/missing'
  if (header.length < 16) return 'store/damaged'
  if (header.toString('latin1') === plainHeader) return 'store/plain-database'
  if (!header.equals(key.salt)) return 'store/swapped'
  return undefined
}

/** The first 16 bytes, which are the salt in the clear; fewer when the file is shorter; undefined when there is none. */
function headerOf(file: string): Buffer | undefined {
  let fd: number
  try {
    fd = openSync(file, 'r')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
  try {
    const header = Buffer.alloc(16)
    return header.subarray(0, readSync(fd, header, 0, 16, 0))
  } finally {
    closeSync(fd)
  }
}

function sizeOf(file: string): number | undefined {
  let fd: number
  try {
    fd = openSync(file, 'r')
  } catch {
    return undefined
  }
  try {
    return fstatSync(fd).size
  } finally {
    closeSync(fd)
  }
}

function pragmaNumber(raw: Connection, name: string): number {
  const value = raw.pragma(name, { simple: true })
  if (typeof value !== 'number') throw new Error(`PRAGMA ${name} did not return a number`)
  return value
}

function closed<T>(raw: Connection, result: T): T {
  raw.close()
  return result
}
