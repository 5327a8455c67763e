import { parentPort, workerData } from 'node:worker_threads'
import { asFileError } from './file-failure.ts'
import { readSpreadsheet } from './read.ts'
import type { FileResult, OpenSpreadsheet, SpreadsheetInfo } from './spreadsheet.types.ts'
import type { SpreadsheetWorkerData, WorkerAnswer, WorkerAnswers, WorkerRequest } from './worker-messages.ts'

const { path, limits } = workerData as SpreadsheetWorkerData
let reader: OpenSpreadsheet | undefined
let last: Promise<void> = Promise.resolve()

async function openFile(): Promise<FileResult<SpreadsheetInfo>> {
  const opened = await readSpreadsheet(path, { limits })
  if (!opened.ok) return opened
  reader = opened.value
  return { ok: true, value: reader.info }
}

async function closeFile(): Promise<FileResult<null>> {
  await reader?.close()
  return { ok: true, value: null }
}

function answer(request: WorkerRequest): Promise<WorkerAnswers[keyof WorkerAnswers]> {
  if (request.method === 'open') return openFile()
  if (request.method === 'close') return closeFile()
  if (!reader) return Promise.resolve({ ok: false, error: { code: 'file/cancelled', params: {}, retryable: false } })
  if (request.method === 'header') return reader.header(request.sheet)
  if (request.method === 'startRows') return reader.startRows(request.sheet)
  return reader.nextPage(request.maxRows)
}

async function serve(request: WorkerRequest): Promise<void> {
  let result: WorkerAnswers[keyof WorkerAnswers]
  try {
    result = await answer(request)
  } catch (error) {
    result = { ok: false, error: asFileError(error) }
  }
  parentPort?.postMessage({ id: request.id, json: JSON.stringify(result) } satisfies WorkerAnswer)
}

// One request after another: a page must not be read while the reader starts over.
parentPort?.on('message', (request: WorkerRequest) => {
  last = last.then(() => serve(request))
})
