import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Preference } from '../../src-contract/features/preferences.contract.ts'
import type { BookId } from '../../src-contract/books.ts'
import type { Role } from '../../src-contract/roles.ts'
import { q } from '../../src-core/query.ts'
import { openTestStation, orThrow, type TestStation } from '../support/station.ts'

let station: TestStation
beforeAll(async () => {
  station = await openTestStation()
})
afterAll(() => station.close())

const chosen = async (role: Role) => orThrow(await station.as(role, 'preferences.get', {})).chosen
const choose = async (role: Role, preference: Preference) =>
  orThrow(await station.as(role, 'preferences.set', { preference }))
const visits = 'L06' as BookId

it('a new account has chosen nothing', async () => {
  expect(await chosen('clerk')).toEqual([])
})

it('the last choice of each kind and list counts, and is the own one only', async () => {
  await choose('clerk', { name: 'language', value: 'en' })
  await choose('clerk', { name: 'zoom', value: 1.5 })
  await choose('clerk', { name: 'zoom', value: 1.25 })
  await choose('clerk', { name: 'grid', list: visits, value: { widths: { number: 200 }, hidden: [] } })
  await choose('clerk', { name: 'grid', list: visits, value: { widths: { number: 220 }, hidden: ['beat'] } })
  await choose('clerk', { name: 'grid', list: 'imports', value: { widths: {}, hidden: ['rows'] } })
  await choose('officer', { name: 'scheme', value: 'dark' })
  expect(await chosen('clerk')).toEqual([
    { name: 'grid', list: 'L06', value: { widths: { number: 220 }, hidden: ['beat'] } },
    { name: 'grid', list: 'imports', value: { widths: {}, hidden: ['rows'] } },
    { name: 'language', value: 'en' },
    { name: 'zoom', value: 1.25 },
  ])
  expect(await chosen('officer')).toEqual([{ name: 'scheme', value: 'dark' }])
})

it.each([
  { name: 'language', value: 'fr' },
  { name: 'zoom', value: 3 },
  { name: 'grid', list: 'somewhere', value: { widths: {}, hidden: [] } },
  { name: 'grid', list: 'L06', value: { widths: { number: 12.5 }, hidden: [] } },
  { name: 'grid', list: 'L06', value: { widths: {}, hidden: ['王伟'] } },
  { name: 'grid', list: 'L06', value: { widths: {}, hidden: [], note: 'anything' } },
  { name: 'note', value: 'anything' },
])('%j is no choice that can be kept', async (preference) => {
  const before = await chosen('clerk')
  const result = await station.as('clerk', 'preferences.set', { preference: preference as Preference })
  expect(result.ok ? 'ok' : result.error.code).toBe('rpc/invalid-input')
  expect(await chosen('clerk')).toEqual(before)
})

it('what another version of the program wrote is left out and breaks nothing', async () => {
  await station.logIn('officer')
  const db = station.core.gate.session?.db
  db?.run(q.updateTable('account_preferences').set({ value: '{"name":"mood"}' }).where('name', '=', 'scheme'))
  expect(await chosen('officer')).toEqual([])
})
