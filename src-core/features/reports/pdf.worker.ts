import { readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parentPort, workerData } from 'node:worker_threads'
import pdfmake from 'pdfmake'
import { entryDocument } from './entry-document.ts'
import type { FontFiles } from './font-files.ts'
import { listDocument } from './list-document.ts'
import type { ListModel } from './list-model.ts'
import type { PrintModel } from './print-model.ts'

export type PdfRequest = { readonly id: number; readonly model: PrintModel | ListModel }
export type PdfAnswer =
  | { readonly id: number; readonly pdf: Uint8Array<ArrayBuffer>; readonly pages: number }
  /** A bug; its stack goes to the log, and no text of the print is in it. */
  | { readonly id: number; readonly stack: string }

// pdfmake names its in-memory files by `__dirname`, which a bundle of ES modules does not have.
Reflect.set(globalThis, '__dirname', dirname(fileURLToPath(import.meta.url)))

// Fonts are read once and kept: the worker stays warm between prints.
const fonts = workerData as FontFiles
pdfmake.virtualfs.writeFileSync('regular.ttf', readFileSync(fonts.normal))
pdfmake.virtualfs.writeFileSync('bold.ttf', readFileSync(fonts.bold))
pdfmake.setFonts({
  NotoSansSC: { normal: 'regular.ttf', bold: 'bold.ttf', italics: 'regular.ttf', bolditalics: 'bold.ttf' },
})
// A document is made of our own text only; nothing is fetched and no other file is read.
pdfmake.setUrlAccessPolicy(() => false)
pdfmake.setLocalAccessPolicy(() => false)

parentPort?.on('message', (request: PdfRequest) => {
  void answer(request).then((message) => parentPort?.postMessage(message))
})

async function answer({ id, model }: PdfRequest): Promise<PdfAnswer> {
  try {
    let pages = 0
    const definition = 'kind' in model ? listDocument(model) : entryDocument(model)
    const footer = definition.footer
    definition.footer = (page, all) => {
      pages = all
      return footer(page, all)
    }
    const pdf = await pdfmake.createPdf(definition).getBuffer()
    return { id, pdf: new Uint8Array(pdf), pages }
  } catch (error) {
    return { id, stack: error instanceof Error ? (error.stack ?? error.name) : 'unknown' }
  }
}
