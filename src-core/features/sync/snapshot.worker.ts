import { PartSender } from './part-sender.ts'
import { BadChunk, packsOf, type Chunk } from './read-chunk.ts'
import type { FromSnapshotWorker } from './snapshot-reader.ts'

// Unpacks and checks chunks while core's own thread stores what came before. It sends as many packs as it is asked for.

const sender = new PartSender<Chunk, FromSnapshotWorker>()

try {
  for (;;) {
    for await (const pack of packsOf(await sender.task(), sender.spare))
      await sender.send({ kind: 'pack', pack }, [pack.bytes.buffer])
    sender.say({ kind: 'end' })
  }
} catch (error) {
  if (!(error instanceof BadChunk)) throw error
  sender.say({ kind: 'bad', what: error.what })
}
