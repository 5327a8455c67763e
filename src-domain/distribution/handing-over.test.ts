import { expect, it } from 'vitest'
import { distributionActs } from '../../src-contract/distribution.ts'
import type { Fields } from '../../src-contract/sync/protocol.ts'
import { handingOverOfWire, wrongInHandingOver } from './handing-over.ts'

const row: Fields = {
  ...{ entry: 'e', system: 'MZ', act: 'typed', content: '1'.repeat(64), at: '2026-11-20T08:00:00.000Z' },
  ...{ actor: 'a', batch: null, typed: '{"address":"幸福路"}' },
}

it('what happened is read from the wire, where an absent field says the same as null', () => {
  expect(handingOverOfWire('e.MZ.1', row)).toEqual({
    ...{ id: 'e.MZ.1', act: 'typed', hash: '1'.repeat(64), at: '2026-11-20T08:00:00.000Z' },
    ...{ batch: null, receipt: null, reason: null, typed: { address: '幸福路' } },
  })
})

it.each(distributionActs)('%s is known', (act) => {
  expect(handingOverOfWire('e.MZ.1', { ...row, act })).toMatchObject({ act })
})

it.each([
  ['act', { act: 'shared' }],
  ['act', { act: null }],
  ['at', { at: '2026-11-20T08:00:00Z' }],
  ['at', { at: '2026-13-20T08:00:00.000Z' }],
  ['at', { at: null }],
  ['typed', { typed: '{' }],
  ['typed', { typed: 'null' }],
  ['typed', { typed: '["x"]' }],
  ['typed', { typed: '{"address":1}' }],
  ['typed', { typed: 1 }],
])('a wrong %s makes it none: %o', (field, more) => {
  expect(wrongInHandingOver({ ...row, ...more })).toBe(field)
  expect(handingOverOfWire('e.MZ.1', { ...row, ...more })).toBeNull()
})
