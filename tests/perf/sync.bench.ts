import { sql } from 'kysely'
import { nothingChosen } from '../../src-contract/shell-network.ts'
import { TestDevice, changed, openTestPlatform, type TestPlatform } from '../support/platform.ts'
import { BlobStore } from '../../src-core/crypto/blob-store.ts'
import { startPc } from './bench-pc.ts'
import { perCommit } from './raw-apply.ts'
import { result, round, type BenchOptions, type BenchResult } from './bench.ts'
import { queueRecords, sourceRecord } from './source-record.ts'
import { openBenchPc, type BenchPc } from './sync-bench-parts.ts'
import { SyncEngine } from '../../src-core/features/sync/sync-engine.ts'
import { systemClock } from '../../src-core/clock.ts'
import { openLog } from '../../src-core/log/log.ts'

const perSecond = (rows: number, ms: number): number => Math.round((rows / ms) * 1_000)

async function timed(work: () => Promise<unknown> | unknown): Promise<number> {
  const started = performance.now()
  await work()
  return performance.now() - started
}

/** Of the bench `push`, besides its records. */
const entryActs = 600

/** Of the bench `visible`, until an entry is at the other PC. */
const mostMs = 60_000

async function mustRun({ pc }: BenchPc): Promise<void> {
  const outcome = await pc.run()
  if (!outcome.ok) throw new Error(`${outcome.problem} ${outcome.code}`)
  if (!outcome.report.proven) throw new Error('the digests were not the same')
}

async function withPlatform<T>(work: (platform: TestPlatform) => Promise<T>): Promise<T> {
  const platform = await openTestPlatform({ durable: true })
  try {
    return await work(platform)
  } finally {
    await platform.close()
  }
}

function figures(
  name: string,
  rows: number,
  ms: number,
  reference: { name: string; ms: number },
  detail: Record<string, number | string>,
): BenchResult {
  const each = (all: number): number => round((all / rows) * 1_000)
  const times = { p50: each(ms), p95: each(ms), max: each(ms) }
  const compared = { name: reference.name, p50: each(reference.ms), p95: each(reference.ms) }
  const ratio = round(ms / reference.ms)
  const all = { rowsPerSecond: perSecond(rows, ms), referenceRowsPerSecond: perSecond(rows, reference.ms), ...detail }
  return {
    name,
    size: `${rows} source records of 0.4 kB`,
    n: rows,
    ...times,
    unit: 'µs',
    reference: compared,
    ratio,
    detail: all,
  }
}

/** What a file brought to an encrypted replica to PostgreSQL with answers taken, against bare inserts of the same rows into one table there. */
export function runPush({ rows, say }: BenchOptions): Promise<BenchResult> {
  return withPlatform(async (platform) => {
    const one = await startPc(platform, 'S01')
    say(`Importing ${rows} records …`)
    await one.bring(rows)
    say('Pushing …')
    const before = process.cpuUsage()
    const { ms, cpuMs, peakRss, rssBefore, longestStallMs, busiestTurnCpuMs } = await one.run()
    const { user, system } = process.cpuUsage(before)
    say('The same rows by bare inserts …')
    await sql`CREATE TABLE bare (id text PRIMARY KEY, fields text NOT NULL)`.execute(platform.db)
    const bare = await timed(async () => {
      for (let first = 0; first < rows; first += 500) {
        const of = Array.from({ length: Math.min(500, rows - first) }, (_, at) => first + at)
        const texts = of.map((n) => JSON.stringify(sourceRecord(n)))
        await sql`INSERT INTO bare SELECT * FROM unnest(${of.map((n) => `R${n}`)}::text[], ${texts}::text[])`.execute(
          platform.db,
        )
      }
    })
    await one.close()
    const entries = await pushEntries(platform, say)
    say('The same documents by PouchDB …')
    const pouchdb = await (await import('./pouchdb-replication.ts')).besidePouchdb(rows, 'push')
    const measured =
      'one run after an import: records numbered, pushed, answers, its own rows pulled back, digests compared'
    const noticed = { longestStallMs: round(longestStallMs), busiestTurnCpuMs: round(busiestTurnCpuMs) }
    const cpu = {
      cpuMicrosPerRow: round((cpuMs / rows) * 1_000),
      platformCpuMicrosPerRow: round((user + system) / rows),
      grewMiB: round((peakRss - rssBefore) / 1_048_576),
    }
    const note = { measured, ...cpu, ...noticed, ...entries, ...pouchdb }
    return figures('push', rows, ms, { name: 'bare inserts of 500 into one table', ms: bare }, note)
  })
}

/** What a station writes itself: entries that were filed, and corrections of half of them, each an act of several rows that are judged by field. */
async function pushEntries(platform: TestPlatform, say: BenchOptions['say']): Promise<Record<string, number>> {
  const { pc, close } = await openBenchPc(platform, 'S02')
  say(`Filing ${entryActs} entries and correcting half of them …`)
  for (let n = 0; n < entryActs; n += 1) {
    await pc.act({ kind: 'file', token: `登记${n}` })
    if (n % 2 === 0) await pc.act({ kind: 'correct', nth: n, field: 'object', token: `更正${n}` })
  }
  say('Pushing them …')
  const started = performance.now()
  const outcome = await pc.run()
  const ms = performance.now() - started
  close()
  if (!outcome.ok || !outcome.report.proven) throw new Error('the entries were not taken')
  const { sent } = outcome.report
  return { entryActs: entryActs * 1.5, entryMutations: sent, entryMutationsPerSecond: perSecond(sent, ms) }
}

