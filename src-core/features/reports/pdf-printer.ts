import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { workerUrl } from '../../worker-url.ts'
import { coverageOf, drawable, type Coverage } from './cmap.ts'
import { findFonts, type FontFiles } from './font-files.ts'
import type { FontBytes, PdfAnswer, PdfRequest } from './pdf.worker.ts'
import type { OfficerReportModel } from './assessment/officer-report.ts'
import type { StationReportModel } from './assessment/station-report.ts'
import type { ListModel } from './list-model.ts'
import type { PrintLine, PrintModel } from './print-model.ts'
import type { Sealing } from './signing/sign-pdf.ts'

/** Everything that can be printed. */
export type PrintableModel = PrintModel | ListModel | OfficerReportModel | StationReportModel

export type Printed = { readonly pdf: Uint8Array<ArrayBuffer>; readonly pages: number }

type Waiting = { resolve(printed: Printed): void; reject(error: Error): void }
/** A thread and the prints that it has been given and not answered. */
type Lane = { readonly worker: Worker; readonly waiting: Map<number, Waiting> }

/** Without a bound a thread that prints forty reports leaves its garbage lying until memory is short for others: a third of what it held. */
const resourceLimits = { maxYoungGenerationSizeMb: 12, maxOldGenerationSizeMb: 192 }

/** How many prints are made at once, as far as there are processors; each thread holds what it has parsed of the fonts. */
export const printsAtOnce = Math.min(2, availableParallelism())

/** Makes PDFs in worker threads, the first one started by the first print, another one when prints wait; kept for the next. */
export class PdfPrinter {
  readonly #lanes: Lane[] = []
  #fonts: FontFiles | undefined
  /** In memory once for all threads. */
  #fontBytes: FontBytes | undefined
  #coverage: { normal: Coverage; bold: Coverage } | undefined
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
    const { worker, waiting } = this.#free()
    this.#last += 1
    const request: PdfRequest = { id: this.#last, model, sealing }
    return new Promise((resolve, reject) => {
      waiting.set(request.id, { resolve, reject })
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

  /** The thread with the least to do; a new one where all are busy and there may be one more. */
  #free(): Lane {
    const [least] = [...this.#lanes].sort((a, b) => a.waiting.size - b.waiting.size)
    if (least !== undefined && (least.waiting.size === 0 || this.#lanes.length >= printsAtOnce)) return least
    this.#fonts ??= findFonts()
    this.#fontBytes ??= { normal: shared(this.#fonts.normal), bold: shared(this.#fonts.bold) }
    const worker = new Worker(workerUrl(import.meta.url, './pdf.worker'), {
      workerData: this.#fontBytes,
      resourceLimits,
    })
    const lane: Lane = { worker, waiting: new Map() }
    worker.on('message', (answer: PdfAnswer) => settle(lane, answer))
    worker.on('error', (error) => this.#lost(lane, error))
    worker.on('exit', () => this.#lost(lane, new Error('the PDF worker ended')))
    worker.unref()
    this.#lanes.push(lane)
    return lane
  }

  /** The next print starts a new worker. */
  #lost(lane: Lane, error: Error): void {
    const at = this.#lanes.indexOf(lane)
    if (at >= 0) this.#lanes.splice(at, 1)
    for (const waiting of lane.waiting.values()) waiting.reject(error)
    lane.waiting.clear()
  }
}

/** A file's bytes in memory that threads share. */
function shared(path: string): SharedArrayBuffer {
  const file = openSync(path, 'r')
  try {
    const memory = new SharedArrayBuffer(fstatSync(file).size)
    readSync(file, new Uint8Array(memory))
    return memory
  } finally {
    closeSync(file)
  }
}

function settle({ worker, waiting }: Lane, answer: PdfAnswer): void {
  const asked = waiting.get(answer.id)
  waiting.delete(answer.id)
  if (waiting.size === 0) worker.unref()
  if ('stack' in answer) asked?.reject(new Error('a PDF could not be made', { cause: answer.stack }))
  else asked?.resolve({ pdf: answer.pdf, pages: answer.pages })
}

/** One for the process: its workers hold the fonts. */
export const pdfPrinter = new PdfPrinter()
