import type { Writable } from 'node:stream'
import ExcelJS from 'exceljs'
import { columnLetter } from './limits.ts'
import { isoToSerialDate, safeText, sheetNames } from './write-values.ts'

export type CellValue = string | number | boolean | null | undefined

export interface WriteColumn {
  header: string
  /** In characters. */
  width?: number
  /** Dates are 'YYYY-MM-DD', date-times 'YYYY-MM-DDTHH:MM[:SS]' (wall time); what does not parse is written as text. */
  kind: 'text' | 'number' | 'date' | 'datetime'
  /** Chosen from a list in the cells that are to be filled in. */
  choices?: readonly string[]
  /** Said when such a cell is entered, at most 255 characters. */
  hint?: string
  /** Marked in the heading. */
  required?: boolean
}

export interface WriteSheet {
  name: string
  columns: WriteColumn[]
  rows: Iterable<CellValue[]> | AsyncIterable<CellValue[]>
  /** Lines above the header. */
  titleRows?: string[]
  hidden?: boolean
  /** Last row that people are expected to fill in: choices, hints and formats reach to it. */
  fillTo?: number
}

export interface WriteWorkbook {
  sheets: WriteSheet[]
  /** Who and when: stands in the footer of every printed page. */
  watermark?: string
  /** Stands above every printed page. */
  header?: string
}

const textStyle: Partial<ExcelJS.Style> = { numFmt: '@' }
/** Left-to-right reading order marks the style that `markInert` gives its quote prefix. */
const inertStyle: Partial<ExcelJS.Style> = { numFmt: '@', alignment: { readingOrder: 'ltr' } }
const a4 = 9

/**
 * Writes an XLSX workbook row by row: text stays text (ID numbers whole, '=…' inert), dates are real dates,
 * pages are A4 landscape with the header repeated. Throws when the file can't be written.
 */
export function writeWorkbook(path: string, workbook: WriteWorkbook): Promise<void> {
  return write(new ExcelJS.stream.xlsx.WorkbookWriter({ filename: path, ...options }), workbook)
}

/** The same into a stream: people's data must not lie in a file of its own, however short. */
export function streamWorkbook(stream: Writable, workbook: WriteWorkbook): Promise<void> {
  return write(new ExcelJS.stream.xlsx.WorkbookWriter({ stream, ...options }), workbook)
}

const options = { useStyles: true, useSharedStrings: true } as const

async function write(writer: ExcelJS.stream.xlsx.WorkbookWriter, workbook: WriteWorkbook): Promise<void> {
  const names = sheetNames(workbook.sheets.map((sheet) => sheet.name))
  for (const [index, sheet] of workbook.sheets.entries()) {
    await writeSheet(writer, names[index] ?? '', sheet, workbook)
  }
  markInert(writer)
  await writer.commit()
}

async function writeSheet(
  writer: ExcelJS.stream.xlsx.WorkbookWriter,
  name: string,
  sheet: WriteSheet,
  { watermark, header }: WriteWorkbook,
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
    headerFooter: { oddFooter: footer(watermark), ...(header ? { oddHeader: `&C${codeless(header)}` } : {}) },
  })
  target.columns = sheet.columns.map((column) => ({
    width: column.width ?? 14,
    ...(sheet.fillTo === undefined ? {} : { style: { numFmt: emptyFormat[column.kind] } }),
  }))
  for (const title of titles) commitTexts(target, [title])
  commitTexts(
    target,
    sheet.columns.map((column) => column.header),
    (at) => (sheet.columns[at]?.required ? { bold: true, color: { argb: 'FFB00020' } } : { bold: true }),
  )
  if (sheet.fillTo !== undefined) validate(target, sheet.columns, headerRow + 1, sheet.fillTo)
  for await (const values of sheet.rows) commitRow(target, sheet.columns, values)
  target.commit()
}

const emptyFormat = { text: '@', number: '0', date: 'yyyy-mm-dd', datetime: 'yyyy-mm-dd hh:mm' } as const

/** Longest list that a cell's own rule can hold; longer ones have to stand in a sheet. */
const longestInlineList = 250

/** What a cell that is still empty allows and says. A list does not forbid other values: the import reads them and asks. */
function validate(target: ExcelJS.Worksheet, columns: WriteColumn[], from: number, to: number): void {
  for (const [index, column] of columns.entries()) {
    const letter = columnLetter(index)
    const list = column.choices === undefined ? null : listFormula(column.choices)
    const prompt = column.hint === undefined ? {} : { showInputMessage: true, prompt: column.hint.slice(0, 255) }
    if (list === null && column.hint === undefined) continue
    const rule: ExcelJS.DataValidation =
      list === null
        ? { type: 'custom', formulae: ['TRUE'], allowBlank: true, ...prompt }
        : { type: 'list', formulae: [list], allowBlank: true, showErrorMessage: false, ...prompt }
    const rules = (target as unknown as { dataValidations: { add(range: string, rule: ExcelJS.DataValidation): void } })
      .dataValidations
    rules.add(`${letter}${from}:${letter}${to}`, rule)
  }
}

/** A list in the rule itself, or the name of the range in which it stands (`=选项!$A$2:$A$9`); null for none. */
function listFormula(choices: readonly string[]): string | null {
  const [first = ''] = choices
  if (choices.length === 0) return null
  if (first.startsWith('=')) return first.slice(1)
  const list = choices.map((choice) => choice.replaceAll('"', '""').replaceAll(',', '，')).join(',')
  return list.length <= longestInlineList ? `"${list}"` : null
}

function commitTexts(target: ExcelJS.Worksheet, texts: string[], font?: (at: number) => Partial<ExcelJS.Font>): void {
  const row = target.addRow([])
  for (const [index, text] of texts.entries()) {
    const cell = row.getCell(index + 1)
    setText(cell, text)
    if (font) cell.font = font(index)
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
  return watermark ? `&L${codeless(watermark)}${pages}` : pages
}

function codeless(text: string): string {
  return safeText(text).replaceAll('&', '&&').slice(0, 200)
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
