import ExcelJS from 'exceljs'
import { isoToSerialDate, safeText, sheetNames } from './write-values.ts'

export type CellValue = string | number | boolean | null | undefined

export interface WriteColumn {
  header: string
  /** In characters. */
  width?: number
  /** Dates are 'YYYY-MM-DD', date-times 'YYYY-MM-DDTHH:MM[:SS]' (wall time); what does not parse is written as text. */
  kind: 'text' | 'number' | 'date' | 'datetime'
}

export interface WriteSheet {
  name: string
  columns: WriteColumn[]
  rows: Iterable<CellValue[]> | AsyncIterable<CellValue[]>
  /** Lines above the header. */
  titleRows?: string[]
  hidden?: boolean
}

export interface WriteWorkbook {
  sheets: WriteSheet[]
  /** Who and when: stands in the footer of every printed page. */
  watermark?: string
}

const textStyle: Partial<ExcelJS.Style> = { numFmt: '@' }
/** Left-to-right reading order marks the style that `markInert` gives its quote prefix. */
const inertStyle: Partial<ExcelJS.Style> = { numFmt: '@', alignment: { readingOrder: 'ltr' } }
const a4 = 9

/**
 * Writes an XLSX workbook row by row: text stays text (ID numbers whole, '=…' inert), dates are real dates,
 * pages are A4 landscape with the header repeated. Throws when the file can't be written.
 */
export async function writeWorkbook(path: string, workbook: WriteWorkbook): Promise<void> {
  const writer = new ExcelJS.stream.xlsx.WorkbookWriter({ filename: path, useStyles: true, useSharedStrings: true })
  const names = sheetNames(workbook.sheets.map((sheet) => sheet.name))
  for (const [index, sheet] of workbook.sheets.entries()) {
    await writeSheet(writer, names[index] ?? '', sheet, workbook.watermark)
  }
  markInert(writer)
  await writer.commit()
}

async function writeSheet(
  writer: ExcelJS.stream.xlsx.WorkbookWriter,
  name: string,
  sheet: WriteSheet,
  watermark: string | undefined,
): Promise<void> {
  const titles = sheet.titleRows ?? []
  const headerRow = titles.length + 1
  const target = writer.addWorksheet(name, {
    state: sheet.hidden ? 'hidden' : 'visible',
    views: [{ state: 'frozen', ySplit: headerRow }],
    pageSetup: {
      paperSize: a4,
      orientation: 'landscape',
      fitToPage: true,
      fitToWidth: 1,
      fitToHeight: 0,
      printTitlesRow: `${headerRow}:${headerRow}`,
    },
    headerFooter: { oddFooter: footer(watermark) },
  })
  target.columns = sheet.columns.map((column) => ({ width: column.width ?? 14 }))
  for (const title of titles) commitTexts(target, [title])
  commitTexts(
    target,
    sheet.columns.map((column) => column.header),
    { bold: true },
  )
  for await (const values of sheet.rows) commitRow(target, sheet.columns, values)
  target.commit()
}

function commitTexts(target: ExcelJS.Worksheet, texts: string[], font?: Partial<ExcelJS.Font>): void {
  const row = target.addRow([])
  for (const [index, text] of texts.entries()) {
    const cell = row.getCell(index + 1)
    setText(cell, text)
    if (font) cell.font = font
  }
  row.commit()
}

function commitRow(target: ExcelJS.Worksheet, columns: WriteColumn[], values: CellValue[]): void {
  const row = target.addRow([])
  for (const [index, column] of columns.entries()) {
    const value = values[index]
    if (value === null || value === undefined || value === '') continue
    setValue(row.getCell(index + 1), column, value)
  }
  row.commit()
}

function setValue(cell: ExcelJS.Cell, column: WriteColumn, value: string | number | boolean): void {
  if (typeof value === 'boolean') {
    cell.value = value
    return
  }
  if (column.kind === 'number' && Number.isFinite(Number(value))) {
    cell.value = Number(value)
    return
  }
  const date = column.kind === 'date' || column.kind === 'datetime' ? isoToSerialDate(String(value)) : undefined
  if (!date) {
    setText(cell, String(value))
    return
  }
  cell.value = date
  cell.numFmt = column.kind === 'date' ? 'yyyy-mm-dd' : 'yyyy-mm-dd hh:mm'
}

function setText(cell: ExcelJS.Cell, text: string): void {
  cell.value = safeText(text)
  cell.style = /^[=+\-@\t\r]/.test(text) ? { ...inertStyle } : { ...textStyle }
}

/** '&' starts a code in a footer. */
function footer(watermark: string | undefined): string {
  const pages = '&R&P / &N'
  return watermark ? `&L${safeText(watermark).replaceAll('&', '&&').slice(0, 200)}${pages}` : pages
}

/**
 * The writer knows no quotePrefix, which keeps '=…' a text even when someone edits the cell: it is added to the
 * finished styles. To be called after the last row.
 */
function markInert(writer: ExcelJS.stream.xlsx.WorkbookWriter): void {
  const model = (writer as unknown as { styles: { model: { styles: string[] } } }).styles.model
  model.styles = model.styles.map((xml) =>
    xml.replace(/^<xf ([^>]*)>(<alignment [^>]*readingOrder="1")/, '<xf $1 quotePrefix="1">$2'),
  )
}
