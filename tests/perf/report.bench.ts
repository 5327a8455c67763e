import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { promisify } from 'node:util'
import { AUTHORITY, issue, makeKey } from '../../cli/certificates.ts'
import { chiefPkcs12 } from '../../cli/chief-pkcs12.ts'
import { officerDocument } from '../../src-core/features/reports/assessment/officer-document.ts'
import { readOfficerReport } from '../../src-core/features/reports/assessment/officer-report.ts'
import { stationDocument } from '../../src-core/features/reports/assessment/station-document.ts'
import { readStationReport } from '../../src-core/features/reports/assessment/station-report.ts'
import { findFonts } from '../../src-core/features/reports/font-files.ts'
import { PdfPrinter, printsAtOnce, type PrintableModel } from '../../src-core/features/reports/pdf-printer.ts'
import type { TDocumentDefinitions } from '../../src-core/features/reports/pdfmake-types.ts'
import { openChiefKey } from '../../src-core/features/reports/signing/chief-key.ts'
import type { Sealing } from '../../src-core/features/reports/signing/sign-pdf.ts'
import { snapshotText } from '../../src-domain/assessment/score-snapshot.ts'
import { closeDisplay } from '../e2e/support/display.ts'
import { launchCommand, projectFolder } from '../e2e/support/launch.ts'
import { sampleStation } from '../support/sample-assessment.ts'
import { result, round, spread, type BenchOptions, type BenchResult } from './bench.ts'
import { marginsOf, pageOf } from './report-as-page.ts'

const runs = 5
const mebibyte = 2 ** 20

/**
 * The reports of 40 officers and of their station, as the chief signs them, with the workers warm. Reference:
 * Chromium of the app's runtime, warm too, loading and printing pages of the same texts, tables, charts and fonts.
 */
export async function run({ say }: BenchOptions): Promise<BenchResult> {
  const { officers, station } = sampleStation(40)
  const models: PrintableModel[] = [
    ...officers.map((one) => ({ kind: 'officer-report' as const, snapshot: snapshotText(one), preview: false })),
    { kind: 'station-report', snapshot: snapshotText(station), preview: false },
  ]
  const seal = sealing()
  const memory = watchMemory()
  const blocked = monitorEventLoopDelay({ resolution: 5 })
  blocked.enable()
  const printer = new PdfPrinter()
  say('Printing …')
  const first = await printAll(printer, models)
  const times: number[] = []
  for (let n = 0; n < runs; n += 1) times.push((await printAll(printer, models)).ms)
  const signed = await printAll(printer, models, seal)
  blocked.disable()
  const { before, most } = memory.stop()
  say('The same pages in Chromium …')
  const reference = await chromium(models)
  return result(
    'report: 40 officers and the station',
    `${models.length} reports, ${first.pages} pages`,
    'ms',
    times,
    { name: 'Chromium loads and prints the same pages to PDF', times: reference.times.slice(1) },
    {
      firstWithStartOfTheWorker: round(first.ms),
      signedMs: round(signed.ms),
      bytes: first.bytes,
      longestBlockMs: round(blocked.max / 1e6),
      blockP99Ms: round(blocked.percentile(99) / 1e6),
      rssMiB: Math.round(most / mebibyte),
      rssAddedMiB: `${Math.round((most - before) / mebibyte)}, target 200`,
      chromium: `load ${Math.round(reference.loadMs)} ms, print ${Math.round(reference.printMs)} ms, ${reference.bytes} bytes`,
      medianRatio: round(spread(times).p50 / spread(reference.times.slice(1)).p50),
    },
  )
}

async function printAll(printer: PdfPrinter, models: readonly PrintableModel[], sealing?: Sealing) {
  const started = performance.now()
  let pages = 0
  let bytes = 0
  const ahead: ReturnType<PdfPrinter['print']>[] = []
  // As many at once as signing keeps under way.
  for (const at of models.keys()) {
    while (ahead.length < Math.min(at + printsAtOnce, models.length))
      ahead.push(printer.print(models[ahead.length] as PrintableModel, sealing))
    const printed = await ahead[at]
    pages += printed?.pages ?? 0
    bytes += printed?.pdf.length ?? 0
  }
  return { ms: performance.now() - started, pages, bytes }
}

/** A certificate of somebody who does not exist. */
function sealing(): Sealing {
  const signedAt = '2026-03-01T02:00:00.000Z'
  const issuer = issue({ name: '云渚省证书中心', key: makeKey(2048), extensions: AUTHORITY })
  const file = chiefPkcs12({ key: makeKey(2048), issuer, person: '顾明远 990001', passphrase: 'bench' })
  const opened = openChiefKey(file, 'bench', { name: '顾明远', staffNumber: '990001' }, new Date(signedAt))
  if (!opened.ok) throw new Error(opened.problem)
  return { facts: { name: '990001', location: 'PS991001', reason: 'Assessment', signedAt }, key: opened.key }
}

/** The most memory that this process, its threads with it, held. */
function watchMemory(): { stop(): { before: number; most: number } } {
  const before = process.memoryUsage.rss()
  let most = before
  const timer = setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 20)
  return {
    stop: () => {
      clearInterval(timer)
      return { before, most }
    },
  }
}

function documentOf(model: PrintableModel): TDocumentDefinitions {
  if (!('kind' in model) || model.kind === 'list') throw new Error('not a report')
  if (model.kind === 'officer-report') {
    const reading = readOfficerReport(model.snapshot)
    if (reading.ok) return officerDocument(reading.report, model.preview)
  } else {
    const reading = readStationReport(model.snapshot)
    if (reading.ok) return stationDocument(reading.report, model.preview)
  }
  throw new Error('a report that cannot be read')
}

type Reference = { times: number[]; bytes: number; loadMs: number; printMs: number }

async function chromium(models: readonly PrintableModel[]): Promise<Reference> {
  const room = mkdtempSync(join(tmpdir(), 'beatbook-report-'))
  try {
    const fonts = findFonts()
    const pages = models.map((model, at) => {
      const document = documentOf(model)
      const file = join(room, `${at}.html`)
      writeFileSync(file, pageOf(document, fonts))
      return { file, ...marginsOf(document) }
    })
    const list = join(room, 'pages.json')
    writeFileSync(list, JSON.stringify({ pages, runs: runs + 1 }))
    const app = join(room, 'app')
    mkdirSync(app)
    const main = join(projectFolder, 'tests/perf/print-pages.mjs')
    writeFileSync(join(app, 'package.json'), JSON.stringify({ name: 'reference', version: '1.0.0', main: 'main.mjs' }))
    writeFileSync(join(app, 'main.mjs'), `import(${JSON.stringify(main)})\n`)
    const command = await launchCommand({ dir: room, env: { BEATBOOK_BENCH_PAGES: list } })
    const args = command.args.map((word) => (word === projectFolder ? app : word))
    const { stdout } = await promisify(execFile)(command.executable, args, { env: command.env, timeout: 300_000 })
    const line = stdout.split('\n').find((one) => one.startsWith('{'))
    if (line === undefined) throw new Error('the reference printed nothing')
    return JSON.parse(line) as Reference
  } finally {
    await closeDisplay()
    rmSync(room, { recursive: true, force: true })
  }
}
