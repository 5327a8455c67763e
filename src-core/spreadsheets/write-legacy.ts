import { writeFile } from 'node:fs/promises'
import iconv from 'iconv-lite'
import { type BiffCell, type BiffSheet, biffWorkbook } from './biff-writer.ts'
import { dateToSerial, isoToSerialDate, safeText, sheetNames } from './write-values.ts'
import type { CellValue, WriteColumn, WriteSheet } from './write.ts'

const biffRows = 65_536

/** Writes a BIFF8 workbook (.xls), as older systems export. Whole sheets in memory; throws above 65,536 rows. */
export async function writeXls(path: string, workbook: { sheets: WriteSheet[] }): Promise<void> {
  const names = sheetNames(workbook.sheets.map((sheet) => sheet.name))
  const sheets: BiffSheet[] = []
  for (const [index, sheet] of workbook.sheets.entries()) sheets.push(await biffSheet(names[index] ?? '', sheet))
  await writeFile(path, biffWorkbook(sheets))
}

/** Writes an HTML page with one table, which web systems export under the name .xls. */
export async function writeHtmlXls(
  path: string,
  page: { sheet: WriteSheet; encoding?: 'utf-8' | 'gb18030' },
): Promise<void> {
  const encoding = page.encoding ?? 'utf-8'
  const rows = (await collect(page.sheet)).map(
    (row) => `<tr>${row.map((text) => `<td>${escapeXml(text)}</td>`).join('')}</tr>`,
  )
  const head = page.sheet.columns.map((column) => `<th>${escapeXml(column.header)}</th>`).join('')
  const charset = encoding === 'utf-8' ? 'utf-8' : 'gb2312'
  const html = [
    `<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta http-equiv="Content-Type" content="text/html; charset=${charset}"></head><body>`,
    `<table border="1">${titles(page.sheet, (text) => `<tr><td colspan="${page.sheet.columns.length}">${escapeXml(text)}</td></tr>`)}`,
    `<tr>${head}</tr>`,
    ...rows,
    '</table></body></html>',
  ].join('\r\n')
  await writeFile(path, encoding === 'utf-8' ? html : iconv.encode(html, 'gb18030'))
}

/** Writes a SpreadsheetML 2003 document. */
export async function writeXml2003(path: string, workbook: { sheets: WriteSheet[] }): Promise<void> {
  const names = sheetNames(workbook.sheets.map((sheet) => sheet.name))
  const sheets: string[] = []
  for (const [index, sheet] of workbook.sheets.entries()) {
    const head = titles(sheet, (text) => xmlRow([xmlCell(text, undefined)]))
    const header = xmlRow(sheet.columns.map((column) => xmlCell(column.header, undefined)))
    const rows: string[] = []
    for await (const values of sheet.rows)
      rows.push(xmlRow(sheet.columns.map((column, at) => xmlCell(values[at], column))))
    const hidden = sheet.hidden
      ? '<WorksheetOptions xmlns="urn:schemas-microsoft-com:office:excel"><Visible>SheetHidden</Visible></WorksheetOptions>'
      : ''
    sheets.push(
      `<Worksheet ss:Name="${escapeXml(names[index] ?? '')}"><Table>${head}${header}${rows.join('\n')}</Table>${hidden}</Worksheet>`,
    )
  }
  const document = [
    '<?xml version="1.0"?>',
    '<?mso-application progid="Excel.Sheet"?>',
    '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">',
    ...sheets,
    '</Workbook>',
  ].join('\n')
  await writeFile(path, document)
}

async function biffSheet(name: string, sheet: WriteSheet): Promise<BiffSheet> {
  const rows: BiffCell[][] = (sheet.titleRows ?? []).map((title) => [{ text: safeText(title) }])
  rows.push(sheet.columns.map((column) => ({ text: safeText(column.header) })))
  for await (const values of sheet.rows)
    rows.push(sheet.columns.map((column, index) => biffCell(values[index], column)))
  if (rows.length > biffRows) throw new RangeError('an .xls sheet holds 65,536 rows at most')
  return { name, hidden: sheet.hidden ?? false, widths: sheet.columns.map((column) => column.width ?? 14), rows }
}

function biffCell(value: CellValue, column: WriteColumn): BiffCell {
  if (value === null || value === undefined || value === '') return undefined
  if (typeof value === 'boolean') return { flag: value }
  if (column.kind === 'number' && Number.isFinite(Number(value))) return { number: Number(value), format: 'general' }
  const date = column.kind === 'date' || column.kind === 'datetime' ? isoToSerialDate(String(value)) : undefined
  if (!date) return { text: safeText(String(value)) }
  return { number: dateToSerial(date), format: column.kind === 'date' ? 'date' : 'datetime' }
}

function xmlRow(cells: string[]): string {
  return `<Row>${cells.join('')}</Row>`
}

function xmlCell(value: CellValue, column: WriteColumn | undefined): string {
  if (value === null || value === undefined || value === '') return '<Cell/>'
  const date =
    column?.kind === 'date' || column?.kind === 'datetime' ? isoToSerialDate(String(value))?.toISOString() : undefined
  if (date) return `<Cell><Data ss:Type="DateTime">${date.slice(0, 23)}</Data></Cell>`
  const numeric = column?.kind === 'number' && Number.isFinite(Number(value))
  const type = numeric ? 'Number' : 'String'
  return `<Cell><Data ss:Type="${type}">${escapeXml(String(value))}</Data></Cell>`
}

function titles(sheet: WriteSheet, write: (title: string) => string): string {
  return (sheet.titleRows ?? []).map(write).join('')
}

async function collect(sheet: WriteSheet): Promise<string[][]> {
  const rows: string[][] = []
  for await (const values of sheet.rows) rows.push(sheet.columns.map((_column, index) => String(values[index] ?? '')))
  return rows
}

function escapeXml(text: string): string {
  return safeText(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
