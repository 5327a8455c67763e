import { readFile } from 'node:fs/promises'
import * as XLSX from '@e965/xlsx'
import { lookOfFormat, numberCell, textCell } from './cell-values.ts'
import { FileFailure } from './file-failure.ts'
import { GridSheet } from './grid-source.ts'
import { checkCell, checkRow, checkWholeFileSize, type FileLimits } from './limits.ts'
import type { SheetCell, SheetSource, TextEncodingName, WorkbookSource } from './spreadsheet.types.ts'
import { textPieces } from './text-encoding.ts'

/** A BIFF workbook (.xls of Excel 5 to 2003, WPS .et), already checked by compound-file.ts. */
export function openXls(bytes: Buffer, macros: boolean, limits: FileLimits): WorkbookSource {
  const workbook = XLSX.read(bytes, {
    type: 'buffer',
    dense: true,
    cellNF: true,
    cellFormula: true,
    cellHTML: false,
    cellText: false,
    sheetRows: limits.rows,
  })
  return {
    format: 'xls',
    notices: macros ? ['macros-ignored'] : [],
    sheets: sheetsOf(workbook, limits),
    close: () => Promise.resolve(),
  }
}

/** An HTML page with tables, as web systems export under the name .xls. Every cell stays the text it shows. */
export async function openHtml(
  path: string,
  sizeBytes: number,
  encoding: TextEncodingName,
  limits: FileLimits,
): Promise<WorkbookSource> {
  checkWholeFileSize(sizeBytes, limits)
  const pieces = textPieces(encoding)
  const text = pieces.decode(await readFile(path)) + pieces.end()
  // `raw` keeps 18-digit ID numbers from being turned into rounded numbers.
  const workbook = XLSX.read(text, { type: 'string', dense: true, raw: true })
  return { format: 'html', encoding, notices: [], sheets: sheetsOf(workbook, limits), close: () => Promise.resolve() }
}

function sheetsOf(workbook: XLSX.WorkBook, limits: FileLimits): SheetSource[] {
  const date1904 = workbook.Workbook?.WBProps?.date1904 === true
  const sheets: SheetSource[] = []
  for (const [position, name] of workbook.SheetNames.entries()) {
    const sheet = workbook.Sheets[name]
    const data = (sheet as { '!data'?: (XLSX.CellObject | undefined)[][] } | undefined)?.['!data']
    if (!sheet || sheet['!type'] === 'chart' || !data) continue
    const hidden = (workbook.Workbook?.Sheets?.[position]?.Hidden ?? 0) !== 0
    const merges = (sheet['!merges'] ?? []).map(({ s, e }) => ({ top: s.r, left: s.c, bottom: e.r, right: e.c }))
    sheets.push(new GridSheet({ index: sheets.length, name, hidden }, gridOf(data, date1904, limits), merges))
  }
  if (sheets.length === 0) throw new FileFailure('file/unreadable')
  return sheets
}

function gridOf(
  data: (XLSX.CellObject | undefined)[][],
  date1904: boolean,
  limits: FileLimits,
): (SheetCell | undefined)[][] {
  checkRow(data.length, limits)
  const grid: (SheetCell | undefined)[][] = []
  for (let row = 0; row < data.length; row += 1) {
    const cells: (SheetCell | undefined)[] = []
    const source = data[row] ?? []
    for (let column = 0; column < source.length; column += 1) {
      const cell = convert(source[column], date1904)
      if (!cell) continue
      checkCell(cell.text, row + 1, column, limits)
      cells[column] = cell
    }
    grid.push(cells)
  }
  return grid
}

function convert(source: XLSX.CellObject | undefined, date1904: boolean): SheetCell | undefined {
  if (!source) return undefined
  const cell = convertValue(source, date1904)
  if (source.f === undefined) return cell.text === '' ? undefined : cell
  return { ...cell, formula: true }
}

function convertValue(source: XLSX.CellObject, date1904: boolean): SheetCell {
  switch (source.t) {
    case 's':
      return textCell(String(source.v ?? ''))
    case 'n':
      return numberCell(String(source.v), lookOfFormat(String(source.z ?? 'General')), date1904)
    case 'b':
      return { text: source.v === true ? 'TRUE' : 'FALSE', kind: 'boolean' }
    case 'e':
      return { text: errorNames[Number(source.v)] ?? '#VALUE!', kind: 'error' }
    default:
      return { text: '', kind: 'blank' }
  }
}

/** BIFF error codes ([MS-XLS] 2.5.10). */
const errorNames: Record<number, string> = {
  0: '#NULL!',
  7: '#DIV/0!',
  15: '#VALUE!',
  23: '#REF!',
  29: '#NAME?',
  36: '#NUM!',
  42: '#N/A',
}
