import type { BookDefinition } from '../../src-contract/books.ts'
import type {
  Binding,
  CellPlace,
  CountBinding,
  Gap,
  TemplateSheet,
} from '../../src-contract/features/returns.shapes.ts'
import { isInside } from './inputs.ts'
import { mergedInto, sheetGrid } from './sheet-grid.ts'

export type BookDefinitions = ReadonlyMap<string, BookDefinition>

/** Why a place of the form cannot be filled. */
export type PlaceProblem =
  | { readonly reason: 'outside' | 'hidden' | 'formula' | 'has-text' }
  | { readonly reason: 'merged-away'; readonly into: string }

/** Why a count cannot be meant so, beyond what a gap says of a count that could be meant once. */
export type BindingProblem = Gap | 'state-needed' | 'value-needed'

/**
 * Whether a place of a template can take this binding. A count goes into a blank or a number; words of the form itself may also
 * stand behind a text that is there (填报单位：…).
 */
export function placeProblem(
  sheets: readonly TemplateSheet[],
  { sheet: name, cell }: CellPlace,
  binding: Binding,
): PlaceProblem | undefined {
  const sheet = sheets.find((one) => one.name === name)
  if (sheet === undefined) return { reason: 'outside' }
  if (sheet.hidden) return { reason: 'hidden' }
  if (!isInside(sheet, cell)) return { reason: 'outside' }
  const into = mergedInto(sheetGrid(sheet), cell)
  if (into !== undefined) return { reason: 'merged-away', into }
  const found = sheet.cells.find((one) => one.cell === cell)
  if (found?.kind === 'formula') return { reason: 'formula' }
  if (binding.kind === 'count' && (found?.kind === 'text' || found?.kind === 'date')) return { reason: 'has-text' }
  return undefined
}

/** Whether a count can be made as the books are today. */
export function countProblem(
  binding: CountBinding,
  books: BookDefinitions,
  beats: readonly string[],
): BindingProblem | undefined {
  const book = books.get(binding.book)
  if (book === undefined) return 'book-gone'
  if (binding.state === null && binding.basis === 'reached') return 'state-needed'
  if (binding.state !== null && !book.states.some((state) => state.id === binding.state)) return 'state-gone'
  const kind = choiceProblem(binding, book)
  if (kind !== undefined) return kind
  if (binding.sum !== null && !book.fields.some((field) => field.key === binding.sum && field.kind === 'number'))
    return 'field-gone'
  if (binding.beat !== null && beats.length > 0 && !beats.includes(binding.beat)) return 'beat-gone'
  return undefined
}

function choiceProblem({ field: key, value }: CountBinding, book: BookDefinition): BindingProblem | undefined {
  if (key === null) return value === null ? undefined : 'field-gone'
  const field = book.fields.find((one) => one.key === key)
  // The beats of a station are no options of the book; they have a place of their own in the binding.
  if (field === undefined || key === 'beat' || (field.kind !== 'choice' && field.kind !== 'choices'))
    return 'field-gone'
  if (value === null) return 'value-needed'
  return field.options.some((option) => option.value === value) ? undefined : 'value-gone'
}
