import type { CellRange, TemplateCell, TemplateSheet } from '../../src-contract/features/returns.shapes.ts'
import { cellIndex, cellName, type CellIndex } from './cell-names.ts'

export type SheetParts = Pick<TemplateSheet, 'rows' | 'columns' | 'merges' | 'cells'>

/** A sheet by place: which cell stands where, merged ranges taken as one. */
export type SheetGrid = {
  readonly rows: number
  readonly columns: number
  /** The cell that covers a place: of a merged range its upper left one. */
  covering(place: CellIndex): TemplateCell | undefined
  mergeAt(place: CellIndex): CellRange | undefined
}

export function sheetGrid(sheet: SheetParts): SheetGrid {
  const cells = new Map(sheet.cells.map((cell) => [cell.cell, cell]))
  const merged = new Map<string, CellRange>()
  for (const range of sheet.merges) {
    // A range may reach far beyond what the sheet uses.
    for (let row = range.top; row <= Math.min(range.bottom, sheet.rows - 1); row += 1)
      for (let column = range.left; column <= Math.min(range.right, sheet.columns - 1); column += 1)
        merged.set(`${row} ${column}`, range)
  }
  const mergeAt = ({ row, column }: CellIndex) => merged.get(`${row} ${column}`)
  return {
    rows: sheet.rows,
    columns: sheet.columns,
    mergeAt,
    covering(place) {
      const range = mergeAt(place)
      return cells.get(cellName(range === undefined ? place : { row: range.top, column: range.left }))
    },
  }
}

/** The upper left cell of the merged range that swallowed this one; undefined for a cell of its own. */
export function mergedInto(grid: SheetGrid, cell: string): string | undefined {
  const place = cellIndex(cell)
  const range = place === undefined ? undefined : grid.mergeAt(place)
  if (range === undefined) return undefined
  const master = cellName({ row: range.top, column: range.left })
  return master === cell ? undefined : master
}
