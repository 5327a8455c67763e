import { parentPort, workerData } from 'node:worker_threads'
import type { CheckpointStart } from './bulk.ts'
import { openReplica } from './open.ts'

// Moves the pages of the log into the file while core's own connection goes on writing. It writes nothing of its own.
const start = workerData as CheckpointStart
const key = { dek: Buffer.from(start.dek.buffer), salt: Buffer.from(start.salt), check: Buffer.from(start.check) }
const opened = openReplica({ dir: start.dir, key, headerChecked: true, cacheKiB: 2_048 })
key.dek.fill(0)

parentPort?.on('message', (message: 'checkpoint' | 'close') => {
  if (message === 'close') {
    if (opened.ok) opened.value.close()
    parentPort?.close()
    return
  }
  let pages = 0
  try {
    // PASSIVE: never waits for anybody, and nobody waits for it.
    if (opened.ok) {
      const [state] = opened.value.connection.pragma('wal_checkpoint(PASSIVE)') as { log: number }[]
      pages = state?.log ?? 0
    }
  } catch {
    // What was not moved is moved by the next one, at the latest by core's own.
  }
  parentPort?.postMessage(pages)
})
