import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { OfficerSnapshot, StationSnapshot } from '../../src-contract/features/assessment.snapshot.ts'
import type { AppealId, RunId } from '../../src-contract/features/assessment.shapes.ts'
import type { IndicatorId } from '../../src-domain/scoring/scheme.ts'
import { scoreSnapshot } from '../../src-domain/assessment/score-snapshot.ts'
import { sha256 } from '../../src-domain/canonical/sha256.ts'
import { schemeText } from '../../src-domain/scoring/schemes.ts'
import { frozenOfficers, frozenRun } from '../../src-core/features/assessment/assessment.facts.ts'
import { recordsOf } from '../../src-core/features/assessment/records.ts'
import { q } from '../../src-core/query.ts'
import { openAssessmentStation, type AssessmentStation } from '../support/assessment-station.ts'
import { staff } from '../support/test-context.ts'

const period = { periodKind: 'quarter', period: '2026-Q3' } as const
const own = staff.officer.accountId
const other = staff.otherOfficer.accountId
let station: AssessmentStation
let runId: RunId

beforeAll(async () => {
  station = await openAssessmentStation()
  const { put, db } = station
  for (const [beat, people] of [
    ['B01', 3000],
    ['B02', 1000],
  ] as const) {
    put({
      book: 'L01',
      day: '2026-01-05',
      state: 'current',
      beat,
      values: { communityType: 'urban', population: people },
    })
    const estate = beat === 'B01' ? '金桂花园' : '银杏花园'
    await station.must('chief', 'duty.saveArea', {
      ...{
        kind: 'estate',
        place: estate,
        doorFrom: null,
        doorTo: null,
        side: 'both',
        beat,
        from: '2026-01-01' as never,
      },
      ...{ to: null, reason: '划定警务区' },
    })
  }
  // Visits: two homes, one of them twice within 30 days and again later, one nobody met, one without a place.
  const visit = (day: string, addressKey: string | undefined, state = 'done'): string =>
    put({
      ...{ book: 'L06', day, state, values: { reason: 'routine', residentName: '甲', phone: 'not-provided' } },
      ...(addressKey === undefined ? {} : { addressKey }),
    })
  visit('2026-06-20', 'k3')
  visit('2026-07-06', 'k1')
  visit('2026-07-20', 'k1')
  visit('2026-08-05', 'k1')
  visit('2026-07-07', 'k2')
  visit('2026-07-08', 'k3')
  visit('2026-07-09', 'k4', 'not-met')
  visit('2026-07-10', undefined)
  // Changes: on the next duty day, late, late but handed over on paper in time.
  const resident = {
    name: '乙',
    documentKind: 'none',
    documentNumber: 'not-provided',
    sex: 'male',
    householdStatus: 'living',
  }
  put({ book: 'L02', day: '2026-07-03', filedAt: '2026-07-06T08:00:00.000Z', state: 'present', values: resident })
  put({ book: 'L02', day: '2026-07-03', filedAt: '2026-07-07T08:00:00.000Z', state: 'present', values: resident })
  put({
    ...{ book: 'L02', day: '2026-07-03', filedAt: '2026-07-20T08:00:00.000Z', state: 'present', values: resident },
    handedOverAt: '2026-07-06T01:00:00.000Z',
  })
  // Disputes: peace, relapse, open past its deadline, not due yet, handed over with and without a receipt.
  const dispute = (state: string, values: Record<string, string>): string =>
    put({ book: 'L07', day: '2026-03-02', state, values: { kind: 'neighbour', summary: '噪声', ...values } })
  dispute('finished', { closedOn: '2026-04-20' })
  dispute('relapse', { closedOn: '2026-05-01', relapsedOn: '2026-06-01' })
  dispute('mediation', { deadline: '2026-08-31' })
  dispute('follow-up', { closedOn: '2026-08-20' })
  dispute('handed-over', { transferredOn: '2026-04-01', receiptOn: '2026-05-10' })
  dispute('transferred', { transferredOn: '2026-04-01', deadline: '2026-07-15' })
  // Hazards: in time, late, never ordered, none found.
  put({
    book: 'L08',
    day: '2026-07-01',
    state: 'closed',
    values: { found: 'hazard', rectifyBy: '2026-07-10', reinspectedOn: '2026-07-13' },
  })
  put({
    book: 'L08',
    day: '2026-07-01',
    state: 'closed',
    values: { found: 'hazard', rectifyBy: '2026-07-10', reinspectedOn: '2026-07-30' },
  })
  put({ book: 'L08', day: '2026-08-03', state: 'found', values: { found: 'hazard' } })
  put({ book: 'L08', day: '2026-08-03', state: 'clear', values: { found: 'none' } })
  // Requests: in time, late, with the applicant.
  put({
    book: 'L12',
    day: '2026-07-01',
    state: 'done',
    values: { item: 'certificate', dueOn: '2026-07-06', finishedOn: '2026-07-06' },
  })
  put({ book: 'L12', day: '2026-07-01', state: 'in-work', values: { item: 'certificate', dueOn: '2026-07-06' } })
  put({ book: 'L12', day: '2026-07-01', state: 'returned', values: { item: 'certificate', dueOn: '2026-07-06' } })
  put({
    book: 'L12',
    day: '2026-07-01',
    who: 'otherOfficer',
    state: 'done',
    values: { item: 'certificate', dueOn: '2026-07-06', finishedOn: '2026-07-02' },
  })
  // Incidents: two preventable ones, one of the other beat, a recorded dispute and two that nobody recorded.
  station.incident('20260701001', '2026-07-01', '盗窃', '金桂花园3栋2单元501室')
  station.incident('20260702001', '2026-07-02', '诈骗', '金桂花园1栋1单元101室')
  station.incident('20260703001', '2026-07-03', '盗窃', '银杏花园1栋1单元101室')
  station.incident('20260704001', '2026-07-06', '纠纷', '金桂花园1栋1单元102室')
  dispute('accepted', { incidentNumber: '20260704001', deadline: '2026-12-01' })
  station.incident('20260801001', '2026-08-03', '纠纷', '金桂花园1栋1单元103室')
  station.incident('20260802001', '2026-08-04', '纠纷', '金桂花园1栋1单元104室')
  station.incident('20260805001', '2026-08-05', '火情', '别处路1号')
  const campaign = await station.must('chief', 'duty.saveCampaign', {
    ...{ topic: '反诈宣传进社区', from: '2026-07-01' as never, to: '2026-07-31' as never, reason: '部署' },
    shares: [{ beat: 'B01', officerId: null, heads: 300 }],
  })
  expect(campaign.campaignId).not.toBe('')
  put({
    book: 'L11',
    day: '2026-07-10',
    state: 'receipt',
    values: { topic: 'fraud', headCount: 250, receiptCount: 240 },
  })
  put({ book: 'L11', day: '2026-07-11', state: 'held', values: { topic: 'fraud', headCount: 100 } })
  const plan = await station.must('chief', 'duty.saveInspection', {
    ...{ object: '五金店', objectNumber: null, address: '', beat: 'B01', from: '2026-07-01' as never },
    ...{ to: '2026-07-31' as never, officerId: own, reason: '排期' },
  })
  await station.must('chief', 'duty.saveInspection', {
    ...{ object: '粮油店', objectNumber: null, address: '', beat: 'B01', from: '2026-08-01' as never },
    ...{ to: '2026-08-31' as never, officerId: own, reason: '排期' },
  })
  const number =
    db.one(q.selectFrom('entries').select('number').where('book', '=', 'L08').where('state', '=', 'closed'))?.number ??
    ''
  await station.must('chief', 'duty.fulfilInspection', { planId: plan.planId, entryNumber: number, reason: '已检查' })
  runId = (await station.must('chief', 'assessment.run', period)).runId
}, 60_000)
afterAll(() => station.close())

