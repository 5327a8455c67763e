import { parentPort, workerData } from 'node:worker_threads'
import { makeBackup, type BackupReason } from './backup.ts'
import { openReplica } from './open.ts'

/** What backup-run.ts hands over; the key's bytes are transferred. */
export type BackupStart = {
  readonly dir: string
  readonly dek: Uint8Array
  readonly salt: Uint8Array
  readonly check: Uint8Array
  readonly now: string
  readonly reason: BackupReason
  readonly keep: number
}

const start = workerData as BackupStart
const key = { dek: Buffer.from(start.dek.buffer), salt: Buffer.from(start.salt), check: Buffer.from(start.check) }
const opened = openReplica({ dir: start.dir, key, readonly: true, headerChecked: true })
if (opened.ok) {
  const { dir, now, reason, keep } = start
  const result = makeBackup({ db: opened.value, dir, key, now, reason, keep })
  opened.value.close()
  key.dek.fill(0)
  parentPort?.postMessage(result)
} else {
  key.dek.fill(0)
  parentPort?.postMessage(opened)
}
