import { expect, it } from 'vitest'
import type { Mutation } from '../../src-contract/sync/push.ts'
import { rulesWithSteps } from './step-chain.rules.ts'

const entry = { table: 'entries', id: 'e' }
const fields = { book: 'L08' }
const told = (from: string, to: string, of = 'e'): Mutation => {
  const change = (value: string) => ({ base: null, value })
  return {
    ...{ seq: 1, mid: 'm', txn: 't', txnSize: 1, table: 'entry_events', id: `${from}.${to}`, op: 'put', baseVer: 0 },
    ...{ at: '2026-03-05T00:00:00.000Z', actor: 'a' },
    fields: { entry: change(of), from: change(from), to: change(to) },
  } as Mutation
}
const passes = (to: string, ...steps: Mutation[]): boolean =>
  rulesWithSteps(entry, steps).mayPass('state', 'found', to, fields)

it('an entry comes as far as the steps lead that are told with it', () => {
  expect(passes('ordered')).toBe(true)
  expect(passes('rectified')).toBe(false)
  expect(passes('rectified', told('found', 'ordered'), told('ordered', 'rectified'))).toBe(true)
  const all = [told('found', 'ordered'), told('ordered', 'rectified'), told('rectified', 'reinspected')]
  expect(passes('closed', ...all)).toBe(false)
  expect(passes('closed', ...all, told('reinspected', 'closed'))).toBe(true)
})

it('not over a step that there is not, nor over those of another entry', () => {
  expect(passes('closed', told('found', 'closed'))).toBe(false)
  expect(passes('rectified', told('found', 'ordered', 'other'), told('ordered', 'rectified', 'other'))).toBe(false)
  expect(rulesWithSteps({ table: 'reviews', id: 'e' }, [told('a', 'b')]).mayPass('status', 'decided', 'open', {})).toBe(
    false,
  )
})