function snapshotOf(officerId: string = own, run: string = runId): OfficerSnapshot {
  return OfficerSnapshot.parse(JSON.parse(frozenOfficers(station.db, run, officerId)[0]?.text ?? ''))
}

describe('figures', () => {
  test.each([
    // Households: 07-06, 08-05, k2, k3 again after 18 days no; not met and no place no.
    ['P1', { valid: 3, perWeek: 10, workingWeeks: 13.2 }],
    ['P2', { timely: 2, changes: 3 }],
    ['P4', { done: 1, planned: 2 }],
    // Peace, receipt of 2; relapse, open, transfer without receipt, two unrecorded.
    ['O2', { held: 2, closed: 7, stationMean: null }],
    ['O3', { onTime: 1, due: 3, stationMean: null }],
    // Three preventable incidents on 4,000 residents, of whom 3,000 are the officer's.
    ['O4', { observed: 2, expected: 2.25 }],
    ['O5', { onTime: 1, due: 2, stationMean: null }],
    ['O6', { reached: 240, assigned: 300 }],
    ['O1', 'SOURCE_MISSING'],
  ] as const)('%s comes from the records', (id, figures) => {
    expect(snapshotOf().parts).toHaveLength(1)
    expect(snapshotOf().parts[0]?.inputs[id]).toEqual(figures)
  })

  test('what is declared missing counts as filled for a fifth of the expected fields', () => {
    const visits = recordsOf(station.db, snapshotOf(), 'P3').filter(({ book }) => book === 'L06')
    // Seven visits with three expected fields each, two filled and one declared: 4 of 21 are within a fifth.
    expect(visits).toHaveLength(7)
    expect(visits.reduce((sum, { good }) => sum + good, 0)).toBe(14 + 4)
    expect(visits.reduce((sum, { due }) => sum + due, 0)).toBe(21)
  })

  test('each numerator and denominator is the sum of its list', () => {
    for (const officerId of [own, other]) {
      const snapshot = snapshotOf(officerId)
      const { parts } = snapshot
      const sum = (id: IndicatorId, key: 'good' | 'due'): number =>
        recordsOf(station.db, snapshot, id).reduce((total, item) => total + item[key], 0)
      const given = (id: 'P2' | 'P3' | 'O2' | 'O3' | 'O5' | 'O6') =>
        parts.map(({ inputs }) => inputs[id] as Record<string, number>)
      for (const [id, good, due] of [
        ['P2', 'timely', 'changes'],
        ['P3', 'filled', 'required'],
        ['O2', 'held', 'closed'],
        ['O3', 'onTime', 'due'],
        ['O5', 'onTime', 'due'],
        ['O6', 'reached', 'assigned'],
      ] as const) {
        expect(
          given(id).reduce((total, one) => total + (one[good] ?? 0), 0),
          id,
        ).toBe(sum(id, 'good'))
        expect(
          given(id).reduce((total, one) => total + (one[due] ?? 0), 0),
          id,
        ).toBe(sum(id, 'due'))
      }
    }
  })

  test('an incident whose place is of no beat is in nobody’s figures and is said', () => {
    const run = frozenRun(station.db, runId)
    expect(StationSnapshot.parse(JSON.parse(run?.stationText ?? '')).unassignedIncidents).toBe(1)
  })

  test('what is frozen has the hash that is shown, and gives the score that is shown', async () => {
    const { officers, run } = await station.must('chief', 'assessment.open', { runId })
    const stored = frozenRun(station.db, runId)
    expect(run.sha256).toBe(sha256(stored?.stationText ?? ''))
    expect(officers.map(({ number }) => number)).toEqual(['031207', '031208'])
    for (const { officerId, number, text, sha256: hash } of frozenOfficers(station.db, runId)) {
      expect(hash).toBe(sha256(text))
      const scored = scoreSnapshot(OfficerSnapshot.parse(JSON.parse(text)))
      const line = officers.find((one) => one.number === number)
      expect(scored.ok && scored.score.total).toBe(line?.total)
      expect(text).not.toContain(officerId === own ? other : own)
    }
  })
})

