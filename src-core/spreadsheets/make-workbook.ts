import { Worker } from 'node:worker_threads'
import { workerUrl } from '../worker-url.ts'
import type { CellValue, WriteSheet, WriteWorkbook } from './write.ts'

/** A workbook without its rows, as it crosses to the worker. */
export type WorkbookShape = Omit<WriteWorkbook, 'sheets'> & { readonly sheets: readonly Omit<WriteSheet, 'rows'>[] }

export type ToWorkbookWorker = { readonly kind: 'rows'; readonly rows: CellValue[][] } | { readonly kind: 'end' }
export type FromWorkbookWorker =
  { readonly kind: 'more' } | { readonly kind: 'done'; readonly bytes: Uint8Array<ArrayBuffer> }

const rowsAtOnce = 200

/**
 * An XLSX workbook in memory, made in a worker thread of its own: nothing of it touches the disk, and core only hands rows over, some
 * hundred at a time and never more than were asked for.
 *
 * @throws when the signal aborts, or the worker fails (a bug, or no memory)
 */
export async function makeWorkbook(
  workbook: WriteWorkbook,
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<Uint8Array<ArrayBuffer>> {
  signal?.throwIfAborted()
  const { sheets, ...rest } = workbook
  const shape: WorkbookShape = { ...rest, sheets: sheets.map(withoutRows) }
  const worker = new Worker(workerUrl(import.meta.url, './workbook.worker'), {
    workerData: shape,
    // A library's remark may quote a cell.
    stdout: true,
    stderr: true,
  })
  const batches = batchesOf(sheets)
  try {
    return await new Promise((resolve, reject) => {
      const answer = async (): Promise<void> => {
        const { value } = await batches.next()
        worker.postMessage((value ?? { kind: 'end' }) satisfies ToWorkbookWorker)
      }
      worker.on('message', (message: FromWorkbookWorker) => {
        if (message.kind === 'done') resolve(message.bytes)
        else answer().catch(reject)
      })
      worker.on('error', reject)
      worker.on('exit', () => reject(new Error('the workbook worker ended')))
      signal?.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
    })
  } finally {
    await worker.terminate()
  }
}

function withoutRows(sheet: WriteSheet): Omit<WriteSheet, 'rows'> {
  const shape: Partial<WriteSheet> = { ...sheet }
  delete shape.rows
  return shape as Omit<WriteSheet, 'rows'>
}

/** The rows of all sheets one after the other, each sheet closed by an end. */
async function* batchesOf(sheets: readonly WriteSheet[]): AsyncGenerator<ToWorkbookWorker, undefined> {
  for (const sheet of sheets) {
    let rows: CellValue[][] = []
    for await (const row of sheet.rows) {
      rows.push(row)
      if (rows.length < rowsAtOnce) continue
      yield { kind: 'rows', rows }
      rows = []
    }
    if (rows.length > 0) yield { kind: 'rows', rows }
    yield { kind: 'end' }
  }
  return undefined
}
