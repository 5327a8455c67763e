import { afterAll, beforeAll, expect, test } from 'vitest'
import { assessmentQueries, type FreezeRequest } from '../../src-core/features/assessment/assessment.queries.ts'
import { setHandler } from '../../src-core/features/handover/handover.facts.ts'
import { q } from '../../src-core/query.ts'
import { openAssessmentStation, type AssessmentStation } from '../support/assessment-station.ts'
import { staff } from '../support/test-context.ts'

const own = staff.officer.accountId
let station: AssessmentStation

const request: FreezeRequest = {
  station: { id: 'PS990001', name: '东渚派出所' },
  period: { kind: 'quarter', id: '2026-Q4', from: '2026-10-01', to: '2026-12-31' },
  run: {
    ...{ id: '0199a1b2-0000-7000-8000-000000000001', version: 1, frozenAt: '2026-11-20T02:00:00.000Z' as never },
    frozenBy: { number: '030001', name: '所长甲' },
  },
  today: '2026-11-20',
  version: '1.0.0',
}

/** The officer's own progress, of which the thread keeps what it has read, and what a run over the whole station would freeze. */
function both(): { progress: string | null; run: string | undefined } {
  return {
    progress: assessmentQueries['assessment.progress'](station.db, { ...request, officerId: own }),
    run: assessmentQueries['assessment.freeze'](station.db, request).officers.find(({ officerId }) => officerId === own)
      ?.text,
  }
}

let before = ''
/** Says the same both ways, and something else than before. */
function expectNews(): void {
  const { progress, run } = both()
  expect(progress).toBe(run)
  expect(progress).not.toBe(before)
  before = progress ?? ''
}

beforeAll(async () => {
  station = await openAssessmentStation()
  for (const who of ['officer', 'otherOfficer'] as const)
    for (let day = 10; day < 30; day += 1) {
      const date = `2026-10-${day}`
      station.put({ who, book: 'L06', day: date, addressKey: `home ${day}` })
      station.put({ who, book: 'L02', day: date, filedAt: `2026-10-${day}T09:00:00.000Z`, values: { name: '王某' } })
      station.put({ who, book: 'L12', day: date, values: { item: 'certificate', dueOn: date, finishedOn: date } })
    }
})
afterAll(() => station.close())

test('progress says after every change what a run over everything would freeze', () => {
  expectNews()
  const visit = station.put({ book: 'L06', day: '2026-11-02', addressKey: 'home 41' })
  expectNews()
  const resident = station.put({ book: 'L02', day: '2026-11-03', values: { name: '李某', sex: '男' } })
  expectNews()
  // Corrected to another day, then to another officer.
  station.db.run(q.updateTable('entries').set({ occurred_on: '2026-11-04' }).where('entry_id', '=', resident))
  expectNews()
  const { accountId: other } = staff.otherOfficer
  station.db.run(q.updateTable('entries').set({ officer_id: other }).where('entry_id', '=', resident))
  expectNews()
  station.db.run(q.updateTable('entries').set({ stage: 'voided' }).where('entry_id', '=', visit))
  expectNews()
})

test('a visit of somebody else to the same home takes the credit of the later one', () => {
  station.put({ book: 'L06', day: '2026-11-09', addressKey: 'home 50' })
  expectNews()
  station.put({ who: 'otherOfficer', book: 'L06', day: '2026-11-05', addressKey: 'home 50' })
  expectNews()
})

test('a case that is handed over is in the progress at once, and so is an incident', () => {
  const dispute = { kind: 'neighbour', summary: '噪声', closedOn: '2026-07-30' }
  const entryId = station.put({
    who: 'otherOfficer',
    book: 'L07',
    day: '2026-07-20',
    state: 'finished',
    values: dispute,
  })
  const { progress, run } = both()
  expect(progress).toBe(run)
  setHandler(station.db, { entryId, accountId: own, since: '2026-08-01T00:00:00.000Z', handoverId: 'h1' })
  expectNews()
  station.incident('J1', '2026-11-06', '盗窃', '某处')
  const { progress: after, run: afterRun } = both()
  expect(after).toBe(afterRun)
})
