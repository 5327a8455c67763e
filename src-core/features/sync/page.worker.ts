import { parentPort } from 'node:worker_threads'
import { Untrue } from './checked-operation.ts'
import type { FromPageWorker, ToPageWorker } from './page-reader.ts'
import { readPage, UnreadablePage, type PageBytes } from './read-page.ts'
import type { RowPack } from './row-pack.ts'

// Unpacks and checks pages while core's own thread stores what came before. It sends as many parts as it is asked for.

const pages: PageBytes[] = []
/** Memory of packs that are stored. */
const spare: RowPack['bytes'][] = []
let wanted = 0
let wake: (() => void) | undefined

parentPort?.on('message', (message: ToPageWorker) => {
  if ('spare' in message) {
    wanted += 1
    if (message.spare !== null) spare.push(message.spare)
  } else {
    pages.push(message)
  }
  wake?.()
})

const say = (message: FromPageWorker, transfer: ArrayBuffer[] = []): void => parentPort?.postMessage(message, transfer)

const until = async (ready: () => boolean): Promise<void> => {
  while (!ready()) await new Promise<void>((resolve) => (wake = resolve))
}

try {
  for (;;) {
    await until(() => pages.length > 0)
    const { head, parts } = readPage(pages.shift() as PageBytes, spare)
    say({ kind: 'head', head })
    for await (const part of parts) {
      await until(() => wanted > 0)
      wanted -= 1
      say(part, part.kind === 'pack' ? [part.pack.bytes.buffer] : [])
    }
    say({ kind: 'end' })
  }
} catch (error) {
  if (error instanceof Untrue) say({ kind: 'bad', what: error.what })
  else if (error instanceof UnreadablePage) say({ kind: 'bad', what: 'unreadable' })
  else throw error
}
