import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { OutputOf } from '../../src-contract/contract.ts'
import type { EvaluationImportId, SurveyId } from '../../src-contract/features/evaluations.shapes.ts'
import { canonicalJson } from '../../src-domain/canonical/canonical-json.ts'
import { readSpreadsheet } from '../../src-core/spreadsheets/read.ts'
import { q } from '../../src-core/query.ts'
import {
  AGENCY,
  csvOf,
  handOver,
  invitedOf,
  makeAgency,
  manifestOf,
  trustAgency,
  type Invited,
  type TestAgency,
} from '../support/agency.ts'
import { believes, officeKey, officeRowArrives, type OfficeKey } from '../support/office-row.ts'
import { openAssessmentStation, type AssessmentStation } from '../support/assessment-station.ts'
import { chiefPkcs12 } from '../../cli/chief-pkcs12.ts'
import { envelope, makeKey } from '../../cli/certificates.ts'
import { staff } from '../support/test-context.ts'
import { unzipped } from '../support/unzipped.ts'

const quarter = { periodKind: 'quarter', period: '2026-Q3' } as const
let station: AssessmentStation
let agency: TestAgency
let rootSha256: string
let surveyId: SurveyId
let mine: Invited[]
let others: Invited[]

beforeAll(async () => {
  station = await openAssessmentStation()
  agency = makeAgency()
  for (let i = 0; i < 24; i += 1) {
    const day = `2026-07-${String(1 + i).padStart(2, '0')}`
    station.put({ book: 'L06', day, addressKey: `a${i}`, values: { findings: '正常' } })
    if (i < 8) station.put({ book: 'L12', day, who: 'otherOfficer', values: { content: '开证明' } })
  }
  // What else an outcome needs; none of it is of the quarter's days, so it invites nobody.
  const peace = { kind: 'neighbour', summary: '噪声', closedOn: '2026-04-20' }
  station.put({ book: 'L07', day: '2026-03-02', state: 'finished', values: peace })
  const hazard = { found: 'hazard', rectifyBy: '2026-07-10', reinspectedOn: '2026-07-13' }
  station.put({ book: 'L08', day: '2026-06-20', state: 'closed', values: hazard })
  const request = { item: 'certificate', dueOn: '2026-07-06', finishedOn: '2026-07-06' }
  station.put({ book: 'L12', day: '2026-06-20', values: request })
  // A closed door, and the same home again: neither invites anybody.
  station.put({ book: 'L06', day: '2026-08-03', state: 'missed', addressKey: 'b1' })
  station.put({ book: 'L06', day: '2026-08-04', addressKey: 'a1', values: { findings: '正常' } })
}, 60_000)
afterAll(() => station.close())

/** An answer as a line of the file. */
function line(
  serial: number,
  to: Invited | null,
  overall: string,
  more: Partial<Record<number, string>> = {},
): string[] {
  const cells = [`r${serial}`, to?.token ?? '', to?.code ?? '031207', '电话', '2026-09-01 10:00', overall, '', '']
  return cells.map((cell, at) => more[at] ?? cell)
}

async function look(data: Buffer, rows: number, changes: { manifest?: Record<string, unknown>; name?: string } = {}) {
  const manifest = await manifestOf(station, surveyId, data, rows, changes.manifest)
  return station.call('chief', 'evaluations.preview', {
    surveyId,
    fileId: handOver(station, changes.name ?? 'answers.csv', data),
    manifest: handOver(station, 'manifest.json', envelope(manifest, agency.signer, agency.authority)),
  })
}

async function problemOf(data: Buffer, rows: number, manifest: Record<string, unknown> = {}): Promise<string> {
  const result = await look(data, rows, { manifest })
  return result.ok ? 'ok' : `${result.error.code} ${String(result.error.params['problem'] ?? '')}`
}

async function previewed(data: Buffer, rows: number, name?: string): Promise<OutputOf<'evaluations.preview'>> {
  const result = await look(data, rows, name === undefined ? {} : { name })
  if (!result.ok) throw new Error(JSON.stringify(result.error))
  return result.value
}

const stored = () =>
  station.db.all(q.selectFrom('evaluation_answers').select('response_id').orderBy('response_id')).length

