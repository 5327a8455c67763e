import * as XLSX from '@e965/xlsx'
import ExcelJS from 'exceljs'
import { templateLimits } from '../../../../src-contract/features/returns.contract.ts'
import { FileFailure } from '../../../spreadsheets/file-failure.ts'
import { tooLarge } from '../../../spreadsheets/limits.ts'

const thin = { style: 'thin' } as const
const box = { top: thin, left: thin, bottom: thin, right: thin }
const a4 = 9

/**
 * A BIFF8 workbook as XLSX: cells, formulas, number formats, merged ranges, column widths, row heights, margins and print titles.
 * The reader gives no fonts, colours and lines: lines are drawn anew around the cells of the table, and the user is told to compare.
 */
export async function convertXls(bytes: Buffer): Promise<Buffer> {
  const source = XLSX.read(bytes, {
    type: 'buffer',
    cellStyles: true,
    cellNF: true,
    cellFormula: true,
    sheetStubs: true,
    cellHTML: false,
    cellText: false,
  })
  const target = new ExcelJS.Workbook()
  target.properties.date1904 = source.Workbook?.WBProps?.date1904 === true
  for (const [at, name] of source.SheetNames.entries()) {
    const sheet = source.Sheets[name]
    if (sheet === undefined || sheet['!type'] === 'chart') continue
    const hidden = (source.Workbook?.Sheets?.[at]?.Hidden ?? 0) !== 0
    const titles = source.Workbook?.Names?.find((one) => one.Sheet === at && /print_titles/i.test(one.Name))
    copySheet(sheet, target.addWorksheet(name, { state: hidden ? 'hidden' : 'visible' }), titles?.Ref)
  }
  if (target.worksheets.length === 0) throw new FileFailure('file/unreadable')
  return Buffer.from(await target.xlsx.writeBuffer())
}

function copySheet(sheet: XLSX.WorkSheet, target: ExcelJS.Worksheet, titles: string | undefined): void {
  const range = XLSX.utils.decode_range(sheet['!ref'] ?? 'A1')
  if (range.e.r > 65_535 || (target.state === 'visible' && contentRows(sheet) > templateLimits.rows))
    throw tooLarge('rows', templateLimits.rows)
  const lastRow = Math.min(range.e.r, contentRows(sheet) + 60)
  for (let row = range.s.r; row <= lastRow; row += 1) {
    const existing: number[] = []
    for (let column = range.s.c; column <= range.e.c; column += 1) {
      const cell = sheet[XLSX.utils.encode_cell({ r: row, c: column })] as XLSX.CellObject | undefined
      if (cell === undefined) continue
      existing.push(column)
      copyCell(cell, target.getCell(row + 1, column + 1))
    }
    const height = sheet['!rows']?.[row]?.hpt
    if (height !== undefined) target.getRow(row + 1).height = height
    // A single line of text above or below the table is no part of it.
    if (existing.length >= 3) for (const column of existing) target.getCell(row + 1, column + 1).border = box
  }
  sheet['!cols']?.forEach((column, at) => {
    const width = column?.width ?? column?.wch
    if (width !== undefined) target.getColumn(at + 1).width = width
    if (column?.hidden === true) target.getColumn(at + 1).hidden = true
  })
  for (const { s, e } of sheet['!merges'] ?? []) {
    if (e.r > lastRow) continue
    target.mergeCells(s.r + 1, s.c + 1, e.r + 1, e.c + 1)
    target.getCell(s.r + 1, s.c + 1).alignment = { horizontal: 'center', vertical: 'middle', wrapText: true }
  }
  setPage(sheet, target, titles)
}

function contentRows(sheet: XLSX.WorkSheet): number {
  let last = 0
  for (const [name, cell] of Object.entries(sheet)) {
    if (name.startsWith('!') || (cell as XLSX.CellObject).t === 'z') continue
    last = Math.max(last, XLSX.utils.decode_cell(name).r + 1)
  }
  return last
}

function copyCell(source: XLSX.CellObject, target: ExcelJS.Cell): void {
  const value = source.t === 'z' || source.t === 'e' ? null : (source.v ?? null)
  if (source.f !== undefined)
    target.value = { formula: source.f, result: value ?? undefined } as ExcelJS.CellFormulaValue
  else if (value !== null) target.value = value
  if (source.z !== undefined && source.z !== 'General') target.numFmt = String(source.z)
  if (source.t === 's') target.alignment = { vertical: 'middle', wrapText: true }
}

function setPage(sheet: XLSX.WorkSheet, target: ExcelJS.Worksheet, titles: string | undefined): void {
  target.pageSetup = { ...target.pageSetup, paperSize: a4, fitToPage: true, fitToWidth: 1, fitToHeight: 0 }
  const margins = sheet['!margins']
  if (margins !== undefined) {
    const { left = 0.7, right = 0.7, top = 0.75, bottom = 0.75, header = 0.3, footer = 0.3 } = margins
    target.pageSetup.margins = { left, right, top, bottom, header, footer }
  }
  const rows = /\$(\d+):\$?(?:[A-Z]+\$)?(\d+)/.exec(titles ?? '')
  if (rows !== null) target.pageSetup.printTitlesRow = `${rows[1]}:${rows[2]}`
}
