import type { DemoRecord } from '../../demo/demo.types.ts'
import { indexSources } from '../../platform/lookup/source-index.ts'
import { openTestPlatform, type TestPlatform } from '../support/platform.ts'
import { round, type BenchOptions, type BenchResult } from './bench.ts'
import { startPc, type PcProcess } from './bench-pc.ts'
import { deliver, fillStation } from './fill-station.ts'
import { perCommit } from './raw-apply.ts'
import type { BenchPcRun } from './bench-pc.child.ts'

// A whole station's records: the platform with its PostgreSQL in one process group, the PC in a process of its own, as they are in use.

const station = 'S01'
/** Rows of the reference, which are held in memory. */
const mostBare = 200_000
/** Asked while no record is in the search index. */
const questions = 20

type Measured = BenchPcRun & { readonly platformCpuMs: number }

async function exchange(pc: PcProcess): Promise<Measured> {
  const before = process.cpuUsage()
  const ran = await pc.run()
  const { user, system } = process.cpuUsage(before)
  return { ...ran, platformCpuMs: (user + system) / 1_000 }
}

async function withStation<T>(
  { rows, later, say }: { rows: number; later: number; say: BenchOptions['say'] },
  work: (of: TestPlatform, left: readonly DemoRecord[]) => Promise<T>,
): Promise<T> {
  const platform = await openTestPlatform({ durable: true })
  try {
    await platform.newCode(station)
    return await work(platform, await fillStation(platform, station, rows, say, later))
  } finally {
    await platform.close()
  }
}

/** A new PC from nothing to all rows stored, shown and proven by the signed digests, against bare inserts into the same encrypted file. */
export function runBootstrap({ rows, say }: BenchOptions): Promise<BenchResult> {
  return withStation({ rows, later: 0, say }, async (platform) => {
    const pc = await startPc(platform, station)
    say('Bootstrapping …')
    const ran = await exchange(pc)
    if (ran.held < rows || ran.shown < rows) throw new Error(`${ran.held} of ${rows} rows, ${ran.shown} shown`)
    say('Asking for people whom the search index does not know yet …')
    const asked = (await pc.ask(questions)).toSorted((a, b) => a - b)
    say('Making the records findable …')
    const indexed = await pc.index()
    if (indexed.left > 0) throw new Error(`${indexed.left} of ${rows} records are not findable`)
    const compared = Math.min(rows, mostBare)
    const bare = await pc.bare(compared, compared)
    await pc.close()
    const reference = 'bare inserts of the same rows in one transaction'
    const result = figures('bootstrap', { rows, ran, reference, bareMs: (bare / compared) * rows })
    const askedMs = (part: number): number =>
      Math.round(asked[Math.min(asked.length - 1, Math.floor(asked.length * part))] ?? 0)
    const findable = {
      questionsBeforeIndex: asked.length,
      questionP50Ms: askedMs(0.5),
      questionP95Ms: askedMs(0.95),
      questionMaxMs: askedMs(1),
      everybodyAskedForAfterSeconds: round((ran.ms + askedMs(1)) / 1_000),
      findableAfterSeconds: round((ran.ms + indexed.ms) / 1_000),
      indexSeconds: round(indexed.ms / 1_000),
      indexedPerSecond: Math.round((indexed.records / indexed.ms) * 1_000),
      subjects: indexed.subjects,
      indexPeakRssMiB: Math.round(indexed.peakRss / 2 ** 20),
      indexLongestStallMs: round(indexed.longestStallMs),
    }
    return { ...result, detail: { ...result.detail, ...findable } }
  })
}

/**
 * Records that systems deliver into a replica that holds a whole station, against a raw loop that puts the same rows, hashed, into the same tables
 * of a copy of that replica, as many to a commit as a pull does when it is quick.
 */
export function runPullInto({ rows, into, say }: BenchOptions & { readonly into: number }): Promise<BenchResult> {
  return withStation({ rows: into, later: rows, say }, async (platform, left) => {
    const [pc, alone] = [await startPc(platform, station), await startPc(platform, station)]
    say('Bootstrapping two PCs …')
    for (const one of [pc, alone]) await one.run()
    say(`Delivering ${left.length} more …`)
    await deliver(platform, station, left)
    // What the platform itself looks them up by is no part of a pull.
    while ((await indexSources(platform)) > 0);
    await pc.keep()
    say('Pulling …')
    const ran = await exchange(pc)
    if (ran.held < into + left.length) throw new Error(`${ran.held} of ${into + left.length} rows`)
    say('The same rows by a raw loop …')
    const [raw, small] = [await pc.rawInto(perCommit), await pc.rawInto(40)]
    await pc.close()
    say('Pulling what was fetched before …')
    await alone.fetch()
    const fetched = await alone.run()
    await alone.close()
    const reference = `the same rows into the same tables, ${perCommit} to a commit`
    const result = figures('pull', { rows, ran, reference, bareMs: raw.ms })
    const more = {
      ofReference: round(raw.ms / ran.ms),
      ofReferenceBy40: round(small.ms / ran.ms),
      referenceParsedToo: Math.round((rows / raw.parsedMs) * 1_000),
      fetchedBeforeRowsPerSecond: Math.round((rows / fetched.ms) * 1_000),
      fetchedBeforeOfReference: round(raw.ms / fetched.ms),
      tables: raw.tables,
    }
    return { ...result, detail: { ...result.detail, ...more } }
  })
}

function figures(
  name: string,
  { rows, ran, reference, bareMs }: { rows: number; ran: Measured; reference: string; bareMs: number },
): BenchResult {
  const each = (ms: number): number => round((ms / rows) * 1_000)
  const perSecond = (ms: number): number => Math.round((rows / ms) * 1_000)
  const mebibytes = (bytes: number): number => Math.round(bytes / 2 ** 20)
  const times = { p50: each(ran.ms), p95: each(ran.ms), max: each(ran.ms) }
  return {
    name,
    size: `${rows} records of seven systems, 0.3 kB each and 0.6 kB as a row`,
    n: rows,
    ...times,
    unit: 'µs',
    reference: { name: reference, p50: each(bareMs), p95: each(bareMs) },
    ratio: round(ran.ms / bareMs),
    detail: {
      rowsPerSecond: perSecond(ran.ms),
      referenceRowsPerSecond: perSecond(bareMs),
      seconds: round(ran.ms / 1_000),
      held: ran.held,
      pcCpuMicrosPerRow: each(ran.cpuMs),
      platformCpuMicrosPerRow: each(ran.platformCpuMs),
      rssBeforeMiB: mebibytes(ran.rssBefore),
      peakRssMiB: mebibytes(ran.peakRss),
      longestStallMs: round(ran.longestStallMs),
      busiestTurnCpuMs: round(ran.busiestTurnCpuMs),
    },
  }
}