describe('a variant of the scheme', () => {
  test('shows what would change, and changes nothing', async () => {
    const text = (schemeText('1.0.0') ?? '').replace('"m":20,"prior":0.85', '"m":5,"prior":0.85')
    const tried = await station.must('chief', 'assessment.trySchemeOn', { runId, text })
    expect(tried.problems).toEqual([])
    expect(tried.officers.map(({ variantStatus }) => variantStatus)).toEqual(['outcome_missing', 'outcome_missing'])
  })

  test('with weights of 29.9 is refused with the place', async () => {
    const text = (schemeText('1.0.0') ?? '').replace('"weight":8', '"weight":7.9')
    const { problems, officers } = await station.must('chief', 'assessment.trySchemeOn', { runId, text })
    expect(problems.map(({ reason }) => reason)).toContain('weights-sum')
    expect(officers).toEqual([])
  })
})

describe('from the preview to the decision', () => {
  test('a preview is the chief’s alone', async () => {
    expect((await station.must('officer', 'assessment.runs', {})).runs).toEqual([])
    expect(await station.code('officer', 'assessment.officer', { runId, officerId: own })).toBe('assessment/gone')
    expect(await station.code('officer', 'assessment.diff', { runId })).toBe('assessment/gone')
  })

  test('what changed since the chief looked is not released', async () => {
    expect(await station.code('chief', 'assessment.release', { runId, sha256: '0'.repeat(64) })).toBe(
      'assessment/changed',
    )
    const { sha256: hash } = (await station.must('chief', 'assessment.open', { runId })).run
    const { appealUntil } = await station.must('chief', 'assessment.release', { runId, sha256: hash })
    expect(appealUntil).toBe('2026-10-14')
    expect(await station.code('chief', 'assessment.discard', { runId })).toBe('assessment/not-preview')
  })

  test('nobody sees another’s figures, by any method', async () => {
    const asked = { runId, officerId: other }
    expect(await station.code('officer', 'assessment.officer', asked)).toBe('assessment/not-yours')
    for (const from of [runId, null])
      expect(
        await station.code('officer', 'assessment.evidence', { runId: from, officerId: other, indicator: 'O5' }),
      ).toBe('assessment/not-yours')
    for (const who of ['clerk', 'auxiliary', 'auditor', 'it'] as const)
      for (const [method, input] of [
        ['assessment.officer', asked],
        ['assessment.open', { runId }],
        ['assessment.runs', {}],
        ['assessment.progress', {}],
        ['assessment.diff', { runId }],
      ] as const)
        expect(await station.code(who, method, input as never), `${who} ${method}`).toBe('rpc/denied')
    expect(await station.code('officer', 'assessment.open', { runId })).toBe('rpc/denied')

    const seen = JSON.stringify([
      await station.must('officer', 'assessment.runs', {}),
      await station.must('officer', 'assessment.officer', { runId, officerId: own }),
      await station.must('officer', 'assessment.diff', { runId }),
      await station.must('officer', 'assessment.progress', {}),
      await station.must('officer', 'assessment.appeals', {}),
      await station.must('officer', 'assessment.evidence', { runId, officerId: own, indicator: 'O5' }),
    ])
    expect(seen).toContain(own)
    expect(seen).not.toContain(other)
    expect(seen).not.toContain(staff.otherOfficer.name)
  })

  test('a figure opens its records, page by page', async () => {
    const page = await station.must('officer', 'assessment.evidence', {
      ...{ runId, officerId: own, indicator: 'O2', offset: 1, limit: 2 },
    })
    expect(page).toMatchObject({ total: 7, good: 2, due: 7 })
    expect(page.items).toHaveLength(2)
    expect(page.items.every(({ date }) => date >= '2026-07-01' && date <= '2026-09-30')).toBe(true)
  })

  let appealId: AppealId
  test('an appeal is accepted, reviewed by somebody else, and decided by a new version with a difference', async () => {
    appealId = (await station.must('officer', 'assessment.appeal', { runId, indicator: 'O2', words: '警情已移交法院' }))
      .appealId
    expect(await station.code('officer', 'assessment.appeal', { runId, indicator: null, words: '再次申诉' })).toBe(
      'assessment/appeal-open',
    )
    expect((await station.must('otherOfficer', 'assessment.appeals', {})).appeals).toEqual([])
    expect(
      await station.code('chief', 'assessment.decideAppeal', { appealId, outcome: 'changed', decision: '属实' }),
    ).toBe('assessment/appeal-step')
    expect(await station.code('chief', 'assessment.run', { ...period, reason: '补录' })).toBe('assessment/appeals-open')
    await station.must('chief', 'assessment.acceptAppeal', { appealId })
    expect(await station.code('chief', 'assessment.reviewAppeal', { appealId, review: '属实' })).toBe(
      'assessment/own-release',
    )
    await station.must('clerk', 'assessment.reviewAppeal', { appealId, review: '两起警情已由法院受理' })
    expect(
      await station.code('chief', 'assessment.decideAppeal', { appealId, outcome: 'changed', decision: '属实' }),
    ).toBe('assessment/nothing-changed')

    expect(await station.code('chief', 'assessment.acceptMissing', { incident: '404', reason: '法院已受理' })).toBe(
      'assessment/incident-unknown',
    )
    await station.must('chief', 'assessment.acceptMissing', { incident: '20260801001', reason: '法院已受理' })
    const before = frozenOfficers(station.db, runId)
    const { newRunId } = await station.must('chief', 'assessment.decideAppeal', {
      appealId,
      outcome: 'changed',
      decision: '属实',
    })
    const after = frozenOfficers(station.db, newRunId ?? '')
    expect(after.find(({ officerId }) => officerId === other)).toEqual(
      before.find(({ officerId }) => officerId === other),
    )
    expect(snapshotOf(own, newRunId ?? '').parts[0]?.inputs.O2).toMatchObject({ held: 2, closed: 6 })

    const { before: version, officers } = await station.must('officer', 'assessment.diff', { runId: newRunId as RunId })
    expect(version).toBe(1)
    expect(officers).toMatchObject([
      { officerId: own, indicators: [{ id: 'O2', dueBefore: 70_000, dueAfter: 60_000 }] },
    ])
    expect((await station.must('otherOfficer', 'assessment.diff', { runId: newRunId as RunId })).officers).toEqual([])
    const { runs } = await station.must('chief', 'assessment.runs', {})
    expect(runs.map(({ version: v, status }) => [v, status])).toEqual([
      [2, 'released'],
      [1, 'superseded'],
    ])
    runId = newRunId as RunId
  })

  test('a record that is corrected afterwards leaves what is released as it is, and is in the next version', async () => {
    const { total } = (await station.must('officer', 'assessment.officer', { runId, officerId: own })).result
    station.put({
      book: 'L12',
      day: '2026-07-02',
      state: 'done',
      values: { item: 'certificate', dueOn: '2026-07-06', finishedOn: '2026-07-03' },
    })
    expect((await station.must('officer', 'assessment.officer', { runId, officerId: own })).result.total).toBe(total)
    expect(await station.code('chief', 'assessment.run', period)).toBe('assessment/reason-missing')
    const next = await station.must('chief', 'assessment.run', { ...period, reason: '补录便民服务' })
    expect(next.version).toBe(3)
    const { officers } = await station.must('chief', 'assessment.diff', { runId: next.runId })
    expect(officers.map(({ officerId, indicators }) => [officerId, indicators.map(({ id }) => id)])).toEqual([
      [own, ['P3', 'O5']],
    ])
    await station.must('chief', 'assessment.discard', { runId: next.runId })
    expect((await station.must('chief', 'assessment.runs', {})).runs).toHaveLength(2)
  })

  test('an appeal after five working days is too late', async () => {
    station.clock.ms = Date.parse('2026-10-16T02:00:00.000Z')
    expect(await station.code('officer', 'assessment.appeal', { runId, indicator: null, words: '有出入' })).toBe(
      'assessment/appeal-late',
    )
    station.clock.ms = Date.parse('2026-10-08T02:00:00.000Z')
  })
})

