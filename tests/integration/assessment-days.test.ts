import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { indicatorIds, OfficerSnapshot } from '../../src-contract/features/assessment.snapshot.ts'
import {
  assessmentQueries,
  type FreezeRequest,
  type Packed,
} from '../../src-core/features/assessment/assessment.queries.ts'
import { sumOf } from '../../src-core/features/assessment/freeze.ts'
import { keepDays } from '../../src-core/features/assessment/keep-days.service.ts'
import { recordCount, recordsOf } from '../../src-core/features/assessment/records.ts'
import { setHandler } from '../../src-core/features/handover/handover.facts.ts'
import { q } from '../../src-core/query.ts'
import type { ReadDb } from '../../src-core/store/sql.ts'
import { openAssessmentStation, type AssessmentStation } from '../support/assessment-station.ts'
import { sampleOfficer } from '../support/sample-assessment.ts'
import { staff } from '../support/test-context.ts'

let station: AssessmentStation
const entries: string[] = []

const request: FreezeRequest = {
  station: { id: 'PS990001', name: '东渚派出所' },
  period: { kind: 'quarter', id: '2026-Q3', from: '2026-07-01', to: '2026-09-30' },
  run: {
    ...{ id: '0199a1b2-0000-7000-8000-000000000001', version: 1, frozenAt: '2026-10-08T02:00:00.000Z' as never },
    frozenBy: { number: '030001', name: '所长甲' },
  },
  today: '2026-10-08',
  version: '1.0.0',
}

/** Another reader, which has read nothing yet. */
function otherReader(): ReadDb {
  const { db } = station
  return {
    all: (query) => db.all(query),
    one: (query) => db.one(query),
    iterate: (query) => db.iterate(query),
    prepare: (sql) => db.prepare(sql),
    snapshot: (fn) => db.snapshot(fn),
  }
}

const freeze = (db: ReadDb): Packed => assessmentQueries['assessment.freeze'](db, request)
const textsOf = ({ stationText, officers }: Packed): string[] => [stationText, ...officers.map(({ text }) => text)]

/** A run that has nothing but the ledger. */
function fromNothing(): string[] {
  class Undo extends Error {}
  let texts: string[] = []
  try {
    station.db.transaction((tx) => {
      for (const table of ['days', 'day_events', 'day_records']) tx.exec(`DELETE FROM assessment_${table}`)
      tx.exec(`UPDATE assessment_kept SET basis = '', seq = -1`)
      texts = textsOf(freeze(otherReader()))
      throw new Undo()
    })
  } catch (error) {
    if (!(error instanceof Undo)) throw error
  }
  return texts
}

function keep(): Promise<number> {
  const { db } = station
  return keepDays({
    ...{ db, rests: false, goOn: () => true },
    write: (slice) => db.transaction((tx) => slice(tx)),
    stale: async () => assessmentQueries['assessment.staleDays'](db, {}),
    compute: async (input) => assessmentQueries['assessment.computeDays'](db, input),
    incidents: async (input) => assessmentQueries['assessment.incidents'](db, input),
  })
}

const who = fc.constantFrom('officer' as const, 'otherOfficer' as const)
const day = fc.integer({ min: 0, max: 100 }).map((n) => new Date(Date.UTC(2026, 5, 25 + n)).toISOString().slice(0, 10))
const any = fc.nat({ max: 1_000 })
const edit = fc.oneof(
  { weight: 4, arbitrary: fc.record({ what: fc.constant('put'), who, day, book: any, late: fc.nat({ max: 4 }) }) },
  fc.record({ what: fc.constant('day'), entry: any, day }),
  fc.record({ what: fc.constant('officer'), entry: any, who }),
  fc.record({ what: fc.constant('void'), entry: any }),
  fc.record({ what: fc.constant('call off'), entry: any }),
  fc.record({ what: fc.constant('hand over'), entry: any, who, day }),
  fc.record({ what: fc.constant('keep') }),
  fc.record({ what: fc.constant('look'), who }),
)
type Edit = typeof edit extends fc.Arbitrary<infer T> ? T : never

const values = [
  { book: 'L02', values: { name: '王某', sex: '未提供', documentNumber: '未提供' } },
  { book: 'L02', values: { name: '李某', sex: '男' } },
  { book: 'L04', values: {} },
  { book: 'L06', values: { purpose: '未提供' }, addressKey: 'home 1' },
  { book: 'L06', values: {}, addressKey: 'home 2' },
  { book: 'L07', values: { kind: 'neighbour', summary: '噪声', closedOn: '2026-06-20' }, state: 'finished' },
  { book: 'L08', values: { found: '灭火器过期', rectifyBy: '2026-08-10', reinspectedOn: '2026-08-11' } },
  { book: 'L12', values: { item: 'certificate', dueOn: '2026-08-03', finishedOn: '2026-08-03' } },
]

