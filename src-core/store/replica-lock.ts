import { rmSync } from 'node:fs'
import { failure, success, type Result } from '../../src-contract/errors.ts'
import { storeFault } from './errors.ts'
import { connect, type Connection } from './native.ts'
import { replicaPaths } from './paths.ts'

export type ReplicaLock = { release(): void }

export type LockError = 'store/in-use' | 'store/read-only' | 'store/disk-full'

/**
 * The one lock per replica folder. It is SQLite's own file lock on an empty file: the operating system drops it when the process
 * ends, however it ends, so there is nothing stale to clean up.
 */
export function lockReplica(dir: string): Result<ReplicaLock, LockError> {
  const file = replicaPaths(dir).lock
  const first = take(file)
  if (first.ok || first.error.code !== 'store/damaged') return first as Result<ReplicaLock, LockError>
  // Not a lock file (nobody can hold a lock on garbage): make a new one.
  rmSync(file, { force: true })
  const second = take(file)
  if (second.ok || second.error.code !== 'store/damaged') return second as Result<ReplicaLock, LockError>
  return failure('store/read-only')
}

function take(file: string): Result<ReplicaLock, LockError | 'store/damaged'> {
  let raw: Connection | undefined
  try {
    raw = connect(file, { busyTimeoutMs: 0 })
    raw.exec('BEGIN EXCLUSIVE')
    const held = raw
    return success({
      release: () => {
        if (held.open) held.close()
      },
    })
  } catch (error) {
    raw?.close()
    const fault = storeFault(error)
    if (fault === undefined) throw error
    return failure(fault)
  }
}