describe('invitations', () => {
  test('are drawn once from who was served, and say nothing of them', async () => {
    const prepared = await station.must('chief', 'evaluations.prepare', { ...quarter, agency: AGENCY })
    surveyId = prepared.surveyId
    expect(prepared.invited).toBe(32)
    expect(await station.code('chief', 'evaluations.prepare', { ...quarter, agency: AGENCY })).toBe(
      'evaluations/prepared',
    )
    expect(
      await station.code('chief', 'evaluations.prepare', { periodKind: 'month', period: '2026-05', agency: AGENCY }),
    ).toBe('evaluations/nobody-to-invite')
    const all = invitedOf(station.db, surveyId)
    mine = all.filter(({ officer_id: id }) => id === staff.officer.accountId)
    others = all.filter(({ officer_id: id }) => id === staff.otherOfficer.accountId)
    expect([mine.length, others.length]).toEqual([24, 8])
  })

  test('go to the agency as a table with the chief’s signature, whose hash is the one that is shown', async () => {
    const key = makeKey()
    const file = chiefPkcs12({ key, issuer: agency.root, person: staff.chief.name, passphrase: 'geheim' })
    const fileId = handOver(station, 'chief.p12', Buffer.from(file))
    const wrong = { surveyId, fileId, passphrase: 'falsch' }
    expect(await station.code('chief', 'evaluations.invitations', wrong)).toBe('reports/key-passphrase')
    const made = await station.must('chief', 'evaluations.invitations', { ...wrong, passphrase: 'geheim' })
    const { surveys } = await station.must('chief', 'evaluations.surveys', {})
    expect(made.sha256).toBe(surveys[0]?.frameSha256)
    const path = station.place('list.zip')
    writeFileSync(path, made.zip)
    const table = await unzipped(path, 'PS990001-2026Q3.csv')
    expect(table.trim().split('\r\n')).toHaveLength(33)
    expect(createHash('sha256').update(table).digest('hex')).toBe(made.sha256)
    expect(table).not.toMatch(/民警甲|L06-2026/)
    expect(JSON.parse(await unzipped(path, 'PS990001-2026Q3.sig.json'))).toHaveProperty('signature')
  })
})

