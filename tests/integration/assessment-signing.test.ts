import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { verifyReportCommand } from '../../cli/verify-report.ts'
import { pdfPrinter } from '../../src-core/features/reports/pdf-printer.ts'
import { openChiefKey, type ChiefKey } from '../../src-core/features/reports/signing/chief-key.ts'
import { checkSignature } from '../../src-core/features/reports/signing/check-signature.ts'
import { embeddedFiles } from '../../src-core/features/reports/signing/embedded-files.ts'
import { signPdf } from '../../src-core/features/reports/signing/sign-pdf.ts'
import { reportFile } from '../../src-core/features/reports/signing/verify-report.ts'
import { snapshotText } from '../../src-domain/assessment/score-snapshot.ts'
import { chiefPkcs12 } from '../../cli/chief-pkcs12.ts'
import { sampleOfficer, sampleStation } from '../support/sample-assessment.ts'
import { AUTHORITY, issue, makeKey } from '../../cli/certificates.ts'

const chief = { name: '顾明远', staffNumber: '990001' }
const at = new Date('2026-03-01T02:00:00.000Z')
const facts = { name: '990001', location: 'PS991001', reason: 'Assessment 2025-Q3 v1', signedAt: at.toISOString() }
const [ownKey, caKey] = [makeKey(2048), makeKey(2048)]
const issuer = issue({ name: '云渚省证书中心', key: caKey, extensions: AUTHORITY })
const file = (changes: Partial<Parameters<typeof chiefPkcs12>[0]> = {}) =>
  chiefPkcs12({ key: ownKey, issuer, person: '顾明远 990001', passphrase: 'deng-ta-123', ...changes })
const opened = (p12: Uint8Array, passphrase = 'deng-ta-123') => {
  const result = openChiefKey(p12, passphrase, chief, at)
  return result.ok ? 'good' : result.problem
}

const snapshot = snapshotText(sampleOfficer())
let folder: string
let key: ChiefKey
let unsigned: Uint8Array
let signed: Uint8Array
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'beatbook-sign-'))
  const result = openChiefKey(file(), 'deng-ta-123', chief, at)
  if (!result.ok) throw new Error(result.problem)
  key = result.key
  unsigned = (await pdfPrinter.print({ kind: 'officer-report', snapshot, preview: false })).pdf
  signed = await signPdf(unsigned, facts, key)
})
afterAll(() => rmSync(folder, { recursive: true }))

const path = (name: string, content: Uint8Array | string): string => {
  writeFileSync(join(folder, name), content)
  return join(folder, name)
}
const verify = async (name: string, content: Uint8Array | string) => {
  const { out } = await verifyReportCommand([path(name, content), '--json'])
  return JSON.parse(out) as { ok: boolean; message?: string; differences?: { what: string }[] } & Record<
    string,
    unknown
  >
}
/** The same bytes with `from` written over by `to`. */
const changed = (pdf: Uint8Array, from: string, to: string): Uint8Array => {
  const copy = Buffer.from(pdf)
  const place = copy.indexOf(from, 0, 'latin1')
  expect(place).toBeGreaterThan(0)
  copy.write(to, place, 'latin1')
  return copy
}

describe("the chief's certificate", () => {
  test('opens with its passphrase when it is valid and theirs, by number or by name', () => {
    expect(opened(file())).toBe('good')
    expect(opened(file({ person: '990001' }))).toBe('good')
    expect(opened(file({ person: '顾明远' }))).toBe('good')
  })

  test.each([
    ['passphrase', file(), 'wrong'],
    ['passphrase', file(), ''],
    ['not-pkcs12', Buffer.from('not a certificate'), 'deng-ta-123'],
    ['expired', file({ to: '2026-02-28T00:00:00Z' }), 'deng-ta-123'],
    ['not-yet-valid', file({ from: '2026-03-02T00:00:00Z' }), 'deng-ta-123'],
    ['other-person', file({ person: '林望舒 990101' }), 'deng-ta-123'],
    ['usage', file({ extensions: AUTHORITY }), 'deng-ta-123'],
    ['no-key', file({ otherKey: makeKey(2048) }), 'deng-ta-123'],
  ])('is refused: %s', (problem, p12, passphrase) => {
    expect(opened(p12, passphrase)).toBe(problem)
  })
})

