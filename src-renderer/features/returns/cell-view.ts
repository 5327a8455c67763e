import type { BookDefinition } from '../../../src-contract/books.ts'
import type {
  Binding,
  CountBinding,
  Filled,
  FilledCell,
  FormulaResult,
  TemplateCell,
  TemplateSheet,
} from '../../../src-contract/features/returns.shapes.ts'
import { headingsOf } from '../../../src-domain/returns/headings.ts'
import { sheetGrid } from '../../../src-domain/returns/sheet-grid.ts'
import type { Label } from '../../text/language.ts'
import type { Text } from '../../text/zh-CN.ts'

/** Everything that is known of one cell of the form. */
export type CellView = {
  readonly cell: string
  readonly template: TemplateCell | undefined
  readonly filled: FilledCell | undefined
  readonly formula: FormulaResult | undefined
  readonly input: boolean
}

export type CellState = 'bound' | 'gap' | 'unbound' | 'formula' | 'plain'

export function stateOf(view: CellView): CellState {
  if (view.filled !== undefined) return view.filled.gap === null ? 'bound' : 'gap'
  if (view.template?.kind === 'formula') return 'formula'
  return view.input ? 'unbound' : 'plain'
}

/** Whether a number differs from what was sent, or comes from other records. */
export function differs(view: CellView, compared: boolean): boolean {
  if (!compared) return false
  const { filled, formula } = view
  if (filled !== undefined)
    return (
      filled.binding.kind === 'count' &&
      (filled.value !== filled.sent || filled.added + filled.removed + filled.changed > 0)
    )
  return formula !== undefined && formula.value !== formula.sent
}

/** A sheet's cells by name. */
export function viewsOf(sheet: TemplateSheet, filled: Filled | undefined): (cell: string) => CellView {
  const cells = new Map(sheet.cells.map((one) => [one.cell, one]))
  const own = <T extends { sheet: string; cell: string }>(list: readonly T[] = []) =>
    new Map(list.filter((one) => one.sheet === sheet.name).map((one) => [one.cell, one]))
  const values = own(filled?.cells)
  const formulas = own(filled?.formulas)
  const inputs = new Set(sheet.inputs)
  return (cell) => ({
    cell,
    template: cells.get(cell),
    filled: values.get(cell),
    formula: formulas.get(cell),
    input: inputs.has(cell),
  })
}

/** What the form says about a cell: `B01 / 走访 / 走访户次`. */
export function headingText(sheet: TemplateSheet, cell: string): string {
  const { row, column } = headingsOf(sheetGrid(sheet), cell)
  return [...row.filter((text) => !/^\d+$/.test(text)), ...column].join(' / ')
}

type Words = { words: Text['returns']['binding']; label: (label: Label) => string }

/** A count in words, part by part: book, what belongs to the period, state, kind, beat. */
export function countParts(
  binding: CountBinding,
  books: readonly BookDefinition[],
  { words, label }: Words,
): (readonly [name: string, value: string])[] {
  const book = books.find((one) => one.id === binding.book)
  const state = book?.states.find((one) => one.id === binding.state)
  const field = book?.fields.find((one) => one.key === binding.field)
  const option = field?.options.find((one) => one.value === binding.value)
  const sum = book?.fields.find((one) => one.key === binding.sum)
  return [
    [words.book, book ? `${binding.book} ${label(book.label)}` : binding.book],
    [words.basis, words.bases[binding.basis]],
    [words.state, binding.state === null ? words.anyState : state ? label(state.label) : binding.state],
    ...(binding.stage === 'filed' ? [] : [[words.stage, words.stages[binding.stage]] as const]),
    ...(binding.field === null
      ? []
      : [[field ? label(field.label) : binding.field, option ? label(option.label) : (binding.value ?? '')] as const]),
    [words.beat, binding.beat ?? words.anyBeat],
    ...(binding.sum === null ? [] : [[words.sum, words.sumOf(sum ? label(sum.label) : binding.sum)] as const]),
  ]
}

/** The same in as few words as go into a cell. */
export function shortBinding(binding: Binding, books: readonly BookDefinition[], words: Words): string {
  if (binding.kind === 'text') return words.words.words[binding.what]
  const unsaid = new Set([words.words.anyState, words.words.anyBeat, words.words.bases.occurred])
  return countParts(binding, books, words)
    .map(([, value], at) => (at === 0 ? binding.book : value))
    .filter((value) => !unsaid.has(value))
    .join(' ')
}