describe('a signed file', () => {
  const rows = () =>
    mine.slice(0, 12).map((to, i) => line(i, to, i < 9 ? '满意' : '不满意', i === 11 ? { 7: '是' } : {}))

  test('is refused until two persons vouch for the root, and again once it is withdrawn or revoked', async () => {
    expect(await problemOf(csvOf(rows()), 12)).toBe('evaluations/tp01 chain')
    const fileId = handOver(station, 'root.der', agency.root.der)
    rootSha256 = (await station.must('chief', 'authorities.add', { fileId })).sha256
    expect(await problemOf(csvOf(rows()), 12)).toBe('evaluations/tp01 chain')
    await station.must('auditor', 'authorities.confirm', { sha256: rootSha256 })
    expect(await problemOf(csvOf(rows()), 12)).toBe('ok')
    await station.must('chief', 'authorities.remove', { sha256: rootSha256 })
    expect(await problemOf(csvOf(rows()), 12)).toBe('evaluations/tp01 chain')
    await trustAgency(station, agency)
  })

  test.each<[string, Record<string, unknown>]>([
    ['survey', { survey: 'PS990001-2026Q2' }],
    ['survey', { period: '2026-Q2' }],
    ['sample', { frame_hash: 'a'.repeat(64) }],
    ['sample', { invited: 900 }],
    ['checksum', { sha256: 'b'.repeat(64) }],
    ['rows', { rows: 11 }],
    ['agency', { agency: '另一家调查中心' }],
  ])('TP01 %s: nothing is imported', async (problem, changes) => {
    expect(await problemOf(csvOf(rows()), 12, changes)).toBe(`evaluations/tp01 ${problem}`)
    expect(stored()).toBe(0)
  })

  test('tells all that is wrong by row, and gives the rows back as a file', async () => {
    const data = csvOf([
      ...rows(),
      line(20, mine[12] ?? null, 'NaN'),
      line(21, mine[13] ?? null, '-1'),
      line(22, mine[14] ?? null, '满意', { 1: 'Ynobody' }),
      line(23, mine[0] ?? null, '满意', { 4: '2026-09-02 10:00' }),
      line(24, mine[15] ?? null, '满意', { 4: '2026-10-02 10:00' }),
      line(25, null, '满意'),
      line(26, mine[16] ?? null, ''),
      ...others.map((to, i) => line(30 + i, to, '满意')),
    ])
    const shown = await previewed(data, 27)
    expect(shown.problems.map(({ code, row, column }) => `${code} ${row} ${column}`)).toEqual([
      'TP03 14 总体满意度',
      'TP03 15 总体满意度',
      'TP04 16 邀请码',
      'TP05 17 邀请码',
      'TP08 18 完成时间',
    ])
    expect(shown.counts).toEqual({ rows: 27, counted: 20, uncounted: 1, incomplete: 1, rejected: 5, callBacks: 1 })
    expect(shown.few).toEqual([{ number: '031208', name: '民警乙', answers: 8 }])
    const done = await station.must('chief', 'evaluations.apply', { importId: shown.importId })
    expect([done.state, done.again]).toEqual(['imported', false])
    expect(stored()).toBe(21)

    const { xlsx } = await station.must('chief', 'evaluations.rejected', { importId: shown.importId })
    const path = station.place('rejected.xlsx')
    writeFileSync(path, xlsx)
    const sheet = await readSpreadsheet(path)
    const read = sheet.ok ? await sheet.value.startRows() : undefined
    const page = sheet.ok && read?.ok ? await sheet.value.nextPage() : undefined
    const texts = page?.ok ? page.value.rows.map(({ cells }) => cells.slice(0, 3).map(({ text }) => text)) : []
    expect(texts.map(([row, , id]) => [row, id])).toEqual([
      ['14', 'r20'],
      ['15', 'r21'],
      ['16', 'r22'],
      ['17', 'r23'],
      ['18', 'r24'],
    ])
    expect(texts[2]?.[1]).toContain('TP04')
    expect(JSON.stringify(station.db.all(q.selectFrom('audit_log').selectAll()))).not.toContain(mine[0]?.token)
  })

  test('changes nothing the second time, in whatever other form it comes', async () => {
    const data = readFileSync(station.place('answers.csv'))
    const again = await previewed(data, 27)
    expect(again.again).toBe(true)
    const done = await station.must('chief', 'evaluations.apply', { importId: again.importId })
    expect(done.again).toBe(true)
    // The same answers as JSONL are other bytes: every row is a duplicate.
    const lines = rows().map((cells) => ({
      答卷编号: cells[0],
      邀请码: cells[1],
      民警编号: cells[2],
      渠道: cells[3],
      完成时间: cells[4],
      总体满意度: cells[5],
    }))
    const jsonl = Buffer.from(lines.map((one) => JSON.stringify(one)).join('\n'), 'utf8')
    const other = await previewed(jsonl, 12, 'answers.jsonl')
    expect(other.counts).toMatchObject({ counted: 0, rejected: 12 })
    expect(new Set(other.problems.map(({ code }) => code))).toEqual(new Set(['TP05']))
    expect(await station.code('chief', 'evaluations.apply', { importId: other.importId })).toBe(
      'evaluations/nothing-usable',
    )
    expect(stored()).toBe(21)
  })

  test.each<[string, string]>([
    ['{"答卷编号": "a", "答卷编号": "b"}', 'evaluations/jsonl'],
    ['{"答卷编号": ["a"]}', 'evaluations/jsonl'],
    ['答卷编号,邀请码\r\n', 'evaluations/empty'],
    ['', 'file/empty'],
  ])('%s is no data file', async (text, code) => {
    const fileId = handOver(station, text.startsWith('{') ? 'bad.jsonl' : 'bad.csv', text)
    expect(await station.code('chief', 'evaluations.preview', { surveyId, fileId, manifest: null })).toBe(code)
  })

  test('with names in it is refused whole and leaves nothing', async () => {
    const data = csvOf(
      [[...line(50, mine[17] ?? null, '满意'), '张三']],
      ['答卷编号', '邀请码', '民警编号', '渠道', '完成时间', '总体满意度', '意见建议', '是否同意回访', '姓名'],
    )
    const shown = await previewed(data, 1)
    expect(shown.refused).toBe(true)
    expect(await station.code('chief', 'evaluations.apply', { importId: shown.importId })).toBe('evaluations/refused')
    expect(stored()).toBe(21)
  })

  test('by a certificate that was revoked since is refused', async () => {
    await station.must('auditor', 'authorities.revoke', { serial: '0a', reason: '私钥遗失' })
    expect(await problemOf(csvOf([line(60, mine[18] ?? null, '满意')]), 1)).toBe('evaluations/tp01 revoked')
  })
})

