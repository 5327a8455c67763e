import { parentPort } from 'node:worker_threads'
import type { FromSnapshotWorker, ToSnapshotWorker } from './snapshot-reader.ts'
import { BadChunk, packsOf, type Chunk } from './read-chunk.ts'
import type { RowPack } from './row-pack.ts'

// Unpacks and checks chunks while core's own thread stores what came before. It sends as many packs as it is asked for.

const chunks: Chunk[] = []
/** Memory of packs that are stored. */
const spare: RowPack['bytes'][] = []
let wanted = 0
let wake: (() => void) | undefined

parentPort?.on('message', (message: ToSnapshotWorker) => {
  if ('spare' in message) {
    wanted += 1
    if (message.spare !== null) spare.push(message.spare)
  } else {
    chunks.push(message)
  }
  wake?.()
})

const say = (message: FromSnapshotWorker, transfer: ArrayBuffer[] = []): void =>
  parentPort?.postMessage(message, transfer)

const until = async (ready: () => boolean): Promise<void> => {
  while (!ready()) await new Promise<void>((resolve) => (wake = resolve))
}

try {
  for (;;) {
    await until(() => chunks.length > 0)
    for await (const pack of packsOf(chunks.shift() as Chunk, spare)) {
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
