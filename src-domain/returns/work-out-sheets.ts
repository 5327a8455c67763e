import type { CellPlace, TemplateCell, TemplateSheet } from '../../src-contract/features/returns.shapes.ts'
import { workOut, type Operand } from './formula.ts'

export type FilledPlace = CellPlace & { readonly value: number | null; readonly text: string | null }
export type WorkedFormula = CellPlace & { readonly value: number | null; readonly incomplete: boolean }

/** Formulas that refer to each other one after the other. */
const longestChain = 300

type Outcome = { readonly value: number | null; readonly incomplete: boolean }

/**
 * The formulas of the visible sheets with the values that go into their cells. A total is incomplete when a cell that it adds up is
 * meant to be filled in and is empty.
 */
export function workOutSheets(sheets: readonly TemplateSheet[], filled: readonly FilledPlace[]): WorkedFormula[] {
  const visible = sheets.filter((sheet) => !sheet.hidden)
  const cells = new Map(
    visible.flatMap((sheet) => sheet.cells.map((cell): [string, TemplateCell] => [`${sheet.name}!${cell.cell}`, cell])),
  )
  const inputs = new Set(visible.flatMap((sheet) => sheet.inputs.map((cell) => `${sheet.name}!${cell}`)))
  const values = new Map(filled.map((one) => [`${one.sheet}!${one.cell}`, one]))
  const names = new Set(visible.map((sheet) => sheet.name))
  const done = new Map<string, Outcome>()
  const underWay = new Set<string>()

  function operand(sheet: string, name: string): Operand {
    // Hidden sheets and other files are not read: what stands there is not known.
    if (!names.has(sheet)) return { kind: 'other' }
    const key = `${sheet}!${name}`
    const value = values.get(key)
    if (value !== undefined) return value.value === null ? { kind: 'blank' } : { kind: 'number', value: value.value }
    const cell = cells.get(key)
    if (cell === undefined || cell.kind === 'blank' || inputs.has(key)) return { kind: 'blank' }
    if (cell.kind === 'formula') {
      const { value: result } = outcome(key, sheet, cell.formula ?? '')
      return result === null ? { kind: 'other' } : { kind: 'number', value: result }
    }
    const number = cell.kind === 'number' ? Number(cell.text) : Number.NaN
    return Number.isFinite(number) ? { kind: 'number', value: number } : { kind: 'other' }
  }

  function outcome(key: string, sheet: string, formula: string): Outcome {
    const known = done.get(key)
    if (known !== undefined) return known
    if (underWay.has(key) || underWay.size > longestChain) return { value: null, incomplete: false }
    underWay.add(key)
    const { value, used } = workOut(formula, sheet, operand)
    const incomplete = used.some((one) => {
      const bound = values.get(one)
      if (bound !== undefined) return bound.value === null && bound.text === null
      return inputs.has(one) || (done.get(one)?.incomplete ?? false)
    })
    underWay.delete(key)
    done.set(key, { value, incomplete })
    return { value, incomplete }
  }

  return visible.flatMap((sheet) =>
    sheet.cells
      .filter((cell) => cell.kind === 'formula')
      .map((cell) => ({
        sheet: sheet.name,
        cell: cell.cell,
        ...outcome(`${sheet.name}!${cell.cell}`, sheet.name, cell.formula ?? ''),
      })),
  )
}
