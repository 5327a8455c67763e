import ExcelJS from 'exceljs'
import { CountBinding, type BoundCell } from '../src-contract/features/returns.shapes.ts'

const thin = { style: 'thin' } as const
const medium = { style: 'medium' } as const
const box = { top: thin, left: thin, bottom: thin, right: thin }
const center = { horizontal: 'center', vertical: 'middle', wrapText: true } as const
const grey = { type: 'pattern', pattern: 'solid', fgColor: { argb: 'FFD9E1F2' } } as const
const a4 = 9

/** Rows of the demo form's table: headings in 3 and 4, one beat a row from here on. */
export const firstBeatRow = 5
export const templateSheet = '月报表'

/**
 * A form as a bureau sends it round: merged headings, a line per beat, a total and a rate that the form works out itself, print
 * set-up for A4 landscape, notes on a second sheet and a list on a hidden one.
 */
export async function writeReturnTemplate(path: string, beats: readonly string[]): Promise<void> {
  const workbook = new ExcelJS.Workbook()
  const sheet = workbook.addWorksheet(templateSheet, {
    views: [{ state: 'frozen', xSplit: 2, ySplit: 4 }],
    pageSetup: {
      paperSize: a4,
      orientation: 'landscape',
      fitToPage: true,
      fitToWidth: 1,
      fitToHeight: 0,
      horizontalCentered: true,
      margins: { left: 0.5, right: 0.5, top: 0.6, bottom: 0.6, header: 0.3, footer: 0.3 },
    },
    headerFooter: { oddFooter: '&L基层基础工作月报表&R第 &P 页，共 &N 页' },
  })
  const widths = [6, 12, 10, 10, 10, 12, 12, 12, 12, 18]
  widths.forEach((width, at) => (sheet.getColumn(at + 1).width = width))
  writeHead(sheet)
  const total = writeRows(sheet, beats)
  writeFoot(sheet, total + 1)
  sheet.pageSetup.printTitlesRow = '3:4'
  sheet.pageSetup.printArea = `A1:J${total + 1}`
  sheet.addConditionalFormatting({
    ref: `E${firstBeatRow}:E${total}`,
    rules: [
      {
        type: 'cellIs',
        operator: 'lessThan',
        formulae: [0.8],
        priority: 1,
        style: { font: { color: { argb: 'FFC00000' } } },
      },
    ],
  })
  writeNotes(workbook)
  await workbook.xlsx.writeFile(path)
}

function writeHead(sheet: ExcelJS.Worksheet): void {
  sheet.mergeCells('A1:J1')
  const title = sheet.getCell('A1')
  title.value = '社区警务基层基础工作月报表'
  title.font = { name: '方正小标宋简体', size: 18, bold: true }
  title.alignment = center
  sheet.getRow(1).height = 32
  for (const [range, text] of [
    ['A2:D2', '填报单位：'],
    ['E2:G2', '报告期：'],
    ['H2:J2', '计量单位：件、户次、人'],
  ] as const) {
    sheet.mergeCells(range)
    const cell = sheet.getCell(range.slice(0, 2))
    cell.value = text
    cell.font = { name: '仿宋', size: 11 }
    cell.alignment = { vertical: 'middle' }
  }
  const heads: readonly (readonly [string, string])[] = [
    ['A3:A4', '序号'],
    ['B3:B4', '警务区'],
    ['C3:E3', '矛盾纠纷'],
    ['F3:G3', '走访'],
    ['H3:I3', '实有人口'],
    ['J3:J4', '备注'],
    ['C4', '受理'],
    ['D4', '化解'],
    ['E4', '化解率'],
    ['F4', '走访户次'],
    ['G4', '其中：未见到'],
    ['H4', '本期登记'],
    ['I4', '期末在住'],
  ]
  for (const [range, text] of heads) {
    if (range.includes(':')) sheet.mergeCells(range)
    sheet.getCell(range.split(':')[0] ?? range).value = text
  }
  for (const row of [3, 4])
    for (let column = 1; column <= 10; column += 1) {
      const cell = sheet.getCell(row, column)
      cell.font = { name: '黑体', size: 11, bold: true }
      cell.alignment = center
      cell.fill = grey
      cell.border = { ...box, top: row === 3 ? medium : thin }
    }
}

