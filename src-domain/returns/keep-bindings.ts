import type { BoundCell, CellPlace, TemplateSheet } from '../../src-contract/features/returns.shapes.ts'
import { placeProblem } from './binding-check.ts'
import { headingsOf } from './headings.ts'
import { sheetGrid } from './sheet-grid.ts'

/**
 * Which bindings a newer edition of a form takes over: those whose cell can still be filled and has the same headings. A row that
 * was put in above moves all others, and a number under a wrong heading is worse than none.
 */
export function keepBindings(
  bindings: readonly BoundCell[],
  before: readonly TemplateSheet[],
  after: readonly TemplateSheet[],
): { kept: BoundCell[]; dropped: CellPlace[] } {
  const kept: BoundCell[] = []
  const dropped: CellPlace[] = []
  for (const bound of bindings) {
    const same = headings(before, bound) === headings(after, bound)
    if (same && placeProblem(after, bound, bound.binding) === undefined) kept.push(bound)
    else dropped.push({ sheet: bound.sheet, cell: bound.cell })
  }
  return { kept, dropped }
}

function headings(sheets: readonly TemplateSheet[], { sheet: name, cell }: CellPlace): string {
  const sheet = sheets.find((one) => one.name === name)
  return sheet === undefined ? '' : JSON.stringify(headingsOf(sheetGrid(sheet), cell))
}
