import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { OutputOf } from '../../src-contract/contract.ts'
import { scanConflicts, type ScanParts } from '../../src-core/features/conflicts/scan.service.ts'
import { idOf, jz, mz, openStationWith, yj } from '../support/lookup-records.ts'
import { orThrow, type TestStation } from '../support/station.ts'
import { SetClock } from '../support/test-context.ts'

const id = idOf('19880808')
const home = '东渚区和平路18号金桂花园3号楼2单元'
const request = mz('郑明珠', { idNumber: id, address: `${home}1204室`, acceptedOn: '2025-01-01' })
const hazard = yj('福来餐饮店', { address: '东渚区和平路20号', rectification: '已销号' })

const clock = new SetClock('2026-11-21T02:00:00.000Z')
let station: TestStation
beforeAll(async () => {
  station = await openStationWith(
    [jz('郑明珠', { idNumber: id, birthDate: '1988-08-08', address: `${home}1203室` }), request, hazard],
    { clock },
  )
  await scan()
})
afterAll(() => station.close())

async function scan(more: Partial<ScanParts> = {}): Promise<number> {
  const open = station.core.gate.session
  if (!open) throw new Error('nobody is logged in')
  return scanConflicts({
    db: open.db,
    scan: async (input) => {
      const result = await open.readers.run('conflicts.scan', input)
      if (!result.ok) throw new Error(result.error.code)
      return result.value
    },
    today: '2026-11-21',
    goOn: () => true,
    quietMs: () => 0,
    typedMs: () => Infinity,
    ...more,
  })
}

type List = OutputOf<'quality.list'>
const list = async (input: { state?: 'open' | 'checked' | 'requested'; mine?: boolean } = {}): Promise<List> =>
  orThrow(await station.as('clerk', 'quality.list', input))

/** A record delivered again with another value, as an import would leave it. */
function redeliver(nativeId: string, address: string): void {
  station.core.gate.session?.db.transaction((tx) =>
    tx
      .prepare<[string, string], never>(
        "UPDATE source_records SET payload = json_set(payload, '$.address', ?) WHERE native_id = ?",
      )
      .run(address, nativeId),
  )
}

it('open conflicts are a list without names and values, oldest first, with measures', async () => {
  const { items, total, measures } = await list()
  expect(items.map(({ kind, system, against }) => [kind, system, against]).sort()).toEqual([
    ['DOOR_MISMATCH', 'MZ', 'JZ'],
    ['HAZARD_STANDARD', 'YJ', null],
  ])
  expect([total, measures]).toEqual([2, { open: 2, checked: 0, requested: 0, oldestDays: 0, waiting: 0 }])
  for (const secret of [id, '郑', '福来', '1204']) expect(JSON.stringify(items).includes(secret), secret).toBe(false)
})

it('several are assigned at once, and one sees one’s own', async () => {
  const findIds = (await list()).items.map(({ findId }) => findId)
  const people = orThrow(await station.as('clerk', 'handover.people', {})).people
  const me = people.find(({ name }) => name === station.users.clerk.name)
  if (!me) throw new Error('the clerk is missing')
  expect(orThrow(await station.as('clerk', 'quality.assign', { findIds, accountId: me.accountId }))).toEqual({
    assigned: 2,
  })
  expect((await list({ mine: true })).total).toBe(2)
})

it('marked as checked with a reason, it stays so until the values change', async () => {
  const door = (await list()).items.find(({ kind }) => kind === 'DOOR_MISMATCH')
  if (!door) throw new Error('no conflict')
  expect(
    orThrow(await station.as('clerk', 'quality.settle', { findIds: [door.findId], reason: '已上门核实' })),
  ).toEqual({ settled: 1 })
  expect((await list({ state: 'checked' })).items.map(({ kind, reason }) => [kind, reason])).toEqual([
    ['DOOR_MISMATCH', '已上门核实'],
  ])
  redeliver(request.nativeId, `${home}1204室`)
  expect(await scan()).toBe(1)
  expect((await list({ state: 'checked' })).total).toBe(1)
  redeliver(request.nativeId, `${home}1202室`)
  await scan()
  expect((await list({ state: 'checked' })).total).toBe(0)
  expect((await list()).items.map(({ kind }) => kind).sort()).toEqual(['DOOR_MISMATCH', 'HAZARD_STANDARD'])
})

