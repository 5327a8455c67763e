import { parentPort, workerData } from 'node:worker_threads'
import { fillTemplate, type SheetChanges } from './fill-template.ts'
import { readTemplate, readTemplateBytes, type ReadTemplate } from './read-template.ts'
import { asTemplateError, type TemplateError } from './template-failure.ts'

export type TemplateRequest =
  | { readonly work: 'read'; readonly path: string }
  | { readonly work: 'read-bytes'; readonly file: Uint8Array }
  | { readonly work: 'fill'; readonly file: Uint8Array; readonly changes: SheetChanges }

export type TemplateAnswers = { read: ReadTemplate; 'read-bytes': ReadTemplate; fill: Uint8Array<ArrayBuffer> }
export type TemplateAnswer<W extends keyof TemplateAnswers> =
  { readonly ok: true; readonly value: TemplateAnswers[W] } | { readonly ok: false; readonly error: TemplateError }

function done(request: TemplateRequest): Promise<TemplateAnswers[keyof TemplateAnswers]> {
  if (request.work === 'read') return readTemplate(request.path)
  return request.work === 'fill' ? fillTemplate(request.file, request.changes) : readTemplateBytes(request.file)
}

async function answer(request: TemplateRequest): Promise<TemplateAnswer<keyof TemplateAnswers>> {
  try {
    return { ok: true, value: await done(request) }
  } catch (error) {
    return { ok: false, error: asTemplateError(error) }
  }
}

void answer(workerData as TemplateRequest).then((message) => parentPort?.postMessage(message))
