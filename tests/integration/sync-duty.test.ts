import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { InputOf } from '../../src-contract/contract.ts'
import type { SyncPc } from '../support/sync-station.ts'
import { openTwoPcs, type TwoPcs } from '../support/two-pcs.ts'

let pcs: TwoPcs
let one: TwoPcs['one']
let two: TwoPcs['two']

beforeAll(async () => {
  pcs = await openTwoPcs()
  ;({ one, two } = pcs)
})
afterAll(() => pcs.close())

const now = (pc: SyncPc) => pc.must('clerk', 'sync.now', {})
async function exchanged() {
  for (const pc of [one, two, one, two]) expect(await now(pc)).toMatchObject({ conflicts: 0, rejected: 0 })
}
const officerOf = async (pc: SyncPc) => {
  const { accounts } = await pc.must('clerk', 'accounts.colleagues', {})
  const found = accounts.find(({ role }) => role === 'officer')
  if (found === undefined) throw new Error('no officer')
  return found
}
async function duty(pc: SyncPc, more: { date: string; shift?: string; from?: string; to?: string; dutyId?: string }) {
  const { shifts } = await pc.must('clerk', 'duty.choices', {})
  const input = {
    ...{ accountId: (await officerOf(pc)).accountId, shift: shifts[0]?.id, from: '08:00', to: '20:00', reason: '排班' },
    ...more,
  }
  return (await pc.must('clerk', 'duty.saveDuty', input as InputOf<'duty.saveDuty'>)).dutyId
}
const duties = async (pc: SyncPc) => {
  const { people } = await pc.must('clerk', 'duty.roster', { month: '2026-11' as never })
  return people
    .flatMap((person) => person.duties.map(({ date, from, to }) => `${person.name} ${date} ${from}-${to}`))
    .sort()
}

test('the same roster that was entered on two PCs stands once, and a change of it is on both', async () => {
  const before = await duty(one, { date: '2026-11-03' })
  await duty(two, { date: '2026-11-03' })
  await duty(two, { date: '2026-11-04' })
  await exchanged()
  const { name } = await officerOf(one)
  const both = [`${name} 2026-11-03 08:00-20:00`, `${name} 2026-11-04 08:00-20:00`]
  expect(await duties(one)).toEqual(both)
  expect(await duties(two)).toEqual(both)
  await duty(one, { dutyId: before, date: '2026-11-03', from: '09:00' })
  await exchanged()
  expect(await duties(two)).toEqual([`${name} 2026-11-03 09:00-20:00`, both[1]])
  expect(await duties(one)).toEqual(await duties(two))
  expect(await two.must('clerk', 'sync.status', {})).toMatchObject({ state: 'synced' })
})

test('a row is told under the name of who wrote it, whoever is logged in when it goes out', async () => {
  const dutyId = await duty(one, { date: '2026-11-20' })
  const clerk = (await one.must('clerk', 'accounts.session', {}))?.accountId
  await one.logIn('chief')
  await one.must('chief', 'sync.now', {})
  const { rows } = await sql<{ actor: string }>`
    SELECT actor FROM rows WHERE tbl = 'duty_rows' AND id = ${dutyId}`.execute(pcs.platform.db)
  expect(rows).toEqual([{ actor: clerk }])
  await one.logIn('clerk')
  await one.must('clerk', 'duty.removeDuty', { dutyId, reason: '排错' })
  await exchanged()
})

test('a duty that both remove is gone, and nobody has to decide when', async () => {
  const rows = async (pc: SyncPc) =>
    (await pc.must('clerk', 'duty.roster', { month: '2026-11' as never })).people.flatMap((person) => person.duties)
  const dutyId = (await rows(one)).find(({ date }) => date === '2026-11-04')?.dutyId
  if (dutyId === undefined) throw new Error('no duty')
  await one.must('clerk', 'duty.removeDuty', { dutyId, reason: '调班' })
  await two.must('clerk', 'duty.removeDuty', { dutyId, reason: '换休' })
  await exchanged()
  expect(await duties(one)).toHaveLength(1)
  expect(await duties(two)).toHaveLength(1)
})

