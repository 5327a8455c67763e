import { Writable } from 'node:stream'
import { parentPort, workerData } from 'node:worker_threads'
import type { FromWorkbookWorker, ToWorkbookWorker, WorkbookShape } from './make-workbook.ts'
import { streamWorkbook, type CellValue } from './write.ts'

const shape = workerData as WorkbookShape
const chunks: Buffer[] = []
const sink = new Writable({
  write(chunk: Buffer, _encoding, done) {
    chunks.push(chunk)
    done()
  },
})

const waiting: ToWorkbookWorker[] = []
let wake: (() => void) | undefined
parentPort?.on('message', (message: ToWorkbookWorker) => {
  waiting.push(message)
  wake?.()
})

const say = (message: FromWorkbookWorker, transfer: ArrayBuffer[] = []): void =>
  parentPort?.postMessage(message, transfer)

/** Rows of the next sheet as they are handed over; asks for more when there are none. */
async function* rowsOfSheet(): AsyncGenerator<CellValue[]> {
  for (;;) {
    say({ kind: 'more' })
    while (waiting.length === 0) await new Promise<void>((resolve) => (wake = resolve))
    const message = waiting.shift()
    if (message === undefined || message.kind === 'end') return
    yield* message.rows
    // Lets what was written be packed before more comes.
    await new Promise((resolve) => setImmediate(resolve))
  }
}

const { sheets, ...rest } = shape
await streamWorkbook(sink, { ...rest, sheets: sheets.map((sheet) => ({ ...sheet, rows: rowsOfSheet() })) })
const bytes = new Uint8Array(Buffer.concat(chunks))
say({ kind: 'done', bytes }, [bytes.buffer])
parentPort?.close()
