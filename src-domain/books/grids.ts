import type { FieldProblem } from '../../src-contract/books.ts'
import { normaliseText } from '../text/normalise.ts'
import type { Values } from './book.ts'
import { draftError } from './problem.ts'

/** One line of the grids field: `name households people organisations`. */
export type Grid = { readonly name: string; readonly counts: readonly [number, number, number] }

/** Totals that the three columns add up to, in the order of a line. */
const totals = ['households', 'population', 'organisations'] as const
const mostGrids = 100

/** A line with blanks, tabs or commas between; units behind the figures (320户) are understood. Null when it is none. */
export function readGrid(line: string): Grid | null {
  const parts = normaliseText(line.replaceAll('\t', ' '))
    .split(/[\s,、;]+/)
    .filter((part) => part !== '')
  if (parts.length < 4) return null
  const counts = parts.slice(-3).map((part) => /^(\d{1,7})(?:户|人|家|个)?$/.exec(part)?.[1])
  const [households, people, organisations] = counts
  if (households === undefined || people === undefined || organisations === undefined) return null
  return { name: parts.slice(0, -3).join(''), counts: [Number(households), Number(people), Number(organisations)] }
}

/** Each grid on a line of its own with single blanks; a line that is none stays as typed, for the check to name it. */
export function settleGrids(values: Values): Values {
  const text = values['grids']
  if (text === undefined) return values
  const lines = linesOf(text).map((line) => {
    const grid = readGrid(line)
    return grid === null ? line.trim() : `${grid.name} ${grid.counts.join(' ')}`
  })
  return { ...values, grids: lines.join('\n') }
}

/** Every line is a grid, no name comes twice, and the totals are the sums. */
export function checkGrids(values: Values): FieldProblem[] {
  const text = values['grids']
  if (text === undefined) return []
  const lines = linesOf(text)
  const grids: Grid[] = []
  const names = new Set<string>()
  for (const [at, line] of lines.entries()) {
    const grid = at < mostGrids ? readGrid(line) : null
    if (grid === null) return [draftError('grids', 'grid-unreadable', { line: at + 1 })]
    if (names.has(grid.name)) return [draftError('grids', 'grid-twice', { line: at + 1 })]
    names.add(grid.name)
    grids.push(grid)
  }
  return totals.flatMap((key, column) => {
    const sum = grids.reduce((total, grid) => total + (grid.counts[column] ?? 0), 0)
    const said = values[key]
    return said === undefined || said === String(sum) ? [] : [draftError(key, 'grids-sum', { sum })]
  })
}

function linesOf(text: string): string[] {
  return text.split('\n').filter((line) => line.trim() !== '')
}
