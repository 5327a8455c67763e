import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import type { SubjectId } from '../../src-contract/ids.ts'
import type { Purpose } from '../../src-contract/purposes.ts'
import { appendAudit } from '../../src-core/features/audit/audit.service.ts'
import { jz, openStationWith } from '../support/lookup-records.ts'
import { orThrow, type TestStation } from '../support/station.ts'
import { SetClock } from '../support/test-context.ts'

const clock = new SetClock('2026-11-21T02:00:00.000Z')
let station: TestStation
let colleague = ''
const room = '镜湖北路4号明珠雅筑3号楼2单元1203室'
beforeAll(async () => {
  station = await openStationWith(
    [
      ...Array.from({ length: 3 }, (_, n) =>
        jz(`常见${String.fromCodePoint(0x4e00 + n)}`, { phone: `129000000${10 + n}` }),
      ),
      ...['父', '母', '子', '女'].map((one) => jz(`家${one}`, { address: room })),
    ],
    { clock },
  )
  colleague = station.users.officer.name
})
afterAll(() => station.close())
// Whatever was done before counts no longer.
beforeEach(() => {
  clock.ms += 2 * 3_600_000
})

async function hits(text: string, purpose: Purpose = 'P02') {
  return orThrow(await station.as('clerk', 'lookup.search', { text, purpose, limit: 100 })).hits
}
async function open(subjectId: SubjectId, purpose: Purpose = 'P02') {
  clock.ms += 1_000
  return orThrow(await station.as('clerk', 'lookup.open', { subjectId, purpose }))
}
async function notices(kind: string) {
  const { rows } = orThrow(await station.as('auditor', 'audit.list', { actions: ['unusual'], limit: 500 }))
  return rows.filter(({ result }) => result === kind)
}

/** The clerk opened so many files a while ago, one second apart: rows of the trail, written at once. */
async function opened(files: number, minutesAgo: number): Promise<void> {
  await station.logIn('clerk')
  const open = station.core.gate.session
  if (!open) throw new Error('nobody is logged in')
  const from = clock.ms - minutesAgo * 60_000
  open.db.transaction((tx) => {
    for (let n = 0; n < files; n += 1)
      appendAudit(tx, {
        ...{
          at: new Date(from + n * 1_000).toISOString(),
          monotonicMs: n,
          role: 'clerk',
          action: 'view',
          detail: '{}',
        },
        ...{ actor: open.session.accountId, record: `subject:${1_000 + n}`, purpose: 'P02' },
      })
  })
}

it('thirty files in ten minutes are work; more are told to the auditor, once an hour, with who and how many', async () => {
  const [first, second, third] = await hits('常见')
  if (!first || !second || !third) throw new Error('nobody found')
  await opened(29, 5)
  await open(first.subjectId)
  expect(await notices('many-files')).toEqual([])
  await open(second.subjectId)
  await open(third.subjectId)
  const [notice, ...more] = await notices('many-files')
  expect(more).toEqual([])
  expect(notice).toMatchObject({ role: 'clerk', purpose: 'P02', detail: { count: 31 } })
  expect(orThrow(await station.as('auditor', 'home.today', {})).unusual).toBe(1)
  expect(orThrow(await station.as('clerk', 'home.today', {})).unusual).toBeNull()
  clock.ms += 2 * 3_600_000
  await opened(35, 5)
  await open(first.subjectId)
  expect(await notices('many-files')).toHaveLength(2)
})

it('as many a quarter of an hour ago are not', async () => {
  const before = (await notices('many-files')).length
  const [first] = await hits('常见')
  if (!first) throw new Error('nobody found')
  await opened(60, 15)
  await open(first.subjectId)
  expect(await notices('many-files')).toHaveLength(before)
})

it('a whole family under verification is noticed, under registration it is the work itself', async () => {
  const family = await hits('家')
  expect(family).toHaveLength(4)
  for (const { subjectId } of family) await open(subjectId, 'P01')
  expect(await notices('family')).toEqual([])
  clock.ms += 3_600_000
  for (const { subjectId } of family.slice(0, 3)) await open(subjectId)
  expect(await notices('family')).toEqual([])
  for (const { subjectId } of family.slice(3)) await open(subjectId)
  expect(await notices('family')).toMatchObject([{ detail: { count: 4 } }])
})

it('many plain values in a short time are noticed', async () => {
  const [first] = await hits('常见')
  if (!first) throw new Error('nobody found')
  const { columns } = await open(first.subjectId)
  const recordId = columns.find(({ system }) => system === 'JZ')?.records[0]?.recordId
  if (recordId === undefined) throw new Error('no record')
  const reveal = async () =>
    orThrow(await station.as('clerk', 'lookup.reveal', { recordId, field: 'phone', purpose: 'P02' }))
  for (let n = 0; n < 20; n += 1) await reveal()
  expect(await notices('many-reveals')).toEqual([])
  await reveal()
  const [notice] = await notices('many-reveals')
  expect(notice).toMatchObject({ detail: { count: 21 } })
  expect(JSON.stringify(notice)).not.toMatch(/129000000\d\d/)
})

it('the file of somebody who bears a colleague’s name is noticed', async () => {
  await station.logIn('clerk')
  const db = station.core.gate.session?.db
  db?.prepare<[string], never>(`UPDATE subjects SET name = ? WHERE subject_id = 1`).run(colleague)
  await open(1 as SubjectId)
  expect(await notices('colleague')).toMatchObject([{ record: 'subject:1', role: 'clerk' }])
})
