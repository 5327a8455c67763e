import { parentPort, workerData } from 'node:worker_threads'
import { storeFault } from './errors.ts'
import { finishCopy, makeCopy, type CopyFiles, type CopyOutcome, type CopyProgress } from './key-copy.ts'

/** What key-copy-run.ts hands over; the keys' bytes are transferred. */
export type KeyCopyStart = {
  readonly job: 'make' | 'finish'
  readonly live: string
  readonly copy: string
  readonly keys: { readonly dek: Uint8Array; readonly salt: Uint8Array }
  readonly nextKeys: { readonly dek: Uint8Array; readonly salt: Uint8Array }
  /** Of `finish`: the schema version that the replica has to have. */
  readonly known: number | undefined
  /** Becomes 1 when it is to stop: this thread hears no messages while it works. */
  readonly stop: SharedArrayBuffer
}

export type KeyCopyMessage =
  { readonly progress: CopyProgress } | { readonly outcome: CopyOutcome } | { readonly fault: string }

const start = workerData as KeyCopyStart
const flag = new Int32Array(start.stop)
const keyOf = ({ dek, salt }: KeyCopyStart['keys']) => ({ dek: Buffer.from(dek.buffer), salt: Buffer.from(salt) })
const files: CopyFiles = { live: start.live, copy: start.copy, key: keyOf(start.keys), next: keyOf(start.nextKeys) }
const goOn = (): boolean => Atomics.load(flag, 0) === 0
const say = (message: KeyCopyMessage): void => parentPort?.postMessage(message)

let toldAt = 0
function tell(progress: CopyProgress): void {
  const now = performance.now()
  if (now - toldAt < 250) return
  toldAt = now
  say({ progress })
}

try {
  say({ outcome: start.job === 'make' ? makeCopy(files, goOn, tell) : finishCopy(files, goOn, start.known) })
} catch (error) {
  const fault = storeFault(error)
  if (fault === undefined) throw error
  say({ fault })
} finally {
  files.key.dek.fill(0)
  files.next.dek.fill(0)
}
