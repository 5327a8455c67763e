import { Untrue } from './checked-operation.ts'
import type { FromPageWorker } from './page-reader.ts'
import { PartSender } from './part-sender.ts'
import { readPage, UnreadablePage, type PageBytes } from './read-page.ts'

// Unpacks and checks pages while core's own thread stores what came before. It sends as many parts as it is asked for.

const sender = new PartSender<PageBytes, FromPageWorker>()

try {
  for (;;) {
    const { head, parts } = readPage(await sender.task(), sender.spare)
    sender.say({ kind: 'head', head })
    for await (const part of parts) await sender.send(part, part.kind === 'pack' ? [part.pack.bytes.buffer] : [])
    sender.say({ kind: 'end' })
  }
} catch (error) {
  if (error instanceof Untrue) sender.say({ kind: 'bad', what: error.what })
  else if (error instanceof UnreadablePage) sender.say({ kind: 'bad', what: 'unreadable' })
  else throw error
}