/**
 * Changes of another PC into an encrypted replica that stands at an earlier sequence, in a process of its own, against a raw loop that
 * puts the same rows into the same tables, so many to a commit as the pull does.
 */
export function runPull({ rows, say }: BenchOptions): Promise<BenchResult> {
  return withPlatform(async (platform) => {
    const one = await openBenchPc(platform, 'S01')
    const [two, three] = [await startPc(platform, 'S01'), await startPc(platform, 'S01')]
    // Not new PCs, which would take a snapshot.
    for (const [at, pc] of [two, three].entries()) {
      await pc.queue(rows + at)
      await pc.run()
    }
    await fill(platform, one, rows, say)
    one.close()
    say('Pulling …')
    const before = process.cpuUsage()
    const { held, ms, cpuMs, longestStallMs, busiestTurnCpuMs } = await two.run()
    const { user, system } = process.cpuUsage(before)
    if (held < rows) throw new Error(`${held} of ${rows} rows`)
    say('The same rows by a raw loop …')
    const raw = await two.raw(rows, perCommit)
    const small = await two.raw(rows, 40)
    const bare = await two.upserts(rows, 40)
    await two.close()
    say('Pulling what was fetched before …')
    await three.fetch()
    const alone = await three.run()
    const rawAlone = await three.raw(rows, perCommit)
    await three.close()
    say('The same documents by PouchDB …')
    const { besidePouchdb } = await import('./pouchdb-replication.ts')
    const detail = {
      held,
      ofReference: round(raw.ms / ms),
      fetchedBeforeRowsPerSecond: perSecond(rows, alone.ms),
      fetchedBeforeOfReference: round(rawAlone.ms / alone.ms),
      cpuMicrosPerRow: round((cpuMs / rows) * 1_000),
      platformCpuMicrosPerRow: round((user + system) / rows),
      longestStallMs: round(longestStallMs),
      busiestTurnCpuMs: round(busiestTurnCpuMs),
      parsedToo: perSecond(rows, raw.parsedMs),
      referenceBy40RowsPerSecond: perSecond(rows, small.ms),
      oneTableRowsPerSecond: perSecond(rows, bare),
      tables: raw.tables,
      ...(await besidePouchdb(rows, 'pull')),
    }
    const name = `the same rows into the same tables, ${perCommit} to a commit`
    return figures('pull', rows, ms, { name, ms: raw.ms }, detail)
  })
}

/** An entry filed on one PC until another one has it, both exchanging by themselves, against one push and one pull by hand. */
export function runVisible({ say }: BenchOptions): Promise<BenchResult> {
  return withPlatform(async (platform) => {
    const pcs = [await openBenchPc(platform, 'S01'), await openBenchPc(platform, 'S01')] as const
    for (const one of pcs) await mustRun(one)
    const engines = pcs.map((one) => engineOf(one))
    for (const engine of engines) engine.begin()
    const times: number[] = []
    say('Filing on one, waiting for it on the other …')
    for (let n = 0; n < 22; n += 1) {
      await new Promise((resolve) => setTimeout(resolve, 300))
      const ms = await timed(async () => {
        if (!(await pcs[0].pc.act({ kind: 'file', token: `可见${n}` }))) throw new Error('not filed')
        engines[0]?.wake()
        const wanted = pcs[0].pc.entryIds().length
        const until = performance.now() + mostMs
        while (pcs[1].pc.entryIds().length < wanted) {
          // An exchange that fails is tried again ever later; waiting for it for ever would say nothing.
          if (performance.now() > until)
            throw new Error(`not there: ${engines.map(({ state }) => state.problem).join()}`)
          await new Promise((resolve) => setTimeout(resolve, 2))
        }
      })
      // The first ones begin while both still exchange what they had.
      if (n >= 2) times.push(ms)
    }
    for (const engine of engines) engine.end()
    const bare = await byHand(platform)
    for (const one of pcs) one.close()
    return result('visible', '2 PCs, 1 platform, one machine', 'ms', times, {
      name: 'one push and one pull by hand',
      times: bare,
    })
  })
}

async function fill(platform: TestPlatform, one: BenchPc, rows: number, say: BenchOptions['say']): Promise<void> {
  say(`Filling the platform with ${rows} rows …`)
  for (let from = 0; from < rows; from += 20_000) {
    queueRecords(one.db, from, Math.min(20_000, rows - from))
    await mustRun(one)
  }
  await sql`ANALYZE`.execute(platform.db)
}

function engineOf({ pc, dir, key }: BenchPc): SyncEngine {
  return new SyncEngine({
    session: () => pc.session(),
    clock: systemClock,
    log: openLog({ dir: `${dir}/logs`, name: 'core' }),
    appVersion: '0.0.0',
    emit: () => undefined,
    erase: () => Promise.resolve(),
    follow: () => undefined,
    keyring: {
      settle: () => Promise.resolve(false),
      keysFor: () => [],
      isLocked: () => false,
      openWith: () => Promise.resolve(false),
    },
    blobs: () => new BlobStore(`${dir}/blobs`, key.dek),
    network: () => nothingChosen,
    askSystem: () => Promise.resolve('DIRECT'),
    random: Math.random,
  })
}

async function byHand(platform: TestPlatform): Promise<number[]> {
  const [one, two] = [await TestDevice.enrol(platform, 'S02'), await TestDevice.enrol(platform, 'S02')]
  const times: number[] = []
  for (let n = 0; n < 20; n += 1) {
    times.push(
      await timed(async () => {
        await one.push(one.compose([{ table: 'notes', id: `n${n}`, fields: changed({ text: `记录${n}` }) }]))
        await two.pull()
      }),
    )
  }
  one.close()
  two.close()
  return times
}