describe('a file without a signature', () => {
  let waiting: EvaluationImportId
  const data = () => csvOf([line(70, mine[19] ?? null, '3'), line(71, mine[20] ?? null, '1', { 7: '同意' })])
  const sha256 = () => createHash('sha256').update(data()).digest('hex')
  const preview = () =>
    station.must('chief', 'evaluations.preview', {
      surveyId,
      fileId: handOver(station, 'plain.csv', data()),
      manifest: null,
    })

  test('needs a document number, and counts only after somebody of the superior office has confirmed it', async () => {
    const { importId } = await preview()
    expect(await station.code('chief', 'evaluations.apply', { importId })).toBe('evaluations/document-missing')
    const done = await station.must('chief', 'evaluations.apply', { importId, documentNumber: '收〔2026〕118号' })
    expect(done.state).toBe('waiting')
    waiting = importId
    const answered = async () => (await station.must('chief', 'evaluations.figures', { surveyId })).station.answered
    expect(await answered()).toBe(20)
    // Who confirms is not told what to confirm.
    const { surveys } = await station.must('auditor', 'evaluations.surveys', {})
    expect(surveys[0]?.imports[0]).toMatchObject({ state: 'waiting', sha256: null, documentNumber: null })
    const confirm = { importId, documentNumber: '收〔2026〕118号', sha256: sha256() }
    for (const wrong of [{ sha256: 'c'.repeat(64) }, { documentNumber: '收〔2026〕119号' }])
      expect(await station.code('auditor', 'evaluations.confirm', { ...confirm, ...wrong })).toBe(
        'evaluations/not-the-same',
      )
    await station.must('auditor', 'evaluations.confirm', confirm)
    expect(await answered()).toBe(22)
    expect(await station.code('chief', 'evaluations.withdraw', { importId })).toBe('evaluations/not-waiting')
  })

  test('can be withdrawn before, and is then gone', async () => {
    const fileId = handOver(station, 'other.csv', csvOf([line(80, mine[21] ?? null, '满意')]))
    const { importId } = await station.must('chief', 'evaluations.preview', { surveyId, fileId, manifest: null })
    await station.must('chief', 'evaluations.apply', { importId, documentNumber: '收〔2026〕120号' })
    const before = stored()
    await station.must('chief', 'evaluations.withdraw', { importId })
    expect(stored()).toBe(before - 1)
    expect(waiting).not.toBe(importId)
  })
})

describe('what a survey says', () => {
  test('shows no rate from fewer than ten answers, and no total that would give it away', async () => {
    const { officers, station: all } = await station.must('chief', 'evaluations.figures', { surveyId })
    expect(officers.map(({ number, answered, rate }) => [number, answered, rate])).toEqual([
      // 9 of 12 satisfied, then a half and a nothing: 9.5 of 14.
      ['031207', 14, 6786],
      ['031208', 8, null],
    ])
    expect([all.answered, all.responseRate, all.rate, all.low]).toEqual([22, 6875, null, null])
    expect(officers[0]).toMatchObject({ invited: 24, responseRate: 5833 })
  })

  test('is in the run: who has ten answers gets a total, who has fewer is told that the source is missing', async () => {
    const made = await station.must('chief', 'assessment.run', quarter)
    const { officers } = await station.must('chief', 'assessment.open', { runId: made.runId })
    expect(officers.map(({ number, status, total }) => [number, status, total === null])).toEqual([
      ['031207', 'scored', false],
      ['031208', 'outcome_missing', true],
    ])
    const own = { runId: made.runId, officerId: staff.officer.accountId }
    const { result } = await station.must('chief', 'assessment.officer', own)
    const satisfaction = result.indicators.find(({ id }) => id === 'O1')
    expect(satisfaction).toMatchObject({ state: 'counted', good: 95_000, due: 140_000 })
    expect(result.evaluation).toMatchObject({
      agency: AGENCY,
      trust: 'two-persons',
      invited: 24,
      answered: 14,
      rate: 6786,
    })
    const shown = await station.must('chief', 'assessment.evidence', { ...own, indicator: 'O1' })
    expect(shown.items).toEqual([])
  })
})

