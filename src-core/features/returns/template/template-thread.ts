import { Worker } from 'node:worker_threads'
import { errorCodeOf } from '../../../spreadsheets/file-failure.ts'
import { workerUrl } from '../../../worker-url.ts'
import type { SheetChanges } from './fill-template.ts'
import type { TemplateAnswer, TemplateAnswers, TemplateRequest } from './returns-template.worker.ts'
import type { TemplateError } from './template-failure.ts'

const heapMegabytes = 512
const patienceMs = 60_000

/** Reads a template in a thread of its own: no file can block or end core. */
export function readTemplateFile(path: string, signal: AbortSignal): Promise<TemplateAnswer<'read'>> {
  return run<'read'>({ work: 'read', path }, signal)
}

/** The same of bytes that came from another PC: what is in them is not believed because of where they came from. */
export function readTemplateBytes(file: Uint8Array, signal: AbortSignal): Promise<TemplateAnswer<'read-bytes'>> {
  return run<'read-bytes'>({ work: 'read-bytes', file }, signal)
}

export function fillTemplateFile(
  file: Uint8Array,
  changes: SheetChanges,
  signal: AbortSignal,
): Promise<TemplateAnswer<'fill'>> {
  return run<'fill'>({ work: 'fill', file, changes }, signal)
}

function run<W extends keyof TemplateAnswers>(
  request: TemplateRequest,
  signal: AbortSignal,
): Promise<TemplateAnswer<W>> {
  return new Promise((resolve) => {
    const worker = new Worker(workerUrl(import.meta.url, './returns-template.worker'), {
      workerData: request,
      resourceLimits: { maxOldGenerationSizeMb: heapMegabytes, maxYoungGenerationSizeMb: 64 },
      // A parser's remark about a file may quote it: nothing of the worker's goes to core's output.
      stdout: true,
      stderr: true,
    })
    const end = (answer: TemplateAnswer<W>): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', stop)
      void worker.terminate().then(() => resolve(answer))
    }
    const fail = (error: TemplateError): void => end({ ok: false, error })
    const stop = (): void => fail({ code: 'file/cancelled', params: {} })
    const timer = setTimeout(() => fail({ code: 'file/unreadable', params: {} }), patienceMs)
    signal.addEventListener('abort', stop, { once: true })
    worker.on('message', (answer: TemplateAnswer<W>) => end(answer))
    worker.on('error', (error) =>
      fail(
        errorCodeOf(error) === 'ERR_WORKER_OUT_OF_MEMORY'
          ? { code: 'file/too-large', params: { limit: 'memory', max: heapMegabytes } }
          : { code: 'file/unreadable', params: {} },
      ),
    )
  })
}
