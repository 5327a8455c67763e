import { writeFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { RunId } from '../../src-contract/features/assessment.shapes.ts'
import type { AccountId, FileId } from '../../src-contract/ids.ts'
import { q } from '../../src-core/query.ts'
import { checkSignature } from '../../src-core/features/reports/signing/check-signature.ts'
import { verifyReport } from '../../src-core/features/reports/signing/verify-report.ts'
import { openAssessmentStation, staffNumbers, type AssessmentStation } from '../support/assessment-station.ts'
import { chiefPkcs12 } from '../../cli/chief-pkcs12.ts'
import { pdfText } from '../support/pdf-text.ts'
import { AUTHORITY, issue, makeKey } from '../../cli/certificates.ts'
import { staff } from '../support/test-context.ts'

const own = staff.officer.accountId as AccountId
const other = staff.otherOfficer.accountId as AccountId
const key = makeKey(2048)
const issuer = issue({ name: '云渚省证书中心', key: makeKey(2048), extensions: AUTHORITY })
let station: AssessmentStation
let runId: RunId
let files = 0

beforeAll(async () => {
  station = await openAssessmentStation()
  runId = (await station.must('chief', 'assessment.run', { periodKind: 'quarter', period: '2026-Q3' })).runId
})
afterAll(() => station.close())

/** A certificate file of a person, handed in as the shell does. */
function certificate(person: string, to?: string): FileId {
  const path = station.place(`key-${(files += 1)}.p12`)
  writeFileSync(path, chiefPkcs12({ key, issuer, person, passphrase: 'deng-ta-123', ...(to ? { to } : {}) }))
  return station.hand(path)
}
const sign = (fileId: FileId, passphrase = 'deng-ta-123') =>
  station.code('chief', 'reports.sign', { runId, fileId, passphrase })
const chiefs = (): FileId => certificate(`X ${staffNumbers.chief}`)

test('before the release the chief sees previews, nobody signs, and no officer sees anything', async () => {
  for (const officerId of [own, null]) {
    const { pdf, signed } = await station.must('chief', 'reports.print', { runId, officerId })
    expect(pdfText(pdf)).toContain('预览稿，未发布')
    expect(signed).toBe(false)
  }
  expect(await sign(chiefs())).toBe('reports/not-released')
  expect(await station.code('officer', 'reports.print', { runId, officerId: own })).toBe('assessment/gone')
  expect((await station.must('chief', 'reports.list', { runId })).maySign).toBe(false)
  expect(await station.code('chief', 'reports.bundle', { runId })).toBe('reports/none-signed')
})

test('after the release an officer prints the own report, and nobody gets another one', async () => {
  const { sha256 } = (await station.must('chief', 'assessment.open', { runId })).run
  await station.must('chief', 'assessment.release', { runId, sha256 })
  const { pdf } = await station.must('officer', 'reports.print', { runId, officerId: own })
  const text = pdfText(pdf)
  expect(text).toContain(staffNumbers.officer)
  expect(text).not.toContain(staffNumbers.otherOfficer)
  expect(text).not.toContain('预览稿')
  for (const officerId of [other, null])
    expect(await station.code('officer', 'reports.print', { runId, officerId })).toBe('assessment/not-yours')
})

test('with another certificate, a wrong passphrase or an expired certificate nothing is signed', async () => {
  expect(await sign(chiefs(), 'wrong')).toBe('reports/key-passphrase')
  expect(await sign(certificate('X 031207'))).toBe('reports/key-other-person')
  expect(await sign(certificate(`X ${staffNumbers.chief}`, '2026-10-01T00:00:00Z'))).toBe('reports/key-expired')
  expect(await sign('00000000-0000-7000-8000-000000000000' as FileId)).toBe('file/not-found')
  expect((await station.must('chief', 'reports.list', { runId })).signed).toBe(0)
})

test('signing all can be stopped and goes on where it was; what was signed never changes', async () => {
  const stop = new AbortController()
  const fileId = chiefs()
  const input = { runId, fileId, passphrase: 'deng-ta-123' }
  const progress = ({ done, total }: { done: number; total: number | null }) => {
    expect(total).toBe(3)
    if (done === 0) stop.abort()
  }
  const first = await station.call('chief', 'reports.sign', input, { signal: stop.signal, progress })
  expect(first).toMatchObject({ ok: true, value: { signed: 1, left: 2 } })
  const before = await station.must('chief', 'reports.print', { runId, officerId: own })
  expect(await station.must('chief', 'reports.sign', input)).toEqual({ signed: 2, left: 0 })
  const after = await station.must('chief', 'reports.print', { runId, officerId: own })
  expect(Buffer.compare(before.pdf, after.pdf)).toBe(0)
  const { reports, signed, maySign } = await station.must('chief', 'reports.list', { runId })
  expect([signed, maySign, reports.every((line) => line.signed !== null)]).toEqual([3, false, true])
})

test('every signed report is good, covers the whole file, and gives its score again', async () => {
  for (const officerId of [own, other, null]) {
    const { pdf, signed } = await station.must('chief', 'reports.print', { runId, officerId })
    expect(signed).toBe(true)
    expect(checkSignature(pdf)).toMatchObject({ state: 'good', signer: { signedAt: '2026-10-08T02:00:00.000Z' } })
    expect(await verifyReport(pdf)).toMatchObject({ read: true, differences: [] })
  }
})

test('the signed reports leave as one archive, and the audit says so', async () => {
  const { bytes, reports, fileName } = await station.must('chief', 'reports.bundle', { runId })
  expect(reports).toBe(3)
  expect(fileName).toContain('2026-Q3')
  expect(Buffer.from(bytes).toString('latin1').split('PK\x01\x02')).toHaveLength(4)
  const actions = station.db
    .all(q.selectFrom('audit_log').select('action').where('record', '=', runId))
    .map(({ action }) => action)
  for (const action of ['print', 'sign-report', 'export', 'denied']) expect(actions).toContain(action)
})
