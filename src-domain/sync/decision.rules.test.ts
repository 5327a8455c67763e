import { expect, test } from 'vitest'
import type { ConflictField } from '../../src-contract/sync/push.ts'
import { decidedTogether, decisionOf, sidesIn, type Side } from './decision.rules.ts'

const field = (name: string | null): ConflictField => ({
  field: name,
  base: 'b',
  mine: `m ${name}`,
  theirs: `t ${name}`,
})
const together = (table: string, book: string | null, ...names: (string | null)[]) =>
  decidedTogether(table, book, names.map(field))

test('fields of an entry are decided on by themselves, but what says who somebody is goes together', () => {
  expect(together('entries', 'L08', 'v.object', 'v.description', 'beat')).toEqual([
    ['v.object'],
    ['v.description'],
    ['beat'],
  ])
  expect(together('entries', 'L02', 'v.name', 'v.phone', 'v.documentNumber', 'v.birthDate')).toEqual([
    ['v.name', 'v.documentNumber', 'v.birthDate'],
    ['v.phone'],
  ])
  expect(together('entries', 'L10', 'v.startTime', 'v.endTime')).toEqual([['v.startTime', 'v.endTime']])
  // Two different people.
  expect(together('entries', 'L07', 'v.partyA', 'v.partyB')).toHaveLength(2)
})

test('with a step of the life cycle, a deletion, an unknown book or another table all of it is one', () => {
  expect(together('entries', 'L08', 'v.object', 'stage')).toEqual([['v.object', 'stage']])
  expect(together('entries', 'L08', null)).toEqual([[null]])
  expect(together('entries', 'L99', 'v.object', 'v.description')).toHaveLength(1)
  expect(together('duty_rows', null, 'from', 'to')).toHaveLength(1)
  expect(together('returns', null, 'name', 'issuer')).toHaveLength(2)
})

test('what is counted of the values is asked only where nothing else is', () => {
  expect(together('entries', 'L08', 'fieldsFilled', 'v.object')).toEqual([['v.object']])
  expect(together('entries', 'L08', 'fieldsFilled')).toEqual([['fieldsFilled']])
})

test('a decision says what was seen of every field when they are put together, and nothing when all that stands is kept', () => {
  const disputed = ['v.object', 'v.description', 'fieldsFilled'].map(field)
  const decide = (object: Side, description: Side) =>
    decisionOf(
      disputed,
      'theirs',
      new Map([
        ['v.object', object],
        ['v.description', description],
      ]),
    )
  expect(decide('mine', 'theirs')).toEqual({
    choice: 'merged',
    fields: {
      'v.object': { base: 't v.object', value: 'm v.object' },
      'v.description': { base: 't v.description', value: 't v.description' },
      fieldsFilled: { base: 't fieldsFilled', value: 't fieldsFilled' },
    },
  })
  expect(decide('theirs', 'theirs')).toEqual({ choice: 'theirs', fields: {} })
  expect(decide('mine', 'mine')).toEqual(decisionOf(disputed, 'mine'))
  // It can be told from what was sent, to be sent again.
  for (const [object, description] of [
    ['mine', 'theirs'],
    ['theirs', 'mine'],
  ] as const) {
    const decision = decide(object, description)
    const again = decisionOf(disputed, 'theirs', sidesIn(disputed, decision))
    expect(again).toEqual(decision)
  }
  expect(sidesIn(disputed, decide('mine', 'mine'))).toBeUndefined()
})