describe('a signed report', () => {
  test('is good for this program, which says who signed when', () => {
    expect(checkSignature(unsigned)).toEqual({ state: 'unsigned' })
    const check = checkSignature(signed)
    expect(check).toMatchObject({ state: 'good', signer: { name: '顾明远 990001', signedAt: at.toISOString() } })
  })

  test('is good for pdfsig of poppler-utils, and covers the whole file', () => {
    // Installed with the test tools (scripts/bootstrap): a machine without it fails here and says so.
    const says = execFileSync('pdfsig', ['-nocert', path('signed.pdf', signed)], { encoding: 'utf8' })
    expect(says).toContain('Signature Validation: Signature is Valid.')
    expect(says).toContain('Total document signed')
    expect(says).toContain('adbe.pkcs7.detached')
  })

  test('still has its pages and its snapshot, byte for byte', async () => {
    expect((await embeddedFiles(signed))?.get('snapshot.json')).toBe(snapshot)
    expect(await verify('good.pdf', signed)).toMatchObject({
      ok: true,
      kind: 'officer',
      officer: '990101',
      total: 71.7141,
      signature: 'good (CMS, not PAdES-LTV)',
    })
  })

  test('is recognised when a byte was altered', async () => {
    const altered = changed(signed, '/Type /Page\n', '/Type /Pagf\n')
    expect(checkSignature(altered)).toEqual({ state: 'broken', problem: 'altered' })
    expect(await verify('altered.pdf', altered)).toMatchObject({ ok: false })
  })

  test('is recognised when something was appended', async () => {
    const appended = Buffer.concat([signed, Buffer.from('\n1 0 obj\n<<>>\nendobj\nstartxref\n0\n%%EOF\n')])
    expect(checkSignature(appended)).toEqual({ state: 'broken', problem: 'appended' })
    expect((await verify('appended.pdf', appended)).message).toContain('something was added after it was signed')
  })

  test('is recognised when it was signed again', async () => {
    const again = await signPdf(signed, { ...facts, reason: 'again' }, key)
    expect(checkSignature(again).state).toBe('broken')
    expect(await verify('again.pdf', again)).toMatchObject({ ok: false })
  })

  test('is recognised when the signature is of another report', async () => {
    const { pdf } = await pdfPrinter.print({
      kind: 'officer-report',
      snapshot: snapshotText(sampleOfficer({}, '990102', '沈砚秋')),
      preview: false,
    })
    const other = Buffer.from(await signPdf(pdf, facts, key)).toString('latin1')
    const own = Buffer.from(signed).toString('latin1')
    const hex = (text: string): string => /\/Contents <([0-9a-f]+)>/.exec(text)?.[1] ?? ''
    const swapped = Buffer.from(own.replace(hex(own), hex(other)), 'latin1')
    expect(checkSignature(swapped)).toEqual({ state: 'broken', problem: 'altered' })
  })
})

describe('verify-report', () => {
  test('finds an unsigned report and a station report good', async () => {
    expect(await verify('unsigned.pdf', unsigned)).toMatchObject({ ok: true, signature: 'unsigned' })
    const station = snapshotText(sampleStation(3).station)
    const { pdf } = await pdfPrinter.print({ kind: 'station-report', snapshot: station, preview: false })
    expect(await verify('station.pdf', await signPdf(pdf, facts, key))).toMatchObject({ ok: true, kind: 'station' })
  })

  test('finds a changed digit in a report file and names it', async () => {
    const text = reportFile(snapshot) ?? ''
    expect(await verify('good.json', text)).toMatchObject({ ok: true, total: 71.7141 })
    const result = await verify('digit.json', text.replace('"total": 71.7141', '"total": 71.7241'))
    expect(result.message).toContain('results.total is 71.7241, computed 71.7141')
    const inputs = await verify('inputs.json', text.replace('\\"held\\":27', '\\"held\\":28'))
    expect(inputs.differences?.map(({ what }) => what)).toContain('hash')
    expect(inputs.message).toContain('results.O2 is 0.7507, computed ')
  })

  test('finds a changed page although the figures inside are right', async () => {
    const result = await verify('page.pdf', changed(unsigned, '/Type /Page\n', '/Type /Pagf\n'))
    expect(result.differences).toEqual([{ what: 'pages' }])
  })

  test.each([
    ['hello', 'is neither a PDF nor a report file'],
    ['%PDF-1.7\n', 'is neither a PDF nor a report file'],
    ['{"format":"beatbook-assessment-report-1"}', 'carries no snapshot'],
    ['{"format":"beatbook-assessment-report-1","snapshot":"{"}', 'carries a snapshot that is damaged'],
  ])('says in a sentence what %j is not', async (content, sentence) => {
    expect((await verify('other', content)).message).toContain(sentence)
  })
})
