import type { Filled, TemplateSheet } from '../../../src-contract/features/returns.shapes.ts'
import type { CellChange } from './template/sheet-xml.ts'

/** What is written into the template: numbers, words of the form, results of its formulas; what is not known is left empty and yellow. */
export function changesFor(
  filled: Pick<Filled, 'cells' | 'formulas' | 'unbound'>,
  sheets: readonly TemplateSheet[],
): Map<string, Map<string, CellChange>> {
  const changes = new Map(sheets.map((sheet) => [sheet.name, new Map<string, CellChange>()]))
  const texts = new Map(
    sheets.flatMap((sheet) =>
      sheet.cells
        .filter((cell) => cell.kind === 'text')
        .map((cell): [string, string] => [`${sheet.name}!${cell.cell}`, cell.text]),
    ),
  )
  const put = (sheet: string, cell: string, change: CellChange) => changes.get(sheet)?.set(cell, change)
  for (const { sheet, cell } of filled.unbound) put(sheet, cell, { kind: 'empty' })
  for (const { sheet, cell, value } of filled.formulas) put(sheet, cell, { kind: 'result', value })
  for (const { sheet, cell, binding, value, text, gap } of filled.cells) {
    // The template has no such cell any more, or has something else in it.
    if (gap === 'cell-gone') continue
    if (binding.kind === 'count') put(sheet, cell, value === null ? { kind: 'empty' } : { kind: 'number', value })
    else if (text !== null) put(sheet, cell, { kind: 'text', text: `${texts.get(`${sheet}!${cell}`) ?? ''}${text}` })
  }
  return changes
}

/** Cells that the file leaves empty although they are meant to be filled in. */
export function emptyCells(filled: Pick<Filled, 'cells' | 'unbound'>): number {
  return filled.unbound.length + filled.cells.filter((cell) => cell.gap !== null).length
}
