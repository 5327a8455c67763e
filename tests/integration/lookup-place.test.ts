import { afterAll, beforeAll, expect, it } from 'vitest'
import type { OutputOf } from '../../src-contract/contract.ts'
import type { Purpose } from '../../src-contract/purposes.ts'
import { ask, idOf, jcj, jz, openStationWith, wg, wy, yj, zj } from '../support/lookup-records.ts'
import { pdfText } from '../support/pdf-text.ts'
import { orThrow, type TestStation } from '../support/station.ts'
import { SetClock } from '../support/test-context.ts'

const building = '东渚区和平路18号金桂花园3号楼'
const home = `${building}2单元1203室`
const [father, mother, neighbour] = [idOf('19880808'), idOf('19900101'), idOf('19700303')]
const unit = { estate: '金桂花园', building: '3号楼', unit: '2单元' }
const records = [
  jz('郑明珠', { idNumber: father, birthDate: '1988-08-08', address: home, registeredOn: '2024-01-01' }),
  jz('王小兰', { idNumber: mother, birthDate: '1990-01-01', address: `${building}2单元12层03室` }),
  wg('郑明珠', { address: '金桂花园3-2-1203', phone: '12900002001', eventOn: '2026-01-01' }),
  zj('郑明珠', { idNumber: father, address: home, leaseStart: '2026-01-01', leaseEnd: '2027-01-01' }),
  wy('郑明珠', { ...unit, room: '1203', phone: '12900002001', movedIn: '2024-01-01', movedOut: '2026-02-01' }),
  jz('钱大山', { idNumber: neighbour, address: `${building}2单元0101室` }),
  zj('钱大山', { idNumber: neighbour, address: '金桂花园3栋2单元101', leaseStart: '2026-01-01' }),
  yj('福来餐饮店', { address: `${building}2单元1203室`, foundOn: '2026-03-01' }),
  jcj({ name: '孙某某', phone: '12900002009', address: home }),
]
/** Names and numbers of people: none of them may cross the port in plain. */
const secrets = [father, mother, neighbour, '郑明', '王小', '钱大', '孙某', '12900002001']

let station: TestStation
beforeAll(async () => {
  station = await openStationWith(records, { clock: new SetClock('2026-11-21T02:00:00.000Z') })
})
afterAll(() => station.close())

type Place = OutputOf<'lookup.place'>
const registers: Partial<Record<Purpose, string>> = { P05: 'YH-2026-1', P06: 'SX-2026-1' }
const access = (purpose: Purpose) => ({ purpose, reference: registers[purpose] ?? 'JQ-2026-1' })

async function placeAsked(text: string, purpose: Purpose = 'P02'): Promise<Place> {
  const [place] = (await ask(station, text, access(purpose))).places
  if (!place) throw new Error(`no place is meant by ${text}`)
  const { recordId, scope } = place
  return orThrow(await station.as('clerk', 'lookup.place', { recordId, scope, ...access(purpose) }))
}

it('a question for a home, in any spelling and without the place, means one home', async () => {
  for (const text of [home, '金桂花园3-2-1203', '3栋2单元1203']) {
    const { places } = await ask(station, text)
    expect(places, text).toHaveLength(1)
    expect(places[0], text).toMatchObject({ scope: 'room', inside: { unit: '2单元', room: '1203室' } })
  }
  expect((await ask(station, '郑明珠')).places).toEqual([])
})

it('the home says who lives there by which system, and that the systems disagree', async () => {
  const file = await placeAsked('3栋2单元1203')
  expect(file.agreement).toBe('differ')
  const people = file.people.map(({ name, livesHere, said }) => ({ name, livesHere, ...said }))
  expect(people).toEqual(
    expect.arrayContaining([
      { name: '郑*', livesHere: true, JZ: 'here', WG: 'silent', WY: 'silent', ZJ: 'here' },
      { name: '郑*', livesHere: false, JZ: 'silent', WG: 'silent', WY: 'left', ZJ: 'silent' },
      { name: '王*', livesHere: true, JZ: 'here', WG: 'silent', WY: 'silent', ZJ: 'silent' },
    ]),
  )
  expect(file.columns.find(({ system }) => system === 'JZ')?.records).toHaveLength(2)
})

it('conflicts of the people are told where they are about this home', async () => {
  const { conflicts } = await placeAsked(home)
  expect(conflicts.map(({ kind, system }) => [kind, system])).toContainEqual(['OCCUPANCY', 'WY'])
})

it('nothing personal of a place crosses the port in plain', async () => {
  const answers = JSON.stringify([await placeAsked(home), await placeAsked('金桂花园3栋')])
  for (const secret of secrets) expect(answers.includes(secret), secret).toBe(false)
})

