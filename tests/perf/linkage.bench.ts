import { existsSync, readFileSync } from 'node:fs'
import { resolveDefects, type Defects } from '../../demo/defects.ts'
import { generateStation } from '../../demo/station.ts'
import { linkRecordOf } from '../../src-core/features/linkage/facts.rules.ts'
import type { LinkRecord } from '../../src-domain/linkage/link-record.ts'
import { MemoryLinkage } from '../support/linkage-memory.ts'
import { result, round, type BenchOptions, type BenchResult } from './bench.ts'
import { linkageQuality } from './linkage-quality.ts'

/** How well the linkage engine tells people apart, held against the generator's truth, and how fast it does it in memory. */
export async function run(options: BenchOptions): Promise<BenchResult> {
  const defects = defectsOf(options.defects)
  const station = generateStation({
    people: options.people,
    seed: options.seed ?? '1',
    ...(defects ? { defects } : {}),
  })
  options.say(`Reading the records of ${options.people} people …`)
  const home = station.station.id.slice(2)
  const truth = new Map<string, string | null>()
  const records: LinkRecord[] = []
  const reading: number[] = []
  let since = performance.now()
  for (const { record, truth: row } of station.rows()) {
    const read = linkRecordOf(record, home)
    if (read.about === 'organisation') continue
    records.push(read)
    truth.set(read.key, row.person)
    if (records.length % 1_000 > 0) continue
    reading.push(performance.now() - since)
    since = performance.now()
  }
  options.say(`Linking ${records.length} records …`)
  const started = performance.now()
  const linkage = new MemoryLinkage(records)
  const table = linkage.table()
  const { clusters, maybe } = linkage.run(table)
  const linked = performance.now() - started
  const files = new Map<string, number>()
  clusters.forEach((cluster, number) => cluster.records.forEach(({ key }) => files.set(key, number)))
  const judged = records.map(({ key, system, id }) => {
    return { key, system, hasId: id !== null, person: truth.get(key) ?? null, cluster: files.get(key) as number }
  })
  const quality = linkageQuality(judged, reviewsOf(maybe, files))
  const size = `${options.people} people, ${records.length} records of people and calls, ${clusters.length} files`
  const per1000 = linked / (records.length / 1_000)
  const measured = result('linkage', size, 'ms', [per1000], { name: 'reading 1,000 records', times: reading })
  return {
    ...measured,
    rowsPerSecond: Math.round((records.length / linked) * 1_000),
    quality: { seed: options.seed ?? '1', defects: options.defects ?? 'default', ...quality },
    detail: { linkSeconds: round(linked / 1_000), rssMiB: Math.round(process.memoryUsage().rss / 2 ** 20) },
  }
}

/** One item for two files, however many of their records are alike. */
function reviewsOf(
  maybe: ReadonlyMap<string, readonly { to: LinkRecord }[]>,
  files: ReadonlyMap<string, number>,
): { a: string; b: string }[] {
  const items = new Map<string, { a: string; b: string }>()
  for (const [a, links] of maybe)
    for (const { to } of links) {
      const pair = [files.get(a) as number, files.get(to.key) as number].sort((x, y) => x - y)
      if (pair[0] !== pair[1]) items.set(pair.join(' '), { a, b: to.key })
    }
  return [...items.values()]
}

export function defectsOf(file: string | undefined): Defects | undefined {
  if (file === undefined) return undefined
  if (!existsSync(file)) throw new Error(`The defects file ${file} does not exist.`)
  const read = resolveDefects(JSON.parse(readFileSync(file, 'utf8')))
  if (!read.ok) throw new Error(`The defects file ${file} cannot be used: ${read.problem}.`)
  return read.defects
}
