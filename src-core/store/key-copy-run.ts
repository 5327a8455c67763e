import { Worker } from 'node:worker_threads'
import { failure, success, type Result } from '../../src-contract/errors.ts'
import type { ReplicaKey } from '../crypto/replica-key.ts'
import { workerUrl } from '../worker-url.ts'
import type { CopyOutcome, CopyProgress } from './key-copy.ts'
import type { KeyCopyMessage, KeyCopyStart } from './key-copy.worker.ts'
import type { OpenError } from './open.ts'
import { replicaPaths } from './paths.ts'

export type CopyRun = {
  readonly outcome: Promise<Result<CopyOutcome, OpenError>>
  /** Lets the thread come to its next step's end, and waits for it. */
  stop(): Promise<void>
}

export type CopyKeys = { readonly dir: string; readonly key: ReplicaKey; readonly next: ReplicaKey }

/** Copies the replica under its next data key in a thread of its own, while the replica is in use. */
export function runKeyCopy(options: CopyKeys & { readonly onProgress: (progress: CopyProgress) => void }): CopyRun {
  const stop = new SharedArrayBuffer(4)
  const outcome = run(options, 'make', { stop, onProgress: options.onProgress }).then(outcomeOf)
  return {
    outcome,
    stop: async () => {
      Atomics.store(new Int32Array(stop), 0, 1)
      await outcome.then(
        () => undefined,
        () => undefined,
      )
    },
  }
}

/**
 * Makes the copy equal to the replica and proves it, in a thread, while nobody has either open.
 *
 * @param known the schema version that the replica has to have
 */
export async function finishKeyCopy(keys: CopyKeys, known: number): Promise<Result<CopyOutcome, OpenError>> {
  return outcomeOf(await run(keys, 'finish', { known }))
}

type Extra = {
  readonly stop?: SharedArrayBuffer
  readonly known?: number
  readonly onProgress?: (progress: CopyProgress) => void
}

/** @returns what the thread said last @throws (rejects) when it dies of a bug */
function run({ dir, key, next }: CopyKeys, job: KeyCopyStart['job'], extra: Extra = {}): Promise<KeyCopyMessage> {
  const { database, nextDatabase } = replicaPaths(dir)
  const [keys, nextKeys] = [handedOver(key), handedOver(next)]
  const { stop = new SharedArrayBuffer(4), known, onProgress } = extra
  const start: KeyCopyStart = { job, live: database, copy: nextDatabase, keys, nextKeys, known, stop }
  const worker = new Worker(workerUrl(import.meta.url, './key-copy.worker'), {
    workerData: start,
    transferList: [keys.dek.buffer, nextKeys.dek.buffer],
  })
  return new Promise((resolve, reject) => {
    let last: KeyCopyMessage = { fault: 'store/damaged' }
    worker.on('message', (message: KeyCopyMessage) => {
      if ('progress' in message) onProgress?.(message.progress)
      else last = message
    })
    worker.once('error', reject)
    worker.once('exit', () => resolve(last))
  })
}

function outcomeOf(message: KeyCopyMessage): Result<CopyOutcome, OpenError> {
  if ('outcome' in message) return success(message.outcome)
  return failure('fault' in message ? (message.fault as OpenError) : 'store/damaged')
}

/** Own memory, so that transferring it moves these bytes and nothing else. */
function handedOver(key: ReplicaKey): { dek: Uint8Array<ArrayBuffer>; salt: Uint8Array } {
  const dek = new Uint8Array(new ArrayBuffer(key.dek.length))
  dek.set(key.dek)
  return { dek, salt: new Uint8Array(key.salt) }
}
