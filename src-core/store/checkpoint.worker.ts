import { parentPort, workerData } from 'node:worker_threads'
import type { CheckpointStart } from './bulk.ts'
import type { Connection } from './native.ts'
import { connectKeyed, settle } from './raw-connection.ts'

// Moves the pages of the log into the file while core's own connection goes on writing. It writes nothing of its own.
const start = workerData as CheckpointStart
const raw = open(start)

function open({ file, dek, salt }: CheckpointStart): Connection | undefined {
  const key = { dek: Buffer.from(dek.buffer), salt: Buffer.from(salt) }
  let opened: Connection | undefined
  try {
    opened = connectKeyed(file, key, {})
    settle(opened, { cacheKiB: 2_048 })
    return opened
  } catch {
    // What is not moved here is moved by core's own connection.
    opened?.close()
    return undefined
  } finally {
    key.dek.fill(0)
  }
}

parentPort?.on('message', (message: 'checkpoint' | 'close') => {
  if (message === 'close') {
    raw?.close()
    parentPort?.close()
    return
  }
  let pages = 0
  try {
    // PASSIVE: never waits for anybody, and nobody waits for it.
    const [state] = (raw?.pragma('wal_checkpoint(PASSIVE)') ?? []) as { log: number }[]
    pages = state?.log ?? 0
  } catch {
    // What was not moved is moved by the next one, at the latest by core's own.
  }
  parentPort?.postMessage(pages)
})
