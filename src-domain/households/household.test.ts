import { expect, test } from 'vitest'
import divisionList from '../../resources/catalogs/divisions/demo.json' with { type: 'json' }
import type { SystemId } from '../../src-contract/systems.ts'
import type { Division } from '../addresses/address.ts'
import { parseAddress } from '../addresses/parse-address.ts'
import type { ConflictRecord } from '../conflicts/conflict-kinds.ts'
import { placeSaid, readRecord } from '../conflicts/read-record.ts'
import { agreementOf, livesHere, saidOf, type Said } from './household.ts'

const parse = (address: string) => parseAddress(address, { divisions: divisionList.divisions as readonly Division[] })
const home = placeSaid(parse('梧桐苑3栋2单元1203室'))
const today = '2026-03-05'

let last = 0
function record(system: SystemId, fields: Record<string, string>): ConflictRecord {
  last += 1
  return readRecord({ system, nativeId: String(last), fields }, parse)
}
const registered = (address = '梧桐苑3栋2单元1203室', status = '登记') => record('JZ', { address, status })
const inGrid = (address = '梧桐苑3-2-1203', lastEvent = '走访') => record('WG', { address, lastEvent })
const atProperty = (more: Record<string, string> = {}) =>
  record('WY', { estate: '梧桐苑', building: '3', unit: '2', room: '1203', ...more })

const said = (...records: ConflictRecord[]): Said => saidOf(records, home, today)

test('a home written in three ways is one home, and three systems that say so agree', () => {
  const person = said(registered(), inGrid(), atProperty())
  expect(person).toEqual({ JZ: 'here', WG: 'here', WY: 'here', ZJ: 'silent' })
  expect(agreementOf([person])).toBe('agree')
})

test('a person who moved out by one list and is registered by another is a contradiction', () => {
  const person = said(registered(), atProperty({ movedOut: '2026-01-09' }))
  expect(person.WY).toBe('left')
  expect(agreementOf([person])).toBe('differ')
})

test('a room that is off by a slip, and a newer home elsewhere, are contradictions', () => {
  expect(agreementOf([said(registered(), inGrid('梧桐苑3栋2单元1204室'))])).toBe('differ')
  const elsewhere = said(registered('海棠苑1栋1单元101室'), inGrid())
  expect(elsewhere).toMatchObject({ JZ: 'elsewhere', WG: 'here' })
  expect(agreementOf([elsewhere])).toBe('differ')
})

test('somebody whom one of two complete registers does not have is a gap, one missing in the property list is not', () => {
  const known = said(registered(), inGrid(), atProperty())
  expect(agreementOf([known, said(registered(), inGrid())])).toBe('agree')
  expect(agreementOf([known, said(inGrid())])).toBe('gaps')
  expect(agreementOf([said(atProperty())])).toBe('gaps')
})

test('an owner who lives elsewhere contradicts nobody, and a lease that ran out neither', () => {
  const owner = said(registered('海棠苑1栋1单元101室'), atProperty({ occupantKind: '业主' }))
  expect(owner.WY).toBe('owner')
  expect(livesHere(owner)).toBe(false)
  const lease = record('ZJ', { address: '梧桐苑3栋2单元1203室', leaseStart: '2024-01-01', leaseEnd: '2025-12-31' })
  const tenant = said(registered(), inGrid(), lease)
  expect(tenant.ZJ).toBe('left')
  expect(agreementOf([owner, tenant])).toBe('agree')
})

test('a home that nobody tells of has nobody', () => {
  expect(agreementOf([])).toBe('nobody')
  expect(agreementOf([said(registered('梧桐苑3栋2单元1203室', '变更'))])).toBe('nobody')
})
