import { FileFailure } from './file-failure.ts'
import type { FileLimits } from './limits.ts'
import type { MergeRange, RawRow, SheetInfo, SheetSource, WorkbookSource } from './spreadsheet.types.ts'
import { readNumberLooks, readSharedStrings, readXlsxWorkbook, type XlsxWorkbook } from './xlsx-parts.ts'
import { readXlsxOutline, readXlsxRows, type XlsxOutline, type XlsxShared } from './xlsx-sheet.ts'
import type { ZipParts } from './zip-parts.ts'

/** Opens an XLSX or XLSM workbook in an archive; the sheets are read on demand. */
export async function openXlsx(zip: ZipParts, workbookPart: string, limits: FileLimits): Promise<WorkbookSource> {
  const workbook = await readXlsxWorkbook(zip, workbookPart)
  let shared: Promise<XlsxShared> | undefined
  const loadShared = (): Promise<XlsxShared> => (shared ??= readShared(zip, workbook))
  const macros = zip.names().some((name) => name.endsWith('/vbaproject.bin'))
  return {
    format: 'xlsx',
    notices: macros ? ['macros-ignored'] : [],
    sheets: workbook.sheets.map(
      (sheet, index) =>
        new XlsxSheet({ index, name: sheet.name, hidden: sheet.hidden }, zip, sheet.part, loadShared, limits),
    ),
    close: () => zip.close(),
  }
}

async function readShared(zip: ZipParts, workbook: XlsxWorkbook): Promise<XlsxShared> {
  return {
    date1904: workbook.date1904,
    looks: workbook.stylesPart ? await readNumberLooks(zip, workbook.stylesPart) : [],
    strings: workbook.sharedStringsPart ? await readSharedStrings(zip, workbook.sharedStringsPart) : [],
  }
}

class XlsxSheet implements SheetSource {
  readonly info: SheetInfo
  private readonly zip: ZipParts
  private readonly part: string
  private readonly loadShared: () => Promise<XlsxShared>
  private readonly limits: FileLimits
  private outline: Promise<XlsxOutline> | undefined

  constructor(info: SheetInfo, zip: ZipParts, part: string, loadShared: () => Promise<XlsxShared>, limits: FileLimits) {
    this.info = info
    this.zip = zip
    this.part = part
    this.loadShared = loadShared
    this.limits = limits
  }

  async merges(): Promise<MergeRange[]> {
    return (await this.readOutline()).merges
  }

  async *rows(): AsyncGenerator<RawRow> {
    const outline = await this.readOutline()
    yield* readXlsxRows(this.zip, this.part, await this.loadShared(), outline.lastRow, this.limits)
  }

  private readOutline(): Promise<XlsxOutline> {
    return (this.outline ??= readXlsxOutline(this.zip, this.part))
  }
}

/** The part that holds the workbook; the archive's names come in lower case. */
export function findWorkbookPart(zip: ZipParts): string | undefined {
  return zip.names().find((name) => /^xl\/workbook\d*\.xml$/.test(name))
}

/** What an archive without an XLSX workbook is: another office format, or no spreadsheet at all. */
export function whatElse(zip: ZipParts): FileFailure {
  const names = zip.names()
  const holds = (pattern: RegExp): boolean => names.some((name) => pattern.test(name))
  // Spreadsheets that this application does not read: XLSB, ODS, Numbers.
  if (holds(/^xl\/workbook\.bin$/) || holds(/^index\/tables\//)) return new FileFailure('file/unreadable')
  if (holds(/^content\.xml$/) && holds(/^mimetype$/)) return new FileFailure('file/unreadable')
  if (holds(/^word\//) || holds(/^ofd\.xml$/)) return new FileFailure('file/not-a-spreadsheet', { kind: 'document' })
  if (holds(/^ppt\//)) return new FileFailure('file/not-a-spreadsheet', { kind: 'presentation' })
  return new FileFailure('file/not-a-spreadsheet', { kind: 'archive' })
}
