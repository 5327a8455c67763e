import type { TemplateCell } from '../../src-contract/features/returns.shapes.ts'
import { cellIndex, type CellIndex } from './cell-names.ts'
import type { SheetGrid } from './sheet-grid.ts'

/** What the form itself says about a cell: headings at its left and above it, outermost first. */
export type Headings = { readonly row: readonly string[]; readonly column: readonly string[] }

/**
 * The headings of a cell. The nearest text in each direction, and the texts that stand directly behind it (a group over a column);
 * a line across the whole form is its title and heads nothing, and neither does a label that ends in a colon.
 */
export function headingsOf(grid: SheetGrid, cell: string): Headings {
  const place = cellIndex(cell)
  if (place === undefined) return { row: [], column: [] }
  return {
    row: textsFrom(grid, place, (at) => ({ row: at.row, column: at.column - 1 })),
    column: textsFrom(grid, place, (at) => ({ row: at.row - 1, column: at.column })),
  }
}

function textsFrom(grid: SheetGrid, start: CellIndex, next: (at: CellIndex) => CellIndex): string[] {
  const texts: string[] = []
  let last: TemplateCell | undefined
  for (let at = next(start); at.row >= 0 && at.column >= 0; at = next(at)) {
    const cell = grid.covering(at)
    if (cell !== undefined && cell === last) continue
    last = cell
    if (cell?.kind === 'text' && !isTitle(grid, at) && !isLabel(cell.text))
      texts.unshift(cell.text.replace(/\s+/g, ' ').trim())
    else if (texts.length > 0) break
  }
  return texts
}

/** 填报单位：, 报告期：: a place for words of its own, and no heading of what stands below. */
function isLabel(text: string): boolean {
  return /[:：]\s*$/.test(text)
}

function isTitle(grid: SheetGrid, at: CellIndex): boolean {
  const range = grid.mergeAt(at)
  return range !== undefined && grid.columns > 2 && range.right - range.left + 1 >= grid.columns * 0.8
}