it('a building shows its homes from the top floor down, with the people of each', async () => {
  const file = await placeAsked('金桂花园3栋')
  expect(file.ref.scope).toBe('building')
  expect(file.rooms.map(({ inside, agreement }) => [inside.room, agreement])).toEqual([
    ['1203室', expect.any(String)],
    ['101室', 'agree'],
  ])
  expect(file.rooms[1]?.people).toMatchObject([{ name: '钱*', systems: ['JZ', 'ZJ'] }])
})

it('a purpose opens only its part: under P05 nobody is named, hazards are', async () => {
  const file = await placeAsked(home, 'P05')
  expect(file.people).toEqual([])
  expect(file.others.map(({ about, name }) => [about, name])).toEqual([['organisation', '福来餐饮店']])
  expect(file.columns.filter(({ records: held }) => held.length > 0).map(({ system }) => system)).toEqual(['WY', 'YJ'])
  const [jzRecord] = (await placeAsked(home)).columns.find(({ system }) => system === 'JZ')?.records ?? []
  if (!jzRecord) throw new Error('no record')
  const closed = { recordId: jzRecord.recordId, scope: 'room', ...access('P05') } as const
  expect(await station.as('clerk', 'lookup.place', closed)).toMatchObject({ error: { code: 'access/not-in-purpose' } })
})

it('a resident’s own request opens no place: others live there too', async () => {
  const { ref } = await placeAsked(home)
  const [own] = (await ask(station, father, access('P09'))).hits
  if (!own) throw new Error('nobody found')
  const file = orThrow(await station.as('clerk', 'lookup.open', { subjectId: own.subjectId, ...access('P09') }))
  expect([file.placeOf, file.columns.some(({ records: held }) => held.some(({ placed }) => placed))]).toEqual([
    null,
    false,
  ])
  const asked = { recordId: ref.recordId, scope: ref.scope, ...access('P09') }
  expect(await station.as('clerk', 'lookup.place', asked)).toMatchObject({ error: { code: 'access/one-person-only' } })
})

it('opening a place is one line of the audit trail, with the records and the purpose', async () => {
  await placeAsked(home)
  const { rows } = orThrow(await station.as('auditor', 'audit.list', { actions: ['view'] }))
  expect(rows[0]).toMatchObject({ purpose: 'P02', record: expect.stringMatching(/^place:\d+$/) as string })
  for (const secret of [...secrets, '1203']) expect(JSON.stringify(rows).includes(secret), secret).toBe(false)
})

it('a printed file holds what the purpose opens, says on each page who printed it and why, and is audited first', async () => {
  const { ref } = await placeAsked(home)
  const of = { recordId: ref.recordId, scope: ref.scope }
  const paper = orThrow(await station.as('clerk', 'lookup.print', { of, ...access('P02') }))
  const text = pdfText(paper.pdf)
  for (const word of ['一房一档', '郑明珠', '王小兰', '不一致', 'P02', 'JQ-2026-1']) expect(text, word).toContain(word)
  expect(text).not.toContain('福来餐饮店')
  const { rows } = orThrow(await station.as('auditor', 'audit.list', { actions: ['print'] }))
  expect(rows[0]).toMatchObject({ purpose: 'P02', reference: 'JQ-2026-1', record: `place:${ref.recordId}` })
  const without = { of, purpose: 'P03' } as const
  expect(await station.as('clerk', 'lookup.print', without)).toMatchObject({
    error: { code: 'access/reference-required' },
  })
  const closed = { of, ...access('P06') } as const
  expect(await station.as('clerk', 'lookup.print', closed)).toMatchObject({ error: { code: 'access/not-in-purpose' } })
})

it('a person and an organisation are printed as well, with what happened when', async () => {
  const [person] = (await ask(station, father, access('P02'))).hits
  if (!person) throw new Error('nobody found')
  const paper = orThrow(
    await station.as('clerk', 'lookup.print', { of: { subjectId: person.subjectId }, ...access('P02') }),
  )
  const text = pdfText(paper.pdf)
  for (const word of ['一人一档', '郑明珠', father, '2024-01-01']) expect(text, word).toContain(word)
  const [firm] = (await ask(station, '福来餐饮店', access('P05'))).hits
  if (!firm) throw new Error('no organisation found')
  const file = orThrow(await station.as('clerk', 'lookup.open', { subjectId: firm.subjectId, ...access('P05') }))
  expect(file.timeline.map(({ on }) => on)).toEqual(['2026-03-01'])
  expect(file.placeOf).not.toBeNull()
})
