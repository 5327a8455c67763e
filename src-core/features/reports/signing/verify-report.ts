import { sha256 } from '../../../../src-domain/canonical/sha256.ts'
import { readOfficerReport, parsed, type SnapshotProblem } from '../assessment/officer-report.ts'
import { attachedResults, resultsFormat } from '../assessment/results-file.ts'
import { readStationReport } from '../assessment/station-report.ts'
import { pdfPrinter, type PrintableModel } from '../pdf-printer.ts'
import { checkSignature, type SignatureCheck } from './check-signature.ts'
import { embeddedFiles } from './embedded-files.ts'
import { samePages } from './same-pages.ts'

/** A report as a file without pages: the frozen text, its hash and the figures. */
export const reportFileFormat = 'beatbook-assessment-report-1'

export type Difference =
  /** The snapshot is not the one that the report names. */
  | { readonly what: 'hash'; readonly file: string; readonly computed: string }
  /** A figure is not what its snapshot gives. */
  | { readonly what: 'result'; readonly key: string; readonly file: string; readonly computed: string }
  | { readonly what: 'signature'; readonly problem: string }
  /** The pages are not those that this version prints from the snapshot. */
  | { readonly what: 'pages' }

export type Verdict =
  | { readonly read: false; readonly problem: 'not-a-report' | 'no-snapshot' | SnapshotProblem }
  | {
      readonly read: true
      readonly about: {
        readonly kind: 'officer' | 'station'
        readonly station: string
        readonly period: string
        readonly version: number
        readonly officer: string | null
        readonly total: number | null
        readonly snapshotSha256: string
      }
      /** null for a JSON file, which carries none. */
      readonly signature: SignatureCheck | null
      readonly differences: readonly Difference[]
    }

type Parts = { readonly snapshot: string; readonly results: string | null; readonly pdf: Uint8Array | null }

/**
 * Computes a report anew from the snapshot inside it, without a database: its hash, every figure, and, of a PDF, every byte of its pages
 * and its signature.
 */
export async function verifyReport(file: Uint8Array): Promise<Verdict> {
  const parts = await partsOf(file)
  if (typeof parts === 'string') return { read: false, problem: parts }
  const { snapshot, results, pdf } = parts
  const officer = readOfficerReport(snapshot)
  const station = officer.ok ? null : readStationReport(snapshot)
  const report = officer.ok ? officer.report : station?.ok === true ? station.report : null
  if (report === null)
    return { read: false, problem: !officer.ok && officer.problem !== 'shape' ? officer.problem : 'shape' }
  const differences: Difference[] = []
  if (officer.ok) differences.push(...resultDifferences(results, attachedResults(officer.report)))
  const kind = officer.ok ? 'officer-report' : 'station-report'
  const signature = pdf === null ? null : checkSignature(pdf)
  if (signature?.state === 'broken') differences.push({ what: 'signature', problem: signature.problem })
  // Of a file whose signature does not hold nothing more can be said.
  else if (pdf !== null && !(await hasItsPages(pdf, kind, snapshot))) differences.push({ what: 'pages' })
  const { period, run } = report.snapshot
  return {
    read: true,
    about: {
      kind: officer.ok ? 'officer' : 'station',
      station: report.snapshot.station.id,
      period: period.id,
      version: run.version,
      officer: officer.ok ? officer.report.snapshot.officer.number : null,
      total: officer.ok && officer.report.score.total !== null ? officer.report.score.total / 10_000 : null,
      snapshotSha256: sha256(snapshot),
    },
    signature,
    differences,
  }
}

async function partsOf(file: Uint8Array): Promise<Parts | 'not-a-report' | 'no-snapshot'> {
  const start = Buffer.from(file.subarray(0, 1024)).toString('latin1')
  if (start.includes('%PDF-')) {
    const files = await embeddedFiles(file)
    if (files === null) return 'not-a-report'
    const snapshot = files.get('snapshot.json')
    return snapshot === undefined ? 'no-snapshot' : { snapshot, results: files.get('results.json') ?? null, pdf: file }
  }
  const json = parsed(Buffer.from(file).toString('utf8')) as
    { format?: unknown; snapshot?: unknown; results?: unknown } | null | undefined
  if (typeof json !== 'object' || json === null || json.format !== reportFileFormat) return 'not-a-report'
  if (typeof json.snapshot !== 'string') return 'no-snapshot'
  return { snapshot: json.snapshot, results: JSON.stringify(json.results ?? null), pdf: null }
}

/** Key by key, so that a changed digit is named. */
function resultDifferences(given: string | null, computed: string): Difference[] {
  const file = flat(parsed(given ?? 'null'))
  const own = flat(parsed(computed))
  const keys = [...new Set([...own.keys(), ...file.keys()])].filter((key) => file.get(key) !== own.get(key)).sort()
  return keys.map((key) => {
    const [inFile, inOwn] = [file.get(key) ?? '-', own.get(key) ?? '-']
    return key === 'snapshotSha256'
      ? { what: 'hash', file: inFile, computed: inOwn }
      : { what: 'result', key, file: inFile, computed: inOwn }
  })
}

function flat(value: unknown, prefix = ''): Map<string, string> {
  if (typeof value !== 'object' || value === null) return new Map([[prefix, JSON.stringify(value)]])
  return new Map(
    Object.entries(value).flatMap(([key, inner]) => [...flat(inner, prefix === '' ? key : `${prefix}.${key}`)]),
  )
}

/** As released, or as a preview. */
async function hasItsPages(
  pdf: Uint8Array,
  kind: 'officer-report' | 'station-report',
  snapshot: string,
): Promise<boolean> {
  for (const preview of [false, true]) {
    const model: PrintableModel = { kind, snapshot, preview }
    const { pdf: own } = await pdfPrinter.print(model)
    if (await samePages(pdf, own)) return true
  }
  return false
}

/** The report file of an officer, for machines. */
export function reportFile(snapshot: string): string | null {
  const reading = readOfficerReport(snapshot)
  if (!reading.ok) return null
  const results: unknown = JSON.parse(attachedResults(reading.report))
  return `${JSON.stringify({ format: reportFileFormat, resultsFormat, results, snapshot }, null, 2)}\n`
}
