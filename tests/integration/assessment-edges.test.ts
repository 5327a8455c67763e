import { afterAll, beforeAll, expect, test } from 'vitest'
import type { AccountId } from '../../src-contract/ids.ts'
import { q } from '../../src-core/query.ts'
import { openAssessmentStation, type AssessmentStation } from '../support/assessment-station.ts'
import { staff } from '../support/test-context.ts'

const quarter = { periodKind: 'quarter', period: '2026-Q3' } as const
const own = staff.officer.accountId as AccountId
let station: AssessmentStation

beforeAll(async () => {
  station = await openAssessmentStation()
  for (let day = 10; day < 30; day += 1) {
    const date = `2026-07-${day}`
    const service = { item: 'certificate', dueOn: date, finishedOn: date }
    for (const who of ['officer', 'otherOfficer'] as const)
      station.put({ who, book: 'L12', day: date, values: service })
  }
})
afterAll(() => station.close())

test('a period in which nobody held a beat is not run, and nothing of it is kept', async () => {
  const before = { periodKind: 'quarter', period: '2019-Q1' } as const
  expect(await station.code('chief', 'assessment.run', before)).toBe('assessment/no-officers')
  expect(await station.code('chief', 'sampling.lock', before)).toBe('assessment/no-officers')
  expect((await station.must('chief', 'assessment.runs', {})).runs).toEqual([])
  expect((await station.must('chief', 'sampling.list', {})).samples).toEqual([])
})

test('a station of one officer is scored by the scheme’s prior: there are no others to be compared with', async () => {
  const { db } = station
  const { accountId: other } = staff.otherOfficer
  db.run(
    q.updateTable('beat_assignments').set({ removed_at: '2026-06-30T00:00:00.000Z' }).where('account_id', '=', other),
  )
  db.run(q.updateTable('entries').set({ officer_id: own }).where('officer_id', '=', other))
  const { runId, officers } = await station.must('chief', 'assessment.run', quarter)
  expect(officers).toBe(1)
  const { result } = await station.must('chief', 'assessment.officer', { runId, officerId: own })
  const services = result.indicators.find(({ id }) => id === 'O5')
  expect(services?.smallSample).toMatchObject({ n: 400_000, meanFrom: 'prior' })
})

test('a report says what was frozen, whatever is received while it is made', async () => {
  const { runs } = await station.must('chief', 'assessment.runs', {})
  const { runId, sha256 } = runs[0] ?? { runId: '' as never, sha256: '' }
  await station.must('chief', 'assessment.release', { runId, sha256 })
  const asked = { runId, officerId: own }
  const { pdf: before } = await station.must('chief', 'reports.print', asked)
  const printing = station.must('chief', 'reports.print', asked)
  // What a pull from the platform writes: entries of the period, and others gone from it.
  station.put({ book: 'L12', day: '2026-07-15', values: { item: 'certificate', dueOn: '2026-07-16' } })
  station.db.run(q.updateTable('entries').set({ stage: 'voided' }).where('occurred_on', '=', '2026-07-12'))
  const { pdf: during } = await printing
  const { pdf: after } = await station.must('chief', 'reports.print', asked)
  expect(Buffer.compare(before, during)).toBe(0)
  expect(Buffer.compare(before, after)).toBe(0)
})
