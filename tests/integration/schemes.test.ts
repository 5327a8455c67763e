import { writeFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { AUTHORITY, envelope, issue, makeKey, SIGNER, type Identity } from '../../cli/certificates.ts'
import { SCHEME_TYPE, SCHEME_USAGE } from '../../src-core/features/assessment/issued-scheme.ts'
import { canonicalJson } from '../../src-domain/canonical/canonical-json.ts'
import { schemeText } from '../../src-domain/scoring/schemes.ts'
import { openAssessmentStation, type AssessmentStation } from '../support/assessment-station.ts'
import { believes, officeKey, officeRowArrives, type OfficeKey } from '../support/office-row.ts'

const OFFICE = '澄湾市公安局东渚分局'
const quarter = { periodKind: 'quarter', period: '2026-Q3' } as const
let station: AssessmentStation
let authority: Identity
let office: Identity
let agency: Identity

beforeAll(async () => {
  station = await openAssessmentStation()
  const root = issue({ name: '省厅', key: makeKey(), extensions: AUTHORITY, serial: '01' })
  authority = issue({ name: '市局', key: makeKey(), issuer: root, extensions: AUTHORITY, serial: '02' })
  const key = makeKey()
  const forSchemes = [...SIGNER.slice(0, 2), { name: 'extKeyUsage', [SCHEME_USAGE]: true }]
  office = issue({ name: OFFICE, key, issuer: authority, extensions: forSchemes, serial: '03' })
  agency = issue({ name: OFFICE, key, issuer: authority, extensions: SIGNER, serial: '04' })
  const { sha256 } = await station.must('chief', 'authorities.add', { fileId: handOver('root.der', root.der) })
  await station.must('auditor', 'authorities.confirm', { sha256 })
  station.put({ book: 'L06', day: '2026-07-02', values: { findings: '正常' } })
}, 60_000)
afterAll(() => station.close())

function handOver(name: string, bytes: Buffer | string) {
  writeFileSync(station.place(name), bytes)
  return station.hand(station.place(name))
}

type SchemeJson = { scheme: string; indicators: Record<string, { weight: number; shrink?: { m: number } }> }

/** The scheme of the program as another version; `change` makes it one that cannot be. */
function scheme(version: string, change: (one: SchemeJson) => void = () => undefined): string {
  const json = JSON.parse(schemeText('1.0.0') ?? '') as SchemeJson
  json.scheme = version
  change(json)
  return JSON.stringify(json)
}

function issued(text: string, changes: { from?: string; office?: string; signer?: Identity; type?: string } = {}) {
  const statement = { office: changes.office ?? OFFICE, from: changes.from ?? '2027-01-01', scheme: text }
  return handOver(
    'scheme.json',
    envelope(statement, changes.signer ?? office, authority, { type: changes.type ?? SCHEME_TYPE }),
  )
}

async function refusal(fileId: ReturnType<typeof issued>): Promise<string> {
  const result = await station.call('chief', 'assessment.loadScheme', { fileId })
  return result.ok ? 'ok' : `${result.error.code} ${String(result.error.params['problem'] ?? '')}`.trim()
}

test('nothing is loaded that the superior office did not sign as a scheme', async () => {
  expect(await refusal(issued(scheme('1.1.0'), { signer: agency }))).toBe('assessment/scheme-signature usage')
  expect(await refusal(issued(scheme('1.1.0'), { office: '另一分局' }))).toBe('assessment/scheme-signature office')
  expect(await refusal(issued(scheme('1.1.0'), { type: 'application/json' }))).toBe('assessment/scheme-signature shape')
  expect(await refusal(issued(scheme('1.1.0'), { from: '2027-02-30' }))).toBe('assessment/scheme-signature shape')
  expect(await refusal(handOver('plain.json', scheme('1.1.0')))).toBe('assessment/scheme-signature shape')
})

test('weights of 29.9 are no scheme, whoever signed them', async () => {
  const wrong = scheme('1.1.0', (one) => {
    const visits = one.indicators['P1']
    if (visits) visits.weight = 7.9
  })
  const result = await station.call('chief', 'assessment.loadScheme', { fileId: issued(wrong) })
  expect(result).toMatchObject({ ok: false, error: { code: 'assessment/scheme-invalid' } })
  expect(JSON.stringify(result)).toContain('weights-sum')
})

test('a period that has begun keeps its scheme', async () => {
  expect(await refusal(issued(scheme('1.1.0'), { from: '2026-10-08' }))).toBe('assessment/scheme-past')
  expect(await refusal(issued(scheme('1.1.0'), { from: '2026-07-01' }))).toBe('assessment/scheme-past')
})

test('a loaded scheme holds from its day on, and what was before keeps its own', async () => {
  const harder = scheme('1.1.0', (one) => {
    const satisfaction = one.indicators['O1']
    if (satisfaction?.shrink) satisfaction.shrink.m = 40
  })
  const loaded = await station.must('chief', 'assessment.loadScheme', { fileId: issued(harder) })
  expect(loaded).toEqual({ version: '1.1.0', from: '2027-01-01' })
  expect(await refusal(issued(harder))).toBe('assessment/scheme-known')
  expect(await refusal(issued(scheme('1.2.0')))).toBe('assessment/scheme-later')
  const { schemes } = await station.must('officer', 'assessment.schemes', {})
  expect(schemes.map(({ version, from, office: by }) => [version, from, by])).toEqual([
    ['1.0.0', null, null],
    ['1.1.0', '2027-01-01', OFFICE],
  ])
  const before = await station.must('chief', 'assessment.run', quarter)
  expect((await station.must('chief', 'assessment.open', { runId: before.runId })).run.scheme).toBe('1.0.0')

  station.clock.ms = Date.parse('2027-04-06T02:00:00.000Z')
  station.put({ book: 'L06', day: '2027-02-02', values: { findings: '正常' } })
  const after = await station.must('chief', 'assessment.run', { periodKind: 'quarter', period: '2027-Q1' })
  expect((await station.must('chief', 'assessment.open', { runId: after.runId })).run.scheme).toBe('1.1.0')
  const again = await station.must('chief', 'assessment.run', quarter)
  expect((await station.must('chief', 'assessment.open', { runId: again.runId })).run.scheme).toBe('1.0.0')
})

test('what the office signed on the platform stands beside files; a file that was loaded here before goes first', async () => {
  const key = officeKey()
  believes(station.db, key)
  let version = 0
  const signs = (from: string, text: string, signer: OfficeKey | string = key) =>
    officeRowArrives(
      station.db,
      {
        ...{ kind: 'scheme', name: 'assessment', version: (version += 1), at: '2027-04-06T01:00:00.000Z' },
        content: canonicalJson({ from, scheme: text }),
      },
      signer,
    )
  // By a file 1.1.0 holds since 2027-01-01.
  signs('2027-05-01', scheme('1.1.0'))
  signs('2027-07-01', scheme('2.0.0'))
  signs('2027-10-01', scheme('2.1.0'), officeKey())
  signs('2027-04-06', scheme('2.2.0'))
  signs('2027-10-01', '{"scheme":"2.3.0"}')
  const { schemes, unused } = await station.must('officer', 'assessment.schemes', {})
  expect(schemes.map(({ version: of, source, from }) => [of, source, from])).toEqual([
    ['1.0.0', 'program', null],
    ['1.1.0', 'file', '2027-01-01'],
    ['2.0.0', 'platform', '2027-07-01'],
  ])
  expect(unused.map(({ version: of, from, reason }) => [of, from, reason])).toEqual([
    ['2.2.0', '2027-04-06', 'past'],
    [null, null, 'malformed'],
    ['1.1.0', '2027-05-01', 'file'],
  ])
  // A file is judged after what the platform brought.
  expect(await refusal(issued(scheme('2.0.0'), { from: '2027-12-01' }))).toBe('assessment/scheme-known')
  expect(await refusal(issued(scheme('3.0.0'), { from: '2027-06-01' }))).toBe('assessment/scheme-later')
})

test('a file with the first day of one that the office signs later goes first too', async () => {
  await station.must('chief', 'assessment.loadScheme', { fileId: issued(scheme('3.0.0'), { from: '2028-01-01' }) })
  const key = officeKey()
  believes(station.db, key)
  const content = canonicalJson({ from: '2028-01-01', scheme: scheme('4.0.0') })
  const row = { kind: 'scheme', name: 'assessment', version: 9, at: '2027-04-06T01:00:00.000Z', content } as const
  officeRowArrives(station.db, row, key)
  const { schemes, unused } = await station.must('officer', 'assessment.schemes', {})
  expect(schemes.at(-1)).toMatchObject({ version: '3.0.0', source: 'file' })
  expect(unused).toMatchObject([{ version: '4.0.0', reason: 'file' }])
})
