import { expect, test } from 'vitest'
import { residents } from '../../../src-domain/books/l02-residents.book.ts'
import { commonSteps } from './common-steps.ts'

const book = residents.definition
const ids = (rows: Parameters<typeof commonSteps>[1]) => commonSteps(book, rows).map((one) => one.id)

test('entries in one state are offered the steps of that state', () => {
  const steps = ids([
    { state: 'present', stage: 'filed' },
    { state: 'present', stage: 'filed' },
  ])
  expect(steps).toContain('leave')
  expect(steps).not.toContain('return')
})

test('entries in different states have no step in common, and neither has one that waits or is void', () => {
  expect(
    ids([
      { state: 'present', stage: 'filed' },
      { state: 'left', stage: 'filed' },
    ]),
  ).toEqual([])
  expect(ids([{ state: 'present', stage: 'in-review' }])).toEqual([])
  expect(ids([{ state: 'present', stage: 'voided' }])).toEqual([])
  expect(ids([])).toEqual([])
})
