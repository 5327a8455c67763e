import { parentPort, workerData } from 'node:worker_threads'
import { fillTemplate, type SheetChanges } from './fill-template.ts'
import { readTemplate, type ReadTemplate } from './read-template.ts'
import { asTemplateError, type TemplateError } from './template-failure.ts'

export type TemplateRequest =
  | { readonly work: 'read'; readonly path: string }
  | { readonly work: 'fill'; readonly file: Uint8Array; readonly changes: SheetChanges }

export type TemplateAnswers = { read: ReadTemplate; fill: Uint8Array<ArrayBuffer> }
export type TemplateAnswer<W extends keyof TemplateAnswers> =
  { readonly ok: true; readonly value: TemplateAnswers[W] } | { readonly ok: false; readonly error: TemplateError }

async function answer(request: TemplateRequest): Promise<TemplateAnswer<'read' | 'fill'>> {
  try {
    const value =
      request.work === 'read' ? await readTemplate(request.path) : await fillTemplate(request.file, request.changes)
    return { ok: true, value }
  } catch (error) {
    return { ok: false, error: asTemplateError(error) }
  }
}

void answer(workerData as TemplateRequest).then((message) => parentPort?.postMessage(message))
