import { cellIndex, cellName } from './cell-names.ts'
import { headingsOf } from './headings.ts'
import { sheetGrid, type SheetParts } from './sheet-grid.ts'

/** Headings of what is written in words or signed, not counted. */
const inWords = /备注|说明|签[名字章]|盖章|日期|填表|审核|负责人|联系人|电话|单位[:：]/

/**
 * Cells of a form that are meant for a number: blank (or holding a placeholder 0), bordered where the form has borders at all, with
 * a heading at the left and one above. A wide merged blank is for words.
 */
export function inputsOf(sheet: SheetParts): string[] {
  const grid = sheetGrid(sheet)
  const bordered = sheet.cells.some((cell) => cell.border)
  const found: string[] = []
  const known = new Map(sheet.cells.map((cell) => [cell.cell, cell]))
  for (let row = 0; row < sheet.rows; row += 1) {
    for (let column = 0; column < sheet.columns; column += 1) {
      const place = { row, column }
      const name = cellName(place)
      const range = grid.mergeAt(place)
      if (range !== undefined && (range.top !== row || range.left !== column || range.right - range.left > 1)) continue
      const cell = known.get(name)
      const isBlank = cell === undefined || cell.kind === 'blank' || (cell.kind === 'number' && Number(cell.text) === 0)
      if (!isBlank || (bordered && cell?.border !== true)) continue
      const headings = headingsOf(grid, name)
      const own = [headings.row.at(-1), headings.column.at(-1)]
      if (own.every((heading) => heading !== undefined && heading !== '' && !inWords.test(heading))) found.push(name)
    }
  }
  return found
}

/** Whether a place lies within what the sheet uses. */
export function isInside(sheet: SheetParts, cell: string): boolean {
  const place = cellIndex(cell)
  return place !== undefined && place.row < sheet.rows && place.column < sheet.columns
}