test('beats, assignments and planned inspections of one PC are on the other', async () => {
  const { accountId, name } = await officerOf(one)
  const beat = 'B990102' as never
  await one.must('clerk', 'duty.saveBeat', { beat, name: '新设警区', reason: '新设' } as never)
  await one.must('clerk', 'duty.saveAssignment', {
    ...{ accountId, beat, from: '2026-11-01' as never, to: null, reason: '分工' },
  })
  await exchanged()
  const { assignments } = await two.must('clerk', 'duty.assignments', {})
  expect(assignments).toContainEqual(expect.objectContaining({ beat, name }))
  const { beats } = await two.must('clerk', 'duty.choices', {})
  expect(beats).toContainEqual(expect.objectContaining({ name: '新设警区' }))
  // The two set-ups gave the same people the same beats.
  const key = (all: typeof assignments) => all.map((row) => `${row.name} ${row.beat} ${row.from}`)
  const own = (await one.must('clerk', 'duty.assignments', {})).assignments
  expect(new Set(key(own)).size).toBe(own.length)
  expect(key(own).sort()).toEqual(key(assignments).sort())
})

test('an inspection that both planned stands once; what one of them has inspected stays inspected', async () => {
  const inspection = async (pc: SyncPc, object: string, more: object = {}) => {
    const { accountId } = await officerOf(pc)
    const dates = { from: '2026-11-01', to: '2026-11-30' }
    const where = { objectNumber: '', address: '滨河路10号', beat: 'B990102', reason: '计划', ...more }
    const input = { ...dates, ...where, object, officerId: accountId }
    return (await pc.must('clerk', 'duty.saveInspection', input as unknown as InputOf<'duty.saveInspection'>)).planId
  }
  const plans = async (pc: SyncPc) => {
    const { inspections } = await pc.must('clerk', 'duty.inspections', { open: false })
    return inspections
      .map(({ object, fulfilledBy }) => `${object} ${fulfilledBy === null ? '应检查' : '已检查'}`)
      .sort()
  }
  for (const object of ['东风五金店', '西街网吧']) await inspection(one, object)
  await inspection(two, '东风五金店')
  const planId = await inspection(two, '西街网吧')
  const { entryId } = await two.file('L08')
  const { number } = await two.must('clerk', 'ledger.read', { entryId })
  await two.must('clerk', 'duty.fulfilInspection', { planId, entryNumber: number, reason: '已查' })
  await exchanged()
  for (const pc of [one, two]) expect(await plans(pc)).toEqual(['东风五金店 应检查', '西街网吧 已检查'])
  expect(await one.must('clerk', 'sync.status', {})).toMatchObject({ state: 'synced' })
})

test('the same standard address that both asked for is one request, and its answer is on both', async () => {
  const ask = (pc: SyncPc, at: string, note: string) => {
    const db = pc.core.gate.session?.db
    const by = pc.core.gate.session?.session.accountId ?? ''
    db?.prepare<string[], never>(
      'INSERT INTO address_requests (request_id, address, note, asked_by, asked_at) VALUES (?, ?, ?, ?, ?)',
    ).run(
      pc.core.gate
        .now()
        .replace(/\D/g, '')
        .padEnd(36, note === '甲' ? '0' : '1'),
      '临时棚户七号',
      note,
      by,
      at,
    )
  }
  await one.logIn('clerk')
  await two.logIn('clerk')
  ask(two, '2026-11-05T02:00:00.000Z', '乙')
  ask(one, '2026-11-05T01:00:00.000Z', '甲')
  await exchanged()
  const requests = async (pc: SyncPc) => (await pc.must('clerk', 'ledger.addressRequests', {})).requests
  for (const pc of [one, two]) expect(await requests(pc)).toMatchObject([{ note: '甲', state: 'open' }])
  two.core.gate.session?.db
    .prepare<string[], never>(
      `UPDATE address_requests SET answer = ?, answered_by = (SELECT asked_by FROM address_requests), answered_at = ?`,
    )
    .run('幸福路七号', '2026-11-06T01:00:00.000Z')
  await exchanged()
  expect(await requests(one)).toMatchObject([{ note: '甲', state: 'answered', answer: '幸福路七号' }])
})
