import { afterAll, beforeAll, expect, test } from 'vitest'
import type { SampleId } from '../../src-contract/features/sampling.contract.ts'
import { q } from '../../src-core/query.ts'
import { openAssessmentStation, type AssessmentStation } from '../support/assessment-station.ts'
import { staff } from '../support/test-context.ts'

const period = { periodKind: 'quarter', period: '2026-Q3' } as const
const own = staff.officer.accountId
const all = { existed: true, accurate: true, onTime: true, evidence: true }
const dice = '83467219054817263540'
let station: AssessmentStation
let sampleId: SampleId

beforeAll(async () => {
  station = await openAssessmentStation()
  for (let i = 0; i < 40; i += 1) {
    const day = `2026-07-${String(1 + (i % 28)).padStart(2, '0')}`
    station.put({
      book: i % 4 === 0 ? 'L12' : 'L06',
      day,
      values: i % 4 === 0 ? { content: '开证明' } : { findings: '正常' },
    })
  }
  for (let i = 0; i < 25; i += 1)
    station.put({
      ...{ book: 'L06', who: 'otherOfficer', day: '2026-09-29' },
      filedAt: `2026-09-29T02:00:${String(i).padStart(2, '0')}.000Z`,
    })
}, 60_000)
afterAll(() => station.close())

const open = () => station.must('auditor', 'sampling.open', { sampleId })

test('frames are locked once, with a hash that is there before the dice', async () => {
  const locked = await station.must('chief', 'sampling.lock', period)
  sampleId = locked.sampleId
  expect(locked.entries).toBe(65)
  expect(await station.code('chief', 'sampling.lock', period)).toBe('sampling/locked')
  expect(await station.code('chief', 'sampling.lock', { periodKind: 'quarter', period: '2026-Q4' })).toBe(
    'assessment/period-running',
  )
  const { sample, officers, entries } = await open()
  expect(sample.framesSha256).toBe(locked.framesSha256)
  expect(entries).toEqual([])
  // Bursts and late entries double the sample of the second officer.
  expect(officers.map(({ n, late, burst }) => [n, late, burst])).toEqual([
    [12, false, false],
    [24, true, true],
  ])
  const { text } = await station.must('auditor', 'sampling.frame', { sampleId, officerId: own })
  expect(text.split('\n')).toHaveLength(41)
})

test.each([
  ['8346721905481726354', 'sampling/dice-count'],
  ['8346721905481726354O', 'sampling/dice-digits'],
  ['01234567890123456789', 'sampling/dice-typed'],
])('%s draws nothing: %s', async (digits, code) => {
  expect(await station.code('chief', 'sampling.draw', { sampleId, dice: digits })).toBe(code)
  expect((await open()).entries).toEqual([])
})

test('a frame that was changed after it was locked is not drawn from', async () => {
  const before =
    station.db.one(q.selectFrom('audit_sample_frames').select('frame').where('officer_id', '=', own))?.frame ?? ''
  const lines = before.split('\n')
  const set = (frame: string) =>
    station.db.run(q.updateTable('audit_sample_frames').set({ frame }).where('officer_id', '=', own))
  set(`${lines.slice(0, 39).join('\n')}\n`)
  expect(await station.code('chief', 'sampling.draw', { sampleId, dice })).toBe('sampling/frame-changed')
  set(before)
})

test('the dice draw a list that anybody draws again', async () => {
  const { seed, drawn } = await station.must('chief', 'sampling.draw', { sampleId, dice })
  expect(seed).toBe(`PS990001-2026Q3-1.0.0-${dice}`)
  expect(drawn).toBe(12 + 24)
  expect(await station.code('chief', 'sampling.draw', { sampleId, dice })).toBe('sampling/drawn')
  expect(await station.must('auditor', 'sampling.verify', { sampleId })).toEqual({
    same: true,
    changedFrames: [],
    changedEntries: 0,
  })
})

test('an auditor sees the content of a drawn entry only, of another team, under P07, and it is on record', async () => {
  const { entries } = await open()
  const entryId = entries.find(({ officerId }) => officerId === own)?.entryId ?? ('' as never)
  const { fields } = await station.must('auditor', 'sampling.reveal', { sampleId, entryId })
  expect(fields.map(({ key }) => key)).toContain('occurredOn')
  const row = station.db.one(
    q
      .selectFrom('audit_log')
      .select(['purpose', 'reference', 'record'])
      .where('action', '=', 'reveal')
      .orderBy('seq', 'desc'),
  )
  expect(row).toEqual({ purpose: 'P07', reference: sampleId, record: entryId })
  const drawn = new Set<string>(entries.map((one) => one.entryId))
  const other = station.db.all(q.selectFrom('entries').select('entry_id')).find((one) => !drawn.has(one.entry_id))
  expect(await station.code('auditor', 'sampling.reveal', { sampleId, entryId: other?.entry_id as never })).toBe(
    'sampling/gone',
  )
  expect(await station.code('chief', 'sampling.reveal', { sampleId, entryId })).toBe('rpc/denied')
  const team = (name: string) =>
    station.db.run(q.updateTable('accounts').set({ team: name }).where('account_id', '=', staff.auditor.accountId))
  team('officer')
  expect(await station.code('auditor', 'sampling.reveal', { sampleId, entryId })).toBe('sampling/own-team')
  expect(await station.code('auditor', 'sampling.judge', { sampleId, entryId, checks: all })).toBe('sampling/own-team')
  team('法制')
})

test('verdicts count once the last entry is judged, and change the process only; a released period keeps them', async () => {
  const { entries } = await open()
  const failed = entries.find(({ officerId }) => officerId === own)?.entryId
  expect(
    await station.code('auditor', 'sampling.judge', {
      sampleId,
      entryId: entries[0]?.entryId as never,
      checks: { ...all, evidence: false },
    }),
  ).toBe('sampling/reason-missing')
  for (const { entryId } of entries.slice(1))
    await station.must('auditor', 'sampling.judge', { sampleId, entryId, checks: all })
  const early = await station.must('chief', 'assessment.run', period)
  expect(
    (await station.must('chief', 'assessment.officer', { runId: early.runId, officerId: own })).result.audit,
  ).toBeNull()
  const first = entries[0]?.entryId as never
  await station.must('auditor', 'sampling.judge', {
    ...{
      sampleId,
      entryId: first,
      checks: { ...all, existed: first !== failed },
      reason: first === failed ? '查无此事' : '',
    },
  })
  const run = await station.must('chief', 'assessment.run', period)
  const { result } = await station.must('chief', 'assessment.officer', { runId: run.runId, officerId: own })
  expect(result.audit).toMatchObject({ drawn: 12, passed: 11, frameSize: 40, late: false, burst: false })
  // (11 + 20 * .95) / 32 = .9375, and (.9375 - .80) / .15 = .9167.
  expect([result.auditRate, result.auditFactor]).toEqual([9375, 9167])
  await station.must('chief', 'assessment.release', { runId: run.runId, sha256: run.sha256 })
  expect(await station.code('auditor', 'sampling.judge', { sampleId, entryId: first, checks: all })).toBe(
    'sampling/used',
  )
})

test('a drawn entry that is corrected afterwards is said', async () => {
  const { entries } = await open()
  station.db.run(
    q
      .updateTable('entries')
      .set({ version: 2 })
      .where('entry_id', '=', entries[0]?.entryId ?? ''),
  )
  expect(await station.must('chief', 'sampling.verify', { sampleId })).toMatchObject({ same: true, changedEntries: 1 })
})
