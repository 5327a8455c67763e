import { afterAll, beforeAll, expect, test } from 'vitest'
import type { RunId } from '../../src-contract/features/assessment.shapes.ts'
import { canonicalJson } from '../../src-domain/canonical/canonical-json.ts'
import { builtInYears, type CalendarYear } from '../../src-domain/duty/calendar.rules.ts'
import { openAssessmentStation, type AssessmentStation } from '../support/assessment-station.ts'
import { believes, officeKey, officeRowArrives } from '../support/office-row.ts'
import { staff } from '../support/test-context.ts'

/** A working calendar that comes while periods are being assessed: what was frozen by other days keeps them. */
const quarter = { periodKind: 'quarter', period: '2026-Q3' } as const
const august = { periodKind: 'month', period: '2026-08' } as const
const office = officeKey()
const officerId = staff.officer.accountId
let station: AssessmentStation
let version = 0

beforeAll(async () => {
  station = await openAssessmentStation()
  station.put({ book: 'L06', day: '2026-07-02', values: { findings: '正常' } })
  station.put({ book: 'L06', day: '2026-08-12', values: { findings: '正常' } })
  believes(station.db, office)
}, 60_000)
afterAll(() => station.close())

/** 2026 as announced, and further days that are free. */
function calendarArrives(...more: CalendarYear['holidays']): void {
  const { year = 0, holidays = [], workdays = [] } = builtInYears.get(2026) ?? {}
  const content = canonicalJson({ year, holidays: [...holidays, ...more], workdays } as never)
  officeRowArrives(station.db, { kind: 'catalog', name: 'calendar-2026', version: (version += 1), content }, office)
}
async function workingDays(runId: RunId): Promise<number> {
  return (await station.must('chief', 'assessment.officer', { runId, officerId })).result.workingDays
}
const run = async (period: typeof quarter | typeof august, reason = '') =>
  (await station.must('chief', 'assessment.run', { ...period, reason })).runId
async function release(runId: RunId): Promise<string> {
  const { run: frozen } = await station.must('chief', 'assessment.open', { runId })
  return (await station.must('chief', 'assessment.release', { runId, sha256: frozen.sha256 })).appealUntil
}
const holiday = { name: '地方放假', from: '2026-08-03', to: '2026-08-07' }
let first: RunId

test('a run counts the days that hold when it is frozen; a preview that is frozen again counts the newer ones', async () => {
  const before = await run(august)
  expect(await workingDays(before)).toBe(21)
  calendarArrives(holiday)
  expect(await workingDays(before)).toBe(21)
  expect(await workingDays(await run(august))).toBe(16)
  const ready = await station.must('chief', 'assessment.readiness', august)
  expect(ready.workingDays).toBe(16)
})

test('a later version of a released period keeps the days that the first one was frozen with', async () => {
  first = await run(quarter)
  const days = await workingDays(first)
  const until = await release(first)
  expect(until).toBe('2026-10-14')
  // The holiday goes away again, and another one lies in the time for appeals.
  calendarArrives({ name: '地方放假', from: '2026-10-12', to: '2026-10-13' })
  const second = await run(quarter, '更正')
  expect(await workingDays(second)).toBe(days)
  expect(await workingDays(await run(august))).toBe(21)
  const { runs } = await station.must('chief', 'assessment.runs', {})
  expect(runs.find(({ runId }) => runId === first)?.appealUntil).toBe(until)
  expect(await release(second)).toBe(until)
})

test('an appeal is decided by the same days, and so is the time for it', async () => {
  const { runs } = await station.must('officer', 'assessment.runs', {})
  const released = runs.find(({ status, period }) => status === 'released' && period === quarter.period)
  if (released === undefined) throw new Error('nothing released')
  const days = await workingDays(released.runId)
  station.put({ book: 'L06', day: '2026-07-03', values: { findings: '正常' }, addressKey: 'other' })
  const words = '有一次走访未计入。'
  const { appealId } = await station.must('officer', 'assessment.appeal', {
    ...{ runId: released.runId, indicator: 'P1', words },
  })
  await station.must('clerk', 'assessment.acceptAppeal', { appealId })
  await station.must('clerk', 'assessment.reviewAppeal', { appealId, review: '属实' })
  const decided = await station.must('chief', 'assessment.decideAppeal', {
    ...{ appealId, outcome: 'changed', decision: '予以更正' },
  })
  if (decided.newRunId === null) throw new Error('no new version')
  expect(await workingDays(decided.newRunId)).toBe(days)
  // A platform that was restored from an older backup has lost what the office signed since.
  station.db.exec(`DELETE FROM sync_rows WHERE tbl = 'documents'`)
  expect(await workingDays(await run(quarter, '再次更正'))).toBe(days)
})
