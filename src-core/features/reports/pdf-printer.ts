import { readFileSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
import { workerUrl } from '../../worker-url.ts'
import { coverageOf, drawable, type Coverage } from './cmap.ts'
import { findFonts, type FontFiles } from './font-files.ts'
import type { PdfAnswer, PdfRequest } from './pdf.worker.ts'
import type { OfficerReportModel } from './assessment/officer-report.ts'
import type { StationReportModel } from './assessment/station-report.ts'
import type { ListModel } from './list-model.ts'
import type { PrintLine, PrintModel } from './print-model.ts'
import type { Sealing } from './signing/sign-pdf.ts'

/** Everything that can be printed. */
export type PrintableModel = PrintModel | ListModel | OfficerReportModel | StationReportModel

export type Printed = { readonly pdf: Uint8Array<ArrayBuffer>; readonly pages: number }

type Waiting = { resolve(printed: Printed): void; reject(error: Error): void }

/** Makes PDFs in one worker thread that is started by the first print and kept for the next. */
export class PdfPrinter {
  #worker: Worker | undefined
  #fonts: FontFiles | undefined
  #coverage: { normal: Coverage; bold: Coverage } | undefined
  readonly #waiting = new Map<number, Waiting>()
  #last = 0

  /**
   * Fields whose text has a character that the fonts cannot draw, each once. Asked before printing: a blank in a signed paper is
   * worse than no paper.
   */
  missingGlyphs(model: PrintModel): string[] {
    const { normal, bold } = this.#covered()
    const lines = [...model.facts, ...model.sections.flatMap((section) => [...section.lines])]
    const bare = [model.station, model.watermark, model.title].filter((text) => !drawable(normal, text))
    if (!drawable(bold, model.title)) bare.push(model.title)
    const missing = lines.filter((line: PrintLine) => !drawable(normal, line.value)).map((line) => line.field)
    return [...new Set([...missing, ...(bare.length > 0 ? ['station'] : [])])]
  }

  /** The same for a list: columns in which a character is that the fonts cannot draw. */
  missingInList(model: ListModel): string[] {
    const { normal, bold } = this.#covered()
    const missing = model.columns
      .filter(({ label }, at) => !drawable(bold, label) || model.rows.some((row) => !drawable(normal, row[at] ?? '')))
      .map(({ field }) => field)
    const own = drawable(normal, `${model.station}${model.about}${model.watermark}`) && drawable(bold, model.title)
    return own ? missing : [...missing, 'station']
  }

  /** Whether both weights of the font have every character: names and agencies in a report. */
  canDraw(texts: readonly string[]): boolean {
    const { normal, bold } = this.#covered()
    return texts.every((text) => drawable(normal, text) && drawable(bold, text))
  }

  /**
   * @param sealing signs the finished PDF, in the worker too
   * @throws Error when the worker fails: a bug, or no memory.
   */
  async print(model: PrintableModel, sealing?: Sealing): Promise<Printed> {
    const worker = this.#started()
    this.#last += 1
    const request: PdfRequest = { id: this.#last, model, sealing }
    return new Promise((resolve, reject) => {
      this.#waiting.set(request.id, { resolve, reject })
      // A waiting print keeps the process alive; an idle worker does not.
      worker.ref()
      worker.postMessage(request)
    })
  }

  #covered(): { normal: Coverage; bold: Coverage } {
    this.#fonts ??= findFonts()
    this.#coverage ??= {
      normal: coverageOf(readFileSync(this.#fonts.normal)),
      bold: coverageOf(readFileSync(this.#fonts.bold)),
    }
    return this.#coverage
  }

  #started(): Worker {
    if (this.#worker !== undefined) return this.#worker
    this.#fonts ??= findFonts()
    const worker = new Worker(workerUrl(import.meta.url, './pdf.worker'), { workerData: this.#fonts })
    worker.on('message', (answer: PdfAnswer) => this.#settle(worker, answer))
    worker.on('error', (error) => this.#lost(error))
    worker.on('exit', () => this.#lost(new Error('the PDF worker ended')))
    worker.unref()
    this.#worker = worker
    return worker
  }

  #settle(worker: Worker, answer: PdfAnswer): void {
    const waiting = this.#waiting.get(answer.id)
    this.#waiting.delete(answer.id)
    if (this.#waiting.size === 0) worker.unref()
    if ('stack' in answer) waiting?.reject(new Error('a PDF could not be made', { cause: answer.stack }))
    else waiting?.resolve({ pdf: answer.pdf, pages: answer.pages })
  }

  /** The next print starts a new worker. */
  #lost(error: Error): void {
    this.#worker = undefined
    for (const waiting of this.#waiting.values()) waiting.reject(error)
    this.#waiting.clear()
  }
}

/** One for the process: the worker holds 20 MB of fonts. */
export const pdfPrinter = new PdfPrinter()