it('a correction that is asked for waits to be sent, and a repaired record leaves the list', async () => {
  const hazardFind = (await list()).items.find(({ kind }) => kind === 'HAZARD_STANDARD')
  if (!hazardFind) throw new Error('no conflict')
  const ask = async (input: { findIds: number[]; proposed?: string }) =>
    orThrow(await station.as('clerk', 'quality.request', { ...input, reason: '请补录复查结论' }))
  // No other record says how it should be.
  expect(await ask({ findIds: [hazardFind.findId] })).toEqual({ requested: 0, withoutValue: 1, notTaken: 0 })
  expect((await list()).total).toBe(2)
  expect(await ask({ findIds: [hazardFind.findId], proposed: '已复查合格' })).toMatchObject({ requested: 1 })
  expect((await list({ state: 'requested' })).items.map(({ correction }) => correction?.state)).toEqual(['waiting'])
  const waiting = station.core.gate.session?.db
    .prepare<[], { system: string; native_id: string; state: string; old_value: string; proposed: string }>(
      'SELECT system, native_id, state, old_value, proposed FROM correction_requests',
    )
    .all()
  expect(waiting).toEqual([
    { system: 'YJ', native_id: hazard.nativeId, state: 'waiting', old_value: '', proposed: '已复查合格' },
  ])
  redeliver(request.nativeId, `${home}1203室`)
  await scan()
  expect((await list()).total).toBe(0)
  expect((await list()).measures).toMatchObject({ open: 0, requested: 1, oldestDays: null })
})

it('what was settled is in the audit trail, by record', async () => {
  const rows = orThrow(await station.as('auditor', 'audit.list', { actions: ['quality'] })).rows
  expect(rows.map(({ result }) => result)).toEqual(['requested', 'requested', 'checked', 'assigned'])
})

it('rests twice as long as it looked while somebody works, and hardly at all while nobody is there', async () => {
  const restsAfter = async (quiet: number): Promise<number[]> => {
    const rests: number[] = []
    let left = 2
    // A slow PC, and nothing found.
    const look: ScanParts['scan'] = () => {
      const until = performance.now() + 40
      while (performance.now() < until);
      left -= 1
      return Promise.resolve(left < 0 ? [] : [{ subjectId: 1, finds: [], changes: -1, inputs: 0, until: null }])
    }
    await scan({ scan: look, quietMs: () => quiet, pause: (ms) => Promise.resolve(rests.push(ms)) })
    return rests
  }
  expect((await restsAfter(0)).every((ms) => ms >= 80)).toBe(true)
  const quiet = await restsAfter(60_000)
  expect(quiet.length).toBeGreaterThan(0)
  expect(quiet.every((ms) => ms < 40)).toBe(true)
})

describe('while somebody types one question after the other', () => {
  const nothing = (subjectId: number) => ({ subjectId, finds: [], changes: -1, inputs: 0, until: null })
  const kept = (): number =>
    station.core.gate.session?.db
      .prepare<[], { n: number }>('SELECT count(*) AS n FROM conflict_kept WHERE subject_id > 1000')
      .one()?.n ?? -1

  it.each([
    ['held back, so that readers keep what they have read', 0, 0],
    ['written as soon as they pause', 1_000, 300],
  ])('what was found is %s', async (_, typed, before) => {
    station.core.gate.session?.db.exec('DELETE FROM conflict_kept WHERE subject_id > 1000')
    const seen: number[] = []
    const turns = [Array.from({ length: 300 }, (_, n) => nothing(1_001 + n)), [nothing(1_400)], []]
    const look: ScanParts['scan'] = () => {
      seen.push(kept())
      return Promise.resolve(turns[seen.length - 1] ?? [])
    }
    expect(await scan({ scan: look, typedMs: () => typed, pause: () => Promise.resolve() })).toBe(301)
    expect(seen[1]).toBe(before)
    expect(kept()).toBe(301)
  })

  it('the next file waits until they pause, and no longer than ten seconds', async () => {
    const waits = async (...typed: number[]): Promise<number> => {
      let before = 0
      let waited = 0
      const look: ScanParts['scan'] = () => {
        before ||= waited
        return Promise.resolve([])
      }
      const pause = (ms: number): Promise<void> => {
        waited += ms
        return Promise.resolve()
      }
      await scan({ scan: look, typedMs: () => typed.shift() ?? 0, pause })
      return before
    }
    expect(await waits(0, 100, 300, 2_000, 2_000)).toBe(300)
    expect(await waits()).toBe(10_000)
  })

  it('a question in the lookup counts as typing, a look at the worklist does not', async () => {
    const { dispatcher } = station.core
    await list()
    expect(dispatcher.sinceMs('lookup.search')).toBe(Infinity)
    orThrow(await station.as('clerk', 'lookup.search', { text: '郑明珠', purpose: 'P02' }))
    expect(dispatcher.sinceMs('lookup.search')).toBeLessThan(60_000)
  })
})
