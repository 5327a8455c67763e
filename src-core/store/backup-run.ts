import { Worker } from 'node:worker_threads'
import { failure, type Result } from '../../src-contract/errors.ts'
import type { ReplicaKey } from '../crypto/replica-key.ts'
import { workerUrl } from '../worker-url.ts'
import type { BackupStart } from './backup.worker.ts'
import type { Backup, BackupError, BackupReason } from './backup.ts'

/**
 * makeBackup in a thread of its own, on a read-only connection, while the replica stays in use.
 *
 * @throws (rejects) when the thread dies of a bug
 */
export function runBackup(options: {
  readonly dir: string
  readonly key: ReplicaKey
  readonly now: string
  readonly reason: BackupReason
  readonly keep?: number
}): Promise<Result<Backup, BackupError>> {
  const { dir, key, now, reason } = options
  const dek = new Uint8Array(new ArrayBuffer(key.dek.length))
  dek.set(key.dek)
  const start: BackupStart = {
    dir,
    dek,
    salt: new Uint8Array(key.salt),
    check: new Uint8Array(key.check),
    now,
    reason,
    keep: options.keep ?? 7,
  }
  return new Promise((resolve, reject) => {
    const worker = new Worker(workerUrl(import.meta.url, './backup.worker'), {
      workerData: start,
      transferList: [dek.buffer],
    })
    let result: Result<Backup, BackupError> | undefined
    worker.once('message', (message: Result<Backup, BackupError>) => {
      result = message
    })
    worker.once('error', reject)
    worker.once('exit', () => resolve(result ?? failure('backup/unusable')))
  })
}
