import { expect, test } from 'vitest'
import { readOfficerReport } from '../../src-core/features/reports/assessment/officer-report.ts'
import { PdfPrinter, pdfPrinter } from '../../src-core/features/reports/pdf-printer.ts'
import { snapshotText } from '../../src-domain/assessment/score-snapshot.ts'
import { sha256 } from '../../src-domain/canonical/sha256.ts'
import { pdfText } from '../support/pdf-text.ts'
import { sampleOfficer, sampleStation, workedInputs } from '../support/sample-assessment.ts'

const officer = sampleOfficer()
const snapshot = snapshotText(officer)
const print = (text: string, preview = false) => pdfPrinter.print({ kind: 'officer-report', snapshot: text, preview })

test('the same snapshot gives the same bytes, whichever worker prints it and whatever it printed before', async () => {
  const { pdf: first } = await print(snapshot)
  await print(snapshotText(sampleOfficer({}, '990102', '沈砚秋')))
  const { pdf: again } = await print(snapshot)
  const { pdf: elsewhere } = await new PdfPrinter().print({ kind: 'officer-report', snapshot, preview: false })
  expect(Buffer.compare(first, again)).toBe(0)
  expect(Buffer.compare(first, elsewhere)).toBe(0)
})

test("an officer's report has every figure, and on every page the station, the version, the hash and who made it", async () => {
  const { pdf, pages } = await print(snapshot)
  const text = pdfText(pdf)
  expect(pages).toBe(3)
  for (const each of [
    '71.71',
    '71.7141',
    '18.50',
    '53.22',
    '21.46／27.34',
    '77.78%',
    '83.54%',
    '0.6923',
    '34.62%',
    '26.92% - 92.31%',
  ])
    expect(text).toContain(each)
  for (const each of ['云渚市公安局清溪派出所', '第 1 版', sha256(snapshot), '顾明远（990001）', '2025-10-09 10:30'])
    expect(text.split(each).length - 1).toBeGreaterThanOrEqual(pages)
  for (let page = 1; page <= pages; page++) expect(text).toContain(`${page}/${pages}`)
  expect(text).not.toContain('\ufffd')
  expect(text).not.toContain('预览稿')
})

test('before its release a report says on every page that it is a preview', async () => {
  const { pdf, pages } = await print(snapshot, true)
  expect(pdfText(pdf).split('预览稿，未发布')).toHaveLength(pages + 1)
})

test('an officer without a total is told why, and gets every figure that there is', async () => {
  const part = officer.parts[0]
  if (part === undefined) throw new Error('no part')
  const parts = [{ ...part, inputs: { ...workedInputs, O1: 'SOURCE_MISSING' as const } }]
  const { pdf } = await print(snapshotText({ ...officer, parts, evaluation: null, audit: null, trend: [] }))
  const text = pdfText(pdf)
  for (const each of ['不予评定', '群众满意度的数据未到', '首个考评周期', '本周期没有抽查', '27／31'])
    expect(text).toContain(each)
  expect(text).not.toContain('71.71')
})

test('the station report places nobody before anybody: no total of an officer is in it, and the order is the staff number', async () => {
  const { officers, station } = sampleStation(12)
  const { pdf } = await pdfPrinter.print({ kind: 'station-report', snapshot: snapshotText(station), preview: false })
  const text = pdfText(pdf)
  const numbers = officers.map((each) => text.lastIndexOf(each.officer.number))
  expect([...numbers].sort((a, b) => a - b)).toEqual(numbers)
  for (const each of officers) {
    const reading = readOfficerReport(snapshotText(each))
    const total = reading.ok ? reading.report.score.total : null
    if (total !== null) expect(text).not.toContain((total / 10_000).toFixed(2))
    expect(text).toContain(sha256(snapshotText(each)))
  }
  for (const each of ['漏斗图', '物业', '从未收到', '35.63%', '31.60% - 96.10%', '本周期有 3 起警情'])
    expect(text).toContain(each)
  expect(text).not.toContain('\ufffd')
})

test('a snapshot that is none, or of another engine, is told apart', () => {
  expect(readOfficerReport('{')).toEqual({ ok: false, problem: 'not-json' })
  expect(readOfficerReport('{}')).toEqual({ ok: false, problem: 'shape' })
  expect(readOfficerReport(snapshotText({ ...officer, engine: '0' }))).toEqual({ ok: false, problem: 'engine' })
  const scheme = { ...officer.scheme, text: officer.scheme.text.replace('"weight":8', '"weight":9') }
  expect(readOfficerReport(snapshotText({ ...officer, scheme }))).toEqual({ ok: false, problem: 'scheme' })
})

test('a station without officers has a report too', async () => {
  const { station } = sampleStation(0)
  const { pages } = await pdfPrinter.print({ kind: 'station-report', snapshot: snapshotText(station), preview: false })
  expect(pages).toBeGreaterThan(2)
})
