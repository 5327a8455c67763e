import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parentPort, workerData } from 'node:worker_threads'
import pdfmake from 'pdfmake'
import { officerDocument } from './assessment/officer-document.ts'
import { readOfficerReport } from './assessment/officer-report.ts'
import { stationDocument } from './assessment/station-document.ts'
import { readStationReport } from './assessment/station-report.ts'
import { entryDocument } from './entry-document.ts'
import { keepFonts } from './kept-fonts.ts'
import { listDocument } from './list-document.ts'
import type { TDocumentDefinitions } from './pdfmake-types.ts'
import type { PrintableModel } from './pdf-printer.ts'
import type { Sealing } from './signing/sign-pdf.ts'

/** The bytes of the two fonts, shared by all threads. */
export type FontBytes = { readonly normal: SharedArrayBuffer; readonly bold: SharedArrayBuffer }

export type PdfRequest = { readonly id: number; readonly model: PrintableModel; readonly sealing: Sealing | undefined }
export type PdfAnswer =
  | { readonly id: number; readonly pdf: Uint8Array<ArrayBuffer>; readonly pages: number }
  /** A bug; its stack goes to the log, and no text of the print is in it. */
  | { readonly id: number; readonly stack: string }

// pdfmake names its in-memory files by `__dirname`, which a bundle of ES modules does not have.
Reflect.set(globalThis, '__dirname', dirname(fileURLToPath(import.meta.url)))

// Fonts are read and parsed once and kept: the worker stays warm between prints.
const fonts = workerData as FontBytes
// The files are named as the fonts call themselves: so text inside a chart finds the font that the document has already opened.
const regular = 'NotoSansSC-Regular'
const bold = 'NotoSansSC-Bold'
const files = { [regular]: Buffer.from(fonts.normal), [bold]: Buffer.from(fonts.bold) }
for (const [name, bytes] of Object.entries(files)) pdfmake.virtualfs.writeFileSync(name, bytes)
keepFonts(Object.keys(files).map((name) => pdfmake.virtualfs.readFileSync(name)))
pdfmake.setFonts({ NotoSansSC: { normal: regular, bold, italics: regular, bolditalics: bold } })
// A document is made of our own text only; nothing is fetched and no other file is read.
pdfmake.setUrlAccessPolicy(() => false)
pdfmake.setLocalAccessPolicy(() => false)

parentPort?.on('message', (request: PdfRequest) => {
  void answer(request).then((message) => parentPort?.postMessage(message))
})

async function answer({ id, model, sealing }: PdfRequest): Promise<PdfAnswer> {
  try {
    let pages = 0
    const definition = documentOf(model)
    const footer = definition.footer
    definition.footer = (page, all) => {
      pages = all
      return footer(page, all)
    }
    const pdf = await pdfmake.createPdf(definition).getBuffer()
    return { id, pdf: await finished(new Uint8Array(pdf), sealing), pages }
  } catch (error) {
    return { id, stack: error instanceof Error ? (error.stack ?? error.name) : 'unknown' }
  }
}

/** What signing needs is loaded with the first signature: most prints are not signed. */
async function finished(pdf: Uint8Array<ArrayBuffer>, sealing: Sealing | undefined): Promise<Uint8Array<ArrayBuffer>> {
  if (sealing === undefined) return pdf
  const { signPdf } = await import('./signing/sign-pdf.ts')
  return signPdf(pdf, sealing.facts, sealing.key)
}

/** @throws Error for a snapshot that its own run could not have frozen: callers check files from outside first. */
function documentOf(model: PrintableModel): TDocumentDefinitions {
  if (!('kind' in model)) return entryDocument(model)
  switch (model.kind) {
    case 'list':
      return listDocument(model)
    case 'officer-report': {
      const reading = readOfficerReport(model.snapshot)
      if (!reading.ok) throw new Error(`the snapshot is not readable: ${reading.problem}`)
      return officerDocument(reading.report, model.preview)
    }
    case 'station-report': {
      const reading = readStationReport(model.snapshot)
      if (!reading.ok) throw new Error(`the snapshot is not readable: ${reading.problem}`)
      return stationDocument(reading.report, model.preview)
    }
  }
}