/** @returns number of the row with the totals */
function writeRows(sheet: ExcelJS.Worksheet, beats: readonly string[]): number {
  const total = firstBeatRow + beats.length
  for (let row = firstBeatRow; row <= total; row += 1) {
    sheet.getRow(row).height = 22
    for (let column = 1; column <= 10; column += 1) {
      const cell = sheet.getCell(row, column)
      cell.border = { ...box, bottom: row === total ? medium : thin }
      cell.alignment = center
      cell.font = { name: '宋体', size: 11, bold: row === total }
      if (column > 2 && column < 10) cell.numFmt = column === 5 ? '0.0%' : '#,##0'
    }
    const rate = sheet.getCell(row, 5)
    rate.value = { formula: `IF(C${row}=0,"",D${row}/C${row})` }
  }
  beats.forEach((beat, at) => {
    sheet.getCell(firstBeatRow + at, 1).value = at + 1
    sheet.getCell(firstBeatRow + at, 2).value = beat
  })
  sheet.mergeCells(total, 1, total, 2)
  sheet.getCell(total, 1).value = '合计'
  for (const column of ['C', 'D', 'F', 'G', 'H', 'I']) {
    sheet.getCell(`${column}${total}`).value = { formula: `SUM(${column}${firstBeatRow}:${column}${total - 1})` }
  }
  return total
}

function writeFoot(sheet: ExcelJS.Worksheet, row: number): void {
  for (const [from, to, text] of [
    [1, 3, '填表人：'],
    [4, 6, '审核人：'],
    [7, 10, '填报日期：'],
  ] as const) {
    sheet.mergeCells(row, from, row, to)
    const cell = sheet.getCell(row, from)
    cell.value = text
    cell.font = { name: '仿宋', size: 11 }
    cell.alignment = { vertical: 'middle' }
  }
  sheet.getRow(row).height = 24
}

function writeNotes(workbook: ExcelJS.Workbook): void {
  const notes = workbook.addWorksheet('填报说明')
  notes.getColumn(1).width = 80
  notes.getCell('A1').value = '一、本表每月 3 日前报送上月数据。'
  notes.getCell('A2').value = '二、化解率由本表自动计算，不需填写。'
  const list = workbook.addWorksheet('下拉选项', { state: 'hidden' })
  list.getCell('A1').value = '东渚分局'
}

/** What a clerk binds of the form: a count for each beat and column, and the words of the form itself. The last beat's visits are left open. */
export function boundCells(beats: readonly string[]): BoundCell[] {
  const foot = firstBeatRow + beats.length + 1
  const words = [
    ['A2', 'station'],
    ['E2', 'period'],
    [`A${foot}`, 'filler'],
    [`D${foot}`, 'reviewer'],
    [`G${foot}`, 'date'],
  ] as const
  return [
    ...words.map(([cell, what]): BoundCell => ({ sheet: templateSheet, cell, binding: { kind: 'text', what } })),
    ...beats.flatMap((beat, at) => {
      const open = at === beats.length - 1 && beats.length > 1
      return countsOf(beat)
        .filter(([column]) => !(open && column === 'G'))
        .map(([column, binding]): BoundCell => ({
          sheet: templateSheet,
          cell: `${column}${firstBeatRow + at}`,
          binding,
        }))
    }),
  ]
}

function countsOf(beat: string): (readonly [column: string, binding: CountBinding])[] {
  const count = (more: Partial<Record<keyof CountBinding, string>>): CountBinding =>
    CountBinding.parse({
      ...{ kind: 'count', basis: 'occurred', state: null, field: null, value: null, sum: null, beat },
      ...more,
    })
  return [
    ['C', count({ book: 'L07' })],
    ['D', count({ book: 'L07', basis: 'reached', state: 'resolved' })],
    ['F', count({ book: 'L06' })],
    ['G', count({ book: 'L06', state: 'not-met' })],
    ['H', count({ book: 'L02', basis: 'filed' })],
    ['I', count({ book: 'L02', basis: 'end', state: 'present' })],
  ]
}
