import type { z } from 'zod'
import type { BookDefinition } from '../../../src-contract/books.ts'
import type { ListFilter, SavedView, Stage } from '../../../src-contract/features/ledger.shapes.ts'
import type { LocalDate } from '../../../src-contract/ids.ts'
import { readDate } from '../../../src-domain/identifiers/dates.ts'
import type { Sort } from '../../ui/grid-columns.ts'
import { today } from '../../ui/today.ts'
import type { Question } from './use-entry-pages.ts'

export type Filter = z.infer<typeof ListFilter>

/** What a list is asked, as it stands in the boxes above it and in the headings. */
export type ListState = {
  text: string
  state: string
  stage: Stage | ''
  due: 'overdue' | 'soon' | ''
  from: string
  to: string
  filters: readonly Filter[]
  sort: Sort
}

export function initialList(book: BookDefinition): ListState {
  const sort = { by: book.list.sort, descending: true }
  return { text: '', state: '', stage: '', due: '', from: '', to: '', filters: [], sort }
}

/** A date as people write it; null for nothing or what cannot be read. */
export function dayOf(typed: string): LocalDate | null {
  if (typed.trim().length < 4 && !/[\u4e00-\u9fff]/.test(typed)) return null
  return readDate(typed, { today: today(), future: true }).date as LocalDate | null
}

export function questionOf(book: BookDefinition, list: ListState): Question {
  const { text, state, stage, due, filters, sort } = list
  const from = dayOf(list.from)
  const to = dayOf(list.to)
  return {
    book: book.id,
    sort,
    filters: [...filters],
    ...(text.trim() === '' ? {} : { text: text.trim() }),
    ...(state === '' ? {} : { state }),
    ...(stage === '' ? {} : { stage }),
    ...(due === '' ? {} : { due }),
    ...(from === null ? {} : { from }),
    ...(to === null ? {} : { to }),
  }
}

/** Whether anything narrows the list, so that "nothing found" is not said of an empty book. */
export function narrowed(list: ListState): boolean {
  const { sort: _, filters, from, to, ...boxes } = list
  return (
    filters.length > 0 || dayOf(from) !== null || dayOf(to) !== null || Object.values(boxes).some((one) => one !== '')
  )
}

/** The boxes of a saved view; what a view does not say is as in a new list. */
export function listOfView(book: BookDefinition, view: SavedView): ListState {
  const state = view.filters.find((one) => one.field === 'state' && one.op === 'is')
  return {
    ...initialList(book),
    state: state?.value ?? '',
    stage: view.stage ?? '',
    filters: view.filters.filter((one) => one !== state),
    ...(view.sort === null ? {} : { sort: view.sort }),
  }
}

/** What a view keeps of a list: conditions of columns and the order, never a text that was searched for. */
export function viewOfList(list: ListState): Pick<SavedView, 'filters' | 'stage' | 'sort'> {
  const state = list.state === '' ? [] : [{ field: 'state', op: 'is' as const, value: list.state }]
  return { filters: [...state, ...list.filters], stage: list.stage === '' ? null : list.stage, sort: list.sort }
}
