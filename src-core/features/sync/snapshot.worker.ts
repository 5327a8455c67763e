import { parentPort } from 'node:worker_threads'
import type { FromSnapshotWorker, ToSnapshotWorker } from './snapshot-reader.ts'
import { BadChunk, openChunk, packsOf, type Chunk } from './read-chunk.ts'

// Unpacks and checks chunks while core's own thread stores what came before. It sends as many packs as it is asked for.

const chunks: Chunk[] = []
let wanted = 0
/** Both for the next chunk and for being asked for more. */
let waiting: (() => void)[] = []

parentPort?.on('message', (message: ToSnapshotWorker) => {
  if (message === 'more') wanted += 1
  else chunks.push(message)
  const woken = waiting
  waiting = []
  for (const wake of woken) wake()
})

const say = (message: FromSnapshotWorker, transfer: ArrayBuffer[] = []): void =>
  parentPort?.postMessage(message, transfer)

const until = async (ready: () => boolean): Promise<void> => {
  while (!ready()) await new Promise<void>((resolve) => waiting.push(resolve))
}

/** The next chunk is unpacked, in a thread of Node's own, while this one is checked. */
async function nextLines(): Promise<Buffer> {
  await until(() => chunks.length > 0)
  const chunk = chunks.shift()
  say({ kind: 'begun' })
  return openChunk(chunk as Chunk)
}

try {
  for (let next = nextLines(); ;) {
    const lines = await next
    next = nextLines()
    next.catch(() => undefined)
    for (const pack of packsOf(lines)) {
      await until(() => wanted > 0)
      wanted -= 1
      say({ kind: 'pack', pack }, [pack.bytes.buffer])
    }
    say({ kind: 'end' })
  }
} catch (error) {
  if (!(error instanceof BadChunk)) throw error
  say({ kind: 'bad', what: error.what })
}