async function apply(one: Edit): Promise<void> {
  const { db } = station
  const entry = 'entry' in one ? entries[one.entry % Math.max(1, entries.length)] : undefined
  if (one.what === 'put' && 'book' in one) {
    const made = values[one.book % values.length] as (typeof values)[number]
    const filedAt = `${new Date(Date.parse(one.day) + one.late * 86_400_000).toISOString().slice(0, 10)}T02:00:00.000Z`
    entries.push(station.put({ ...made, who: one.who, day: one.day, filedAt } as never))
  } else if (one.what === 'keep') await keep()
  else if (one.what === 'look' && 'who' in one)
    assessmentQueries['assessment.progress'](db, { ...request, officerId: staff[one.who].accountId })
  else if (entry === undefined) return
  else if (one.what === 'day' && 'day' in one)
    db.run(q.updateTable('entries').set({ occurred_on: one.day }).where('entry_id', '=', entry))
  else if (one.what === 'officer' && 'who' in one)
    db.run(q.updateTable('entries').set({ officer_id: staff[one.who].accountId }).where('entry_id', '=', entry))
  else if (one.what === 'void') db.run(q.updateTable('entries').set({ stage: 'voided' }).where('entry_id', '=', entry))
  else if (one.what === 'hand over' && 'day' in one && 'who' in one)
    setHandler(db, {
      ...{ entryId: entry, accountId: staff[one.who].accountId },
      ...{ since: `${one.day}T00:00:00.000Z`, handoverId: 'h1' },
    })
  else db.run(q.updateTable('entries').set({ state: 'called-off' }).where('entry_id', '=', entry))
}

beforeAll(async () => {
  station = await openAssessmentStation()
})
afterAll(() => station.close())

test('whatever was written in between, a run with kept days is byte for byte the run without', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 25 }), async (edits) => {
      for (const one of edits) await apply(one)
      const expected = fromNothing()
      expect(textsOf(freeze(station.db))).toEqual(expected)
      expect(textsOf(freeze(otherReader()))).toEqual(expected)
      for (const name of ['officer', 'otherOfficer'] as const) {
        const asked = { ...request, officerId: staff[name].accountId }
        const own = assessmentQueries['assessment.progress'](station.db, asked)
        expect(expected).toContain(own)
      }
    }),
    { numRuns: 12 },
  )
}, 60_000)

test('the lists behind the figures add up to them, and each frozen day has the records that it names', () => {
  const { officers, fresh } = freeze(station.db)
  for (const { text } of officers) {
    const snapshot = OfficerSnapshot.parse(JSON.parse(text))
    const given = (id: 'P2' | 'P3'): Record<string, number>[] =>
      snapshot.parts.map(({ inputs }) => inputs[id] as Record<string, number>)
    const sum = (id: 'P2' | 'P3', key: string): number => given(id).reduce((all, one) => all + (one[key] ?? 0), 0)
    expect(sumOf(recordsOf(station.db, snapshot, 'P2', fresh))).toEqual({
      good: sum('P2', 'timely'),
      due: sum('P2', 'changes'),
    })
    expect(sumOf(recordsOf(station.db, snapshot, 'P3', fresh))).toEqual({
      good: sum('P3', 'filled'),
      due: sum('P3', 'required'),
    })
    for (const id of indicatorIds)
      for (const item of recordsOf(station.db, snapshot, id, fresh)) expect(item.date).toMatch(/^2026-/)
  }
})

test('what a run froze stays as it was when the ledger goes on, and a record that was changed behind its back is noticed', async () => {
  station.put({ book: 'L02', day: '2026-08-05', values: { name: '周某' } })
  const { runId } = await station.must('chief', 'assessment.run', {
    periodKind: 'quarter',
    period: '2026-Q3',
    reason: '',
  })
  const ask = (officerId: string) =>
    station.must('chief', 'assessment.evidence', {
      ...{ runId, officerId: officerId as never, indicator: 'P2', offset: 0, limit: 100 },
    })
  const before = await ask(staff.officer.accountId)
  expect(before.total).toBeGreaterThan(0)
  station.db.exec(`UPDATE entries SET stage = 'voided' WHERE book = 'L02'`)
  await keep()
  expect(await ask(staff.officer.accountId)).toEqual(before)
  station.db.exec(
    `UPDATE assessment_day_records SET records = (SELECT records FROM assessment_day_records ORDER BY sha256 LIMIT 1)`,
  )
  await expect(ask(staff.officer.accountId)).rejects.toThrow('internal')
})

test('records of a day that no run names go with the day', async () => {
  const count = (): number =>
    station.db.prepare<[], { n: number }>('SELECT count(*) AS n FROM assessment_day_records').one()?.n ?? 0
  await keep()
  const before = count()
  const entry = station.put({ book: 'L02', day: '2026-07-09', values: { name: '吴某' } })
  await keep()
  const one = count()
  for (const [at, number] of ['A', 'B', 'C'].entries()) {
    station.db.run(
      q
        .updateTable('entries')
        .set({ number: `L02-2026-90000${at}${number}` })
        .where('entry_id', '=', entry),
    )
    await keep()
    expect(count()).toBe(one)
  }
  expect(one).toBeGreaterThan(before)
})

test('a document of format 1 still opens, with the records that stand in it', () => {
  const item = {
    ...{ kind: 'entry' as const, id: 'e1', number: 'L02-2025-000001', book: 'L02', date: '2025-07-02' as never },
    ...{ state: 'registered', good: 1, due: 1, note: 'on-time' as const, part: 0 },
  }
  const sample = sampleOfficer()
  const old = OfficerSnapshot.parse({ ...sample, evidence: { ...sample.evidence, P2: [item] } })
  expect(recordsOf(station.db, old, 'P2')).toEqual([item])
  expect(recordCount(old, 'P2')).toBe(1)
})
