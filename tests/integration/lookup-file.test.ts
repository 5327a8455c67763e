import { afterAll, beforeAll, expect, it } from 'vitest'
import type { OutputOf } from '../../src-contract/contract.ts'
import type { SubjectId } from '../../src-contract/ids.ts'
import type { Purpose } from '../../src-contract/purposes.ts'
import { ask, idOf, jcj, jz, mz, openStationWith, under, wg, yj, zj } from '../support/lookup-records.ts'
import { orThrow, type TestStation } from '../support/station.ts'
import { SetClock } from '../support/test-context.ts'

const id = idOf('19880808')
const home = '东渚区和平路18号金桂花园3号楼2单元1203室'
const records = [
  jz('郑明珠', {
    idNumber: id,
    birthDate: '1988-08-08',
    phone: '12900002001',
    address: home,
    registeredOn: '2024-01-01',
  }),
  mz('郑明珠', { idNumber: id, address: '东渚区和平路18号金桂花园3号楼2单元1204室', acceptedOn: '2025-01-01' }),
  zj('郑明朱', { idNumber: id, address: '东渚区和平路18号金桂花园3-2-1203', leaseStart: '2026-01-01' }),
  wg('郑小宝', { phone: '12900002001', address: home, eventOn: '2026-01-01' }),
  jcj({ name: '钱乙一', phone: '12900002001', address: home }),
  yj('福来餐饮店', { address: home, rectification: '已销号' }),
  jz('孙务工', { idNumber: idOf('19900909'), employer: '福來餐饮店', address: '东渚区和平路99号' }),
  jz('李别处', { idNumber: idOf('19910909'), employer: '福来餐饮总店', address: '东渚区和平路98号' }),
]
/** Everything that must not cross the port in plain. */
const secrets = [id, '郑明', '郑小宝', '钱乙一', '12900002001', '1203', '1204']

const clock = new SetClock('2026-11-21T02:00:00.000Z')
let station: TestStation
beforeAll(async () => {
  station = await openStationWith(records, { clock })
})
afterAll(() => station.close())

async function open(purpose: Purpose): Promise<OutputOf<'lookup.open'>> {
  // Under P09 the whole number is what opens the file.
  const [hit] = (await ask(station, id, { purpose: purpose === 'P09' ? 'P09' : 'P02' })).hits
  if (!hit) throw new Error('nobody found')
  return orThrow(await station.as('clerk', 'lookup.open', { subjectId: hit.subjectId, ...under(purpose) }))
}

it('a file says what contradicts itself, which two records say it, and nothing in plain', async () => {
  const file = await open('P09')
  expect(file.conflicts.map(({ kind, system, against }) => [kind, system, against?.system])).toEqual([
    ['DOOR_MISMATCH', 'MZ', 'JZ'],
  ])
  const answer = JSON.stringify(file)
  for (const secret of secrets) expect(answer.includes(secret), secret).toBe(false)
})

it('a conflict with a record that the purpose closes is not told', async () => {
  expect((await open('P02')).conflicts).toEqual([])
})

it('the headline says where its values come from and who says otherwise', async () => {
  const { reasons } = await open('P02')
  expect(reasons.find(({ element }) => element === 'name')).toMatchObject({ system: 'JZ', differing: ['ZJ'] })
  expect(reasons.find(({ element }) => element === 'address')).toMatchObject({ system: 'JZ', differing: [] })
  expect(reasons.find(({ element }) => element === 'birthDate')).toMatchObject({ system: 'JZ', differing: [] })
})

it('relations name other files by kind, as far as the purpose opens them, masked', async () => {
  expect((await open('P03')).relations.map(({ kind, name }) => [kind, name])).toEqual([['incident', '钱*']])
  expect((await open('P02')).relations.map(({ kind, name }) => [kind, name])).toEqual([['same-phone', '郑*']])
  expect((await open('P09')).relations).toEqual([])
})

it('who works where is told both ways, where the purpose opens what the person’s record says of it', async () => {
  const open = async (subjectId: SubjectId, purpose: Purpose) =>
    orThrow(await station.as('clerk', 'lookup.open', { subjectId, ...under(purpose) })).relations
  const [person] = (await ask(station, '孙务工')).hits
  const [firm] = (await ask(station, '福来餐饮店', under('P05'))).hits
  if (!person || !firm) throw new Error('not found')
  expect(await open(person.subjectId, 'P02')).toMatchObject([
    { kind: 'works-at', subjectId: firm.subjectId, about: 'organisation', name: '福来餐饮店', systems: ['JZ'] },
  ])
  const employed = (await open(firm.subjectId, 'P02')).filter(({ kind }) => kind === 'employs')
  expect(employed).toMatchObject([{ subjectId: person.subjectId, name: '孙*', systems: ['JZ'] }])
  // P04 opens of JZ who somebody is, P05 nothing.
  expect((await open(person.subjectId, 'P04')).filter(({ kind }) => kind === 'works-at')).toEqual([])
  expect((await open(firm.subjectId, 'P05')).filter(({ kind }) => kind === 'employs')).toEqual([])
})

it('a comparison answers yes or no in any spelling, is audited without the value, and is limited', async () => {
  const file = await open('P02')
  const record = file.columns.find(({ system }) => system === 'JZ')?.records[0]
  if (!record) throw new Error('no record')
  const compare = (field: string, value: string, purpose: Purpose = 'P02') =>
    station.as('clerk', 'lookup.compare', { recordId: record.recordId, field, value, ...under(purpose) })
  const same = async (field: string, value: string) => orThrow(await compare(field, value)).same
  expect(await same('idNumber', id.toLowerCase())).toBe(true)
  expect(await same('idNumber', idOf('19880809'))).toBe(false)
  expect(await same('phone', '+86 129 0000 2001')).toBe(true)
  expect(await same('name', '郑明珠')).toBe(true)
  expect(await same('address', '和平路１８号金桂花园3栋2单元1203')).toBe(true)
  expect(await same('address', '和平路18号金桂花园3栋2单元1204')).toBe(false)
  expect(await compare('phone', '12900002001', 'P06')).toMatchObject({ error: { code: 'access/not-in-purpose' } })
  const rows = orThrow(await station.as('auditor', 'audit.list', { actions: ['compare'] })).rows
  expect(rows.map(({ result }) => result)).toEqual(['denied', 'different', 'same', 'same', 'same', 'different', 'same'])
  for (const secret of secrets) expect(JSON.stringify(rows).includes(secret), secret).toBe(false)
})

it('guessing by comparisons ends after twenty in ten minutes', async () => {
  const file = await open('P02')
  const record = file.columns.find(({ system }) => system === 'JZ')?.records[0]
  if (!record) throw new Error('no record')
  const guess = () =>
    station.as('clerk', 'lookup.compare', { recordId: record.recordId, field: 'phone', value: '129', ...under('P02') })
  let answers = 0
  while ((await guess()).ok) answers += 1
  expect(answers).toBeLessThanOrEqual(20)
  expect(await guess()).toMatchObject({ error: { code: 'access/too-many-comparisons', retryable: true } })
  clock.ms += 11 * 60_000
  expect((await guess()).ok).toBe(true)
})
