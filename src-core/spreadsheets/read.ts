import { stat } from 'node:fs/promises'
import { openCsv } from './csv-source.ts'
import { asFileError, asFileResult, FileFailure } from './file-failure.ts'
import { findHeader } from './header.rules.ts'
import { checkFileSize, defaultLimits, type FileLimits } from './limits.ts'
import { recognise } from './recognise.ts'
import { hasContent, RowShaper } from './sheet-rows.ts'
import type {
  FileResult,
  NoticeCode,
  OpenSpreadsheet,
  RawRow,
  RowPage,
  SheetHeader,
  SheetRow,
  SheetSource,
  SpreadsheetInfo,
  WorkbookSource,
} from './spreadsheet.types.ts'
import { findWorkbookPart, openXlsx, whatElse } from './xlsx-source.ts'
import { openXml2003 } from './xml2003-source.ts'
import { openZipParts } from './zip-parts.ts'

export interface ReadOptions {
  limits?: Partial<FileLimits>
}

/** Rows looked at to find the header. */
const headerSearchRows = 60
const sampleRows = 20
const defaultPageRows = 1000

/**
 * Opens a spreadsheet file of any supported format in this thread (a feature uses spreadsheets.ts, which does this in
 * a worker). Errors: file/not-found, file/in-use, file/empty, file/too-large, file/zip-bomb, file/password-protected,
 * file/not-a-spreadsheet, file/unreadable. After an error nothing is left open.
 */
export function readSpreadsheet(path: string, options: ReadOptions = {}): Promise<FileResult<OpenSpreadsheet>> {
  return asFileResult(async () => {
    const limits = { ...defaultLimits, ...options.limits }
    const file = await stat(path)
    if (!file.isFile()) throw new FileFailure('file/not-found')
    checkFileSize(file.size, limits)
    const source = await openSource(path, file.size, limits)
    return new SpreadsheetReader(source, file.size)
  })
}

async function openSource(path: string, sizeBytes: number, limits: FileLimits): Promise<WorkbookSource> {
  const found = await recognise(path)
  // The parser of old formats is large, and most files are of none: it is loaded when one comes.
  if (found.container === 'compound') {
    const { openCompoundFile } = await import('./compound-file.ts')
    return openCompoundFile(path, sizeBytes, limits)
  }
  if (found.container === 'zip') return openArchive(path, limits)
  if (found.content === 'html') {
    const { openHtml } = await import('./sheetjs-source.ts')
    return openHtml(path, sizeBytes, found.encoding, limits)
  }
  if (found.content === 'xml2003') return openXml2003(path, found.encoding, limits)
  return openCsv(path, found.encoding, found.head, limits)
}

async function openArchive(path: string, limits: FileLimits): Promise<WorkbookSource> {
  const zip = await openZipParts(path, limits)
  try {
    const workbookPart = findWorkbookPart(zip)
    if (!workbookPart) throw whatElse(zip)
    return await openXlsx(zip, workbookPart, limits)
  } catch (error) {
    await zip.close()
    throw error
  }
}

interface Reading {
  rows: AsyncIterator<RawRow>
  shaper: RowShaper
  header: SheetHeader
  count: number
}

class SpreadsheetReader implements OpenSpreadsheet {
  readonly info: SpreadsheetInfo
  private readonly source: WorkbookSource
  private readonly headers = new Map<number, SheetHeader>()
  private reading: Reading | undefined
  private closed = false

  constructor(source: WorkbookSource, sizeBytes: number) {
    this.source = source
    const sheets = source.sheets.map((sheet) => sheet.info)
    const notices: NoticeCode[] = [...source.notices]
    if (sheets.some((sheet) => sheet.hidden)) notices.push('hidden-sheets')
    this.info = {
      format: source.format,
      encoding: source.encoding,
      delimiter: source.delimiter,
      sheets,
      chosenSheet: Math.max(
        0,
        sheets.findIndex((sheet) => !sheet.hidden),
      ),
      notices,
      sizeBytes,
    }
  }

  header(sheet = this.info.chosenSheet): Promise<FileResult<SheetHeader>> {
    return asFileResult(() => this.findHeader(sheet))
  }

  startRows(sheet = this.info.chosenSheet): Promise<FileResult<SheetHeader>> {
    return asFileResult(async () => {
      await this.stopReading()
      const header = await this.findHeader(sheet)
      const source = this.sheet(sheet)
      const shaper = new RowShaper(header.columns, await source.merges(), header.lastRow)
      for (const notice of header.notices) shaper.notices.add(notice)
      this.reading = { rows: source.rows()[Symbol.asyncIterator](), shaper, header, count: 0 }
      return header
    })
  }

  async nextPage(maxRows = defaultPageRows): Promise<FileResult<RowPage>> {
    if (!this.reading && !this.closed) {
      const started = await this.startRows()
      if (!started.ok) return started
    }
    try {
      return { ok: true, value: await this.readPage(maxRows) }
    } catch (error) {
      await this.stopReading()
      return { ok: false, error: asFileError(error) }
    }
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

  async close(): Promise<void> {
    if (this.closed) return
    this.closed = true
    await this.stopReading()
    await this.source.close()
  }

  private async readPage(maxRows: number): Promise<RowPage> {
    const reading = this.reading
    if (!reading) throw new FileFailure('file/cancelled')
    const rows: SheetRow[] = []
    let done = false
    let progress = 1
    while (rows.length < maxRows) {
      const next = await reading.rows.next()
      if (next.done) {
        done = true
        break
      }
      progress = next.value.progress
      if (next.value.number <= reading.header.lastRow) continue
      const row = reading.shaper.shape(next.value)
      if (row) rows.push(row)
    }
    reading.count += rows.length
    return { rows, done, readSoFar: reading.count, progress: done ? 1 : progress, notices: [...reading.shaper.notices] }
  }

  private async findHeader(sheet: number): Promise<SheetHeader> {
    const known = this.headers.get(sheet)
    if (known) return known
    if (this.closed) throw new FileFailure('file/cancelled')
    const source = this.sheet(sheet)
    const merges = await source.merges()
    const rows: RawRow[] = []
    for await (const row of source.rows()) {
      if (hasContent(row)) rows.push(row)
      if (rows.length >= headerSearchRows) break
    }
    if (rows.length === 0) throw new FileFailure('file/empty')
    const found = findHeader(rows, merges)
    if (!found) throw new FileFailure('file/no-header')
    const shaper = new RowShaper(found.columns, merges, found.lastRow)
    const sample: SheetRow[] = []
    for (const row of rows) {
      if (row.number <= found.lastRow || sample.length >= sampleRows) continue
      const shaped = shaper.shape(row)
      if (shaped) sample.push(shaped)
    }
    const header = { sheet, ...found, sample, notices: [...found.notices, ...shaper.notices] }
    this.headers.set(sheet, header)
    return header
  }

  private sheet(index: number): SheetSource {
    const sheet = this.source.sheets[index]
    if (!sheet) throw new RangeError(`no sheet ${index}`)
    return sheet
  }

  private async stopReading(): Promise<void> {
    const reading = this.reading
    this.reading = undefined
    await reading?.rows.return?.()
  }
}
