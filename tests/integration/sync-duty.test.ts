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