describe('a dissatisfied respondent who agreed to be called', () => {
  test('is a case with a deadline, for somebody other than the officer', async () => {
    const { cases } = await station.must('clerk', 'evaluations.callBacks', {})
    expect(cases.map(({ officerName, dueOn, outcome }) => [officerName, dueOn, outcome])).toEqual([
      ['民警甲', '2026-10-14', null],
      ['民警甲', '2026-10-14', null],
    ])
    const caseId = cases[0]?.caseId
    if (caseId === undefined) throw new Error('no case')
    const closing = { caseId, outcome: 'settled', note: '等候时间长，已说明' } as const
    expect(await station.code('officer', 'evaluations.closeCallBack', closing)).toBe('rpc/denied')
    await station.must('clerk', 'evaluations.closeCallBack', closing)
    expect(await station.code('chief', 'evaluations.closeCallBack', closing)).toBe('evaluations/case-closed')
    const after = await station.must('chief', 'evaluations.callBacks', {})
    expect(after.cases.map(({ outcome, closedByName }) => [outcome, closedByName])).toEqual([
      [null, null],
      ['settled', '内勤甲'],
    ])
  })

  test('is not shown to whom the case is about, who cannot close it either', async () => {
    const { cases } = await station.must('chief', 'evaluations.callBacks', {})
    const caseId = cases[0]?.caseId
    if (caseId === undefined) throw new Error('no case')
    // The clerk was the officer concerned when the service was given.
    station.db.run(
      q.updateTable('call_back_cases').set({ officer_id: staff.clerk.accountId }).where('case_id', '=', caseId),
    )
    expect((await station.must('clerk', 'evaluations.callBacks', {})).cases).toHaveLength(1)
    const closing = { caseId, outcome: 'settled', note: '已说明' } as const
    expect(await station.code('clerk', 'evaluations.closeCallBack', closing)).toBe('evaluations/own-case')
  })
})

describe('a file that the superior office confirms over the platform', () => {
  const [platform, stranger] = [officeKey(), officeKey()]
  const data = () => csvOf([line(90, mine[22] ?? null, '满意')])
  const sha256 = () => createHash('sha256').update(data()).digest('hex')

  const arrives = (content: object, name: string, key: OfficeKey) =>
    officeRowArrives(
      station.db,
      { kind: 'evaluation', name, at: '2026-10-12T01:00:00.000Z', content: canonicalJson(content as never) },
      key,
    )
  const newest = async () => (await station.must('chief', 'evaluations.surveys', {})).surveys[0]?.imports[0]

  test('counts once it has come, if the platform signed it and it names this file and this number', async () => {
    believes(station.db, platform)
    const fileId = handOver(station, 'office.csv', data())
    const { importId } = await station.must('chief', 'evaluations.preview', { surveyId, fileId, manifest: null })
    const documentNumber = '收〔2026〕130号'
    await station.must('chief', 'evaluations.apply', { importId, documentNumber })
    arrives({ documentNumber, sha256: sha256() }, 'evaluation-forged', stranger)
    arrives({ documentNumber: '收〔2026〕131号', sha256: sha256() }, 'evaluation-number', platform)
    arrives({ documentNumber, sha256: 'd'.repeat(64) }, 'evaluation-file', platform)
    expect(await newest()).toMatchObject({ state: 'waiting', confirmedByName: null })
    const answered = async () => (await station.must('chief', 'evaluations.figures', { surveyId })).station.answered
    const before = await answered()
    arrives({ documentNumber, sha256: sha256() }, 'evaluation-true', platform)
    // Also for whoever opens the figures first.
    expect(await answered()).toBe(before + 1)
    expect(await newest()).toMatchObject({ importId, state: 'imported', confirmedByName: '上级甲' })
    expect(await station.code('auditor', 'evaluations.confirm', { importId, documentNumber, sha256: sha256() })).toBe(
      'evaluations/not-waiting',
    )
  })
})
