import { readFile, stat } from 'node:fs/promises'
import { templateLimits } from '../../../../src-contract/features/returns.contract.ts'
import type { TemplateNotice, TemplateSheet } from '../../../../src-contract/features/returns.shapes.ts'
import { FileFailure } from '../../../spreadsheets/file-failure.ts'
import { checkFileSize, defaultLimits, tooLarge, type FileLimits } from '../../../spreadsheets/limits.ts'
import { readNumberLooks, readSharedStrings, readXlsxWorkbook } from '../../../spreadsheets/xlsx-parts.ts'
import { findWorkbookPart } from '../../../spreadsheets/xlsx-source.ts'
import { readCellLooks } from './cell-looks.ts'
import { readSheetLayout } from './sheet-layout.ts'
import { TemplateFailure } from './template-failure.ts'
import { type PackageParts, unzip } from './zip-bytes.ts'

const MB = 1024 * 1024

/** What a template may be at most: it is a form, and it lies in the replica. */
const limits: FileLimits = {
  ...defaultLimits,
  fileBytes: templateLimits.megabytes * MB,
  wholeFileBytes: templateLimits.megabytes * MB,
  zipEntries: 2_000,
  inflatedBytes: 100 * MB,
}

export type ReadTemplate = {
  /** The workbook that is kept: the file as it came, or what an .xls was converted to. */
  readonly file: Uint8Array
  readonly sheets: TemplateSheet[]
  readonly notices: TemplateNotice[]
}

/**
 * Reads a template by its content. An .xls is converted; macros, passwords and other formats are refused.
 * Errors: file/…, returns/template-macros, returns/template-format (a table, but no workbook), returns/template-blank.
 */
export async function readTemplate(path: string): Promise<ReadTemplate> {
  const found = await stat(path)
  if (!found.isFile()) throw new FileFailure('file/not-found')
  checkFileSize(found.size, limits)
  const bytes = await readFile(path)
  checkFileSize(bytes.length, limits)
  if (bytes.length > 4 && bytes.readUInt32BE(0) === 0x504b0304) return readXlsx(bytes, path)
  const kind = await recognised(path)
  if (kind.format !== 'xls') throw new TemplateFailure('returns/template-format')
  const { convertXls } = await import('./convert-xls.ts')
  const converted = await convertXls(bytes)
  const read = await readPackage(await unzip(converted, limits), converted)
  const notices: TemplateNotice[] = ['converted-from-xls']
  if (kind.macros) notices.push('macros-removed')
  return { ...read, notices: [...notices, ...read.notices] }
}

/** An .xlsx that came from another PC as it lies there. Errors as above. */
export async function readTemplateBytes(bytes: Uint8Array): Promise<ReadTemplate> {
  checkFileSize(bytes.length, limits)
  return readPackage(await unzip(Buffer.from(bytes), limits), bytes)
}

/** Layout of a package whose bytes are known already. */
async function readXlsx(bytes: Buffer, path: string): Promise<ReadTemplate> {
  const parts = await unzip(bytes, limits)
  if (findWorkbookPart(parts) === undefined) {
    await recognised(path)
    throw new TemplateFailure('returns/template-format')
  }
  return readPackage(parts, bytes)
}

async function readPackage(parts: PackageParts, file: Uint8Array): Promise<ReadTemplate> {
  const workbookPart = findWorkbookPart(parts)
  if (workbookPart === undefined) throw new FileFailure('file/unreadable')
  const names = parts.names()
  // Without its macros a workbook with macros is another one; its owner shall make it.
  const types = names.includes('[content_types].xml') ? parts.string('[content_types].xml') : ''
  if (/macroEnabled/i.test(types) || names.some((name) => name.endsWith('vbaproject.bin')))
    throw new TemplateFailure('returns/template-macros')
  const workbook = await readXlsxWorkbook(parts, workbookPart)
  if (workbook.sheets.length > templateLimits.sheets) throw tooLarge('columns', templateLimits.sheets)
  const { stylesPart, sharedStringsPart } = workbook
  const context = {
    date1904: workbook.date1904,
    looks: stylesPart === undefined ? [] : await readNumberLooks(parts, stylesPart),
    cellLooks: stylesPart === undefined ? [] : await readCellLooks(parts, stylesPart),
    strings: sharedStringsPart === undefined ? [] : await readSharedStrings(parts, sharedStringsPart),
  }
  const sheets: TemplateSheet[] = []
  for (const { name, hidden, part } of workbook.sheets) {
    if (hidden) sheets.push({ name, hidden, rows: 0, columns: 0, widths: [], merges: [], cells: [], inputs: [] })
    else sheets.push(await readSheetLayout(parts, part, name, context))
  }
  if (!sheets.some((sheet) => sheet.cells.some((cell) => cell.kind !== 'blank')))
    throw new TemplateFailure('returns/template-blank')
  const notices: TemplateNotice[] = []
  if (sheets.some((sheet) => sheet.hidden)) notices.push('hidden-sheets')
  if (names.some((name) => name.startsWith('xl/externallinks/'))) notices.push('external-links')
  return { file, sheets, notices }
}

/**
 * What the reader of data files says about it: its error, where it has one. Loaded only when it is needed, with the old format's
 * reader: most templates are XLSX, and somebody waits.
 */
async function recognised(path: string): Promise<{ format: string; macros: boolean }> {
  const { readSpreadsheet } = await import('../../../spreadsheets/read.ts')
  const opened = await readSpreadsheet(path, { limits })
  if (!opened.ok) throw new FileFailure(opened.error.code, opened.error.params)
  const { format, notices } = opened.value.info
  await opened.value.close()
  return { format, macros: notices.includes('macros-ignored') }
}
