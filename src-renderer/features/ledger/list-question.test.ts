import { expect, test } from 'vitest'
import { residents } from '../../../src-domain/books/l02-residents.book.ts'
import { initialList, listOfView, narrowed, questionOf, viewOfList } from './list-question.ts'

const book = residents.definition
const list = initialList(book)

test('an untouched list asks for the book in its own order', () => {
  expect(questionOf(book, list)).toEqual({
    book: 'L02',
    sort: { by: book.list.sort, descending: true },
    filters: [],
  })
  expect(narrowed(list)).toBe(false)
})

test('dates are understood as people write them; what is no date asks nothing', () => {
  expect(questionOf(book, { ...list, from: '2026年3月5日', to: '2026-02-30' })).toMatchObject({ from: '2026-03-05' })
  expect(questionOf(book, { ...list, to: '2026-02-30' })).not.toHaveProperty('to')
  expect(narrowed({ ...list, to: '2026-02-30' })).toBe(false)
})

test('a view brings back conditions, state and order, but no text that was searched for', () => {
  const asked = {
    ...list,
    text: '闫鸿宏',
    state: 'left',
    stage: 'in-review' as const,
    filters: [{ field: 'householdStatus', op: 'is' as const, value: 'registered-here' }],
    sort: { by: 'number', descending: false },
  }
  const kept = viewOfList(asked)
  expect(JSON.stringify(kept)).not.toContain('闫')
  const view = { viewId: 'v', book: book.id, name: '离开', columns: [], ...kept }
  expect(listOfView(book, view)).toEqual({ ...asked, text: '' })
})
