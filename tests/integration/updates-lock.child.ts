// One of several that want to install at the same moment, again and again.
import { parentPort, workerData } from 'node:worker_threads'
import { takeLock } from '../../src-main/updates/install-lock.ts'

const { folders, together, workers } = workerData as { folders: string[]; together: SharedArrayBuffer; workers: number }
const here = new Int32Array(together)
const taken = folders.map((folder, at) => {
  Atomics.add(here, at, 1)
  // All at once: who waits in the kernel comes too late.
  while (Atomics.load(here, at) < workers);
  return takeLock(folder) !== null
})
parentPort?.postMessage(taken)