describe('the running period', () => {
  test('is shown to its officer day by day, up to today', async () => {
    station.put({ book: 'L06', day: '2026-10-08', addressKey: 'k9', values: { reason: 'routine', residentName: '丙' } })
    const shown = await station.must('officer', 'assessment.progress', {})
    expect(shown).toMatchObject({ period: '2026-Q4', from: '2026-10-01', to: '2026-12-31', asOf: '2026-10-08' })
    expect(shown.days.filter(({ indicator }) => indicator === 'P1')).toEqual([
      { indicator: 'P1', day: '2026-10-08', good: 1, due: 0 },
    ])
    expect(shown.result.status).toBe('observe_only')
    const { items } = await station.must('officer', 'assessment.evidence', {
      runId: null,
      officerId: own,
      indicator: 'P1',
    })
    expect(items.map(({ date, note }) => [date, note])).toEqual([['2026-10-08', 'counted']])
  })

  test('without a working day so far says so', async () => {
    station.clock.ms = Date.parse('2026-10-03T02:00:00.000Z')
    expect(await station.code('officer', 'assessment.progress', {})).toBe('assessment/no-working-days')
    station.clock.ms = Date.parse('2026-10-08T02:00:00.000Z')
  })
})

describe('a period that cannot be assessed', () => {
  test.each([
    ['2026-Q4', 'assessment/period-running'],
    ['2026-Q7', 'assessment/period-unknown'],
  ])('%s: %s, and nothing is kept', async (id, code) => {
    expect(await station.code('chief', 'assessment.run', { periodKind: 'quarter', period: id })).toBe(code)
    expect((await station.must('chief', 'assessment.runs', {})).runs.every((run) => run.period === '2026-Q3')).toBe(
      true,
    )
  })

  test('is told what it lacks', async () => {
    const ready = await station.must('chief', 'assessment.readiness', period)
    expect(ready).toMatchObject({
      over: true,
      workingDays: 66,
      gaps: [],
      profilesMissing: [],
      survey: false,
      sampled: 0,
    })
    expect(ready.officers.map(({ dutyDays, beats }) => [dutyDays, beats])).toEqual([
      [66, ['B01']],
      [66, ['B02']],
    ])
  })
})
