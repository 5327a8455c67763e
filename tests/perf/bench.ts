import { cpus, totalmem } from 'node:os'

/** What one bench prints: one JSON object. Times in `unit`; `ratio` is p95 over the reference's p95, measured in the same run. */
export type BenchResult = {
  name: string
  /** What was measured on, e.g. "30000 people, 210000 records". */
  size: string
  n: number
  p50: number
  p95: number
  max: number
  unit: 'ms' | 'µs'
  reference: { name: string; p50: number; p95: number }
  ratio: number
  /** Of an import: rows of the file, from opening it to the last entry filed. Of linking: records of the replica. */
  rowsPerSecond?: number
  /** Of the linkage: held against the generator's truth. */
  quality?: object
  /** More figures of the same run. */
  detail?: Record<string, number | string>
}

export type BenchOptions = {
  people: number
  /** Rows of a file or entries of a book, for benches that are about these. */
  rows: number
  /** Entries of the ledger; undefined: the bench's own number. */
  entries?: number | undefined
  /** An existing demo folder to measure on, instead of making one. */
  dir: string | undefined
  /** Seed and defect file of the demo generator; undefined: its own. */
  seed?: string | undefined
  defects?: string | undefined
  /** Tells a person at the terminal; never on stdout. */
  say: (text: string) => void
}

export type Spread = { n: number; p50: number; p95: number; max: number }

/** Nearest-rank percentiles, rounded to a thousandth. */
export function spread(times: readonly number[]): Spread {
  const sorted = [...times].sort((a, b) => a - b)
  const at = (share: number): number => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN
  return { n: sorted.length, p50: round(at(0.5)), p95: round(at(0.95)), max: round(at(1)) }
}

export function round(value: number): number {
  return Math.round(value * 1000) / 1000
}

export function result(
  name: string,
  size: string,
  unit: BenchResult['unit'],
  times: readonly number[],
  reference: { name: string; times: readonly number[] },
  detail?: Record<string, number | string>,
): BenchResult {
  const measured = spread(times)
  const compared = spread(reference.times)
  return {
    name,
    size,
    ...measured,
    unit,
    reference: { name: reference.name, p50: compared.p50, p95: compared.p95 },
    ratio: round(measured.p95 / compared.p95),
    ...(detail ? { detail } : {}),
  }
}

export function machine() {
  const [cpu] = cpus()
  return {
    cpu: cpu?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    os: `${process.platform} ${process.arch}`,
    node: process.version,
    runtime: process.env['BEATBOOK_RUNTIME'] ?? 'none',
  }
}
