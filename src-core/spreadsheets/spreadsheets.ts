import { Worker } from 'node:worker_threads'
import { workerUrl } from '../worker-url.ts'
import { errorCodeOf } from './file-failure.ts'
import { defaultLimits, type FileLimits } from './limits.ts'
import type {
  FileError,
  FileResult,
  OpenSpreadsheet,
  RowPage,
  SheetHeader,
  SpreadsheetInfo,
} from './spreadsheet.types.ts'
import type { SpreadsheetWorkerData, WorkerAnswer, WorkerAnswers, WorkerRequest } from './worker-messages.ts'

export interface OpenOptions {
  /** Aborting ends the worker; what is pending resolves with file/cancelled. */
  signal?: AbortSignal
  limits?: Partial<FileLimits>
  /** How long one answer may take before the file counts as unreadable. Default 120,000 ms. */
  timeoutMs?: number
}

const defaultTimeoutMs = 120_000
const defaultPageRows = 1000

/**
 * Opens a spreadsheet file in a worker thread of its own with a bounded heap, so that no file can block or end core.
 * The caller closes what it got; after a failure nothing is left open. Errors: those of readSpreadsheet, and
 * file/cancelled, file/too-large {limit: 'memory'} when the worker ran out of its heap.
 */
export async function openSpreadsheet(path: string, options: OpenOptions = {}): Promise<FileResult<OpenSpreadsheet>> {
  if (options.signal?.aborted) return { ok: false, error: failure('file/cancelled') }
  const thread = new ReaderThread(path, options)
  const opened = await thread.ask({ method: 'open' })
  if (!opened.ok) {
    await thread.end()
    return opened
  }
  return { ok: true, value: new WorkerSpreadsheet(thread, opened.value) }
}

class WorkerSpreadsheet implements OpenSpreadsheet {
  readonly info: SpreadsheetInfo
  private readonly thread: ReaderThread

  constructor(thread: ReaderThread, info: SpreadsheetInfo) {
    this.thread = thread
    this.info = info
  }

  header(sheet = this.info.chosenSheet): Promise<FileResult<SheetHeader>> {
    return this.thread.ask({ method: 'header', sheet })
  }

  startRows(sheet = this.info.chosenSheet): Promise<FileResult<SheetHeader>> {
    return this.thread.ask({ method: 'startRows', sheet })
  }

  nextPage(maxRows = defaultPageRows): Promise<FileResult<RowPage>> {
    return this.thread.ask({ method: 'nextPage', maxRows })
  }

  async *rows(sheet = this.info.chosenSheet, pageSize = defaultPageRows): AsyncGenerator<FileResult<RowPage>> {
    const started = await this.startRows(sheet)
    if (!started.ok) {
      yield started
      return
    }
    for (;;) {
      const page = await this.nextPage(pageSize)
      yield page
      if (!page.ok || page.value.done) return
    }
  }

  close(): Promise<void> {
    return this.thread.end()
  }
}

type RequestBody = WorkerRequest extends infer R ? (R extends WorkerRequest ? Omit<R, 'id'> : never) : never

interface Pending {
  resolve: (result: FileResult<never>) => void
  timer: NodeJS.Timeout
}

/** The worker and the questions that wait for it. Whatever ends the worker answers all of them. */
class ReaderThread {
  private readonly worker: Worker
  private readonly pending = new Map<number, Pending>()
  private readonly options: OpenOptions
  private readonly heapMegabytes: number
  private ended: FileError | undefined
  private ending: Promise<unknown> | undefined
  private nextId = 1

  constructor(path: string, options: OpenOptions) {
    this.options = options
    this.heapMegabytes = options.limits?.heapMegabytes ?? defaultLimits.heapMegabytes
    this.worker = new Worker(workerUrl(import.meta.url, './spreadsheet.worker'), {
      workerData: { path, limits: options.limits ?? {} } satisfies SpreadsheetWorkerData,
      resourceLimits: { maxOldGenerationSizeMb: this.heapMegabytes, maxYoungGenerationSizeMb: 64 },
      // A parser's remark about a file may quote it: nothing of the worker's goes to core's output.
      stdout: true,
      stderr: true,
    })
    this.worker.on('message', (answer: WorkerAnswer) => this.settle(answer.id, JSON.parse(answer.json)))
    this.worker.on('error', (error) => this.stop(this.describe(error)))
    this.worker.on('exit', () => this.stop(failure('file/unreadable')))
    options.signal?.addEventListener('abort', this.onAbort, { once: true })
  }

  ask<B extends RequestBody>(body: B): Promise<WorkerAnswers[B['method']]> {
    return new Promise((resolve) => {
      const answer = resolve as Pending['resolve']
      if (this.ended) {
        answer({ ok: false, error: this.ended })
        return
      }
      const id = this.nextId
      this.nextId += 1
      const timer = setTimeout(() => this.stop(failure('file/unreadable')), this.options.timeoutMs ?? defaultTimeoutMs)
      this.pending.set(id, { resolve: answer, timer })
      this.worker.postMessage({ id, ...body })
    })
  }

  /** Ends the worker; its file handles end with it. */
  async end(): Promise<void> {
    this.stop(failure('file/cancelled'))
    await this.ending
  }

  private readonly onAbort = (): void => this.stop(failure('file/cancelled'))

  private settle(id: number, result: FileResult<never>): void {
    const waiting = this.pending.get(id)
    if (!waiting) return
    this.pending.delete(id)
    clearTimeout(waiting.timer)
    waiting.resolve(result)
  }

  private stop(error: FileError): void {
    if (this.ended) return
    this.ended = error
    this.options.signal?.removeEventListener('abort', this.onAbort)
    // Answered only once the worker is gone, so that the caller may delete or replace the file.
    this.ending = this.worker.terminate().then(() => {
      for (const id of this.pending.keys()) this.settle(id, { ok: false, error })
    })
  }

  private describe(error: unknown): FileError {
    if (errorCodeOf(error) !== 'ERR_WORKER_OUT_OF_MEMORY') return failure('file/unreadable')
    return failure('file/too-large', { limit: 'memory', max: this.heapMegabytes })
  }
}

function failure(code: FileError['code'], params: FileError['params'] = {}): FileError {
  return { code, params, retryable: false }
}
