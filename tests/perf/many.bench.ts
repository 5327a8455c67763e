import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmbeddedPostgres } from '../../platform/database/embedded-postgres.ts'
import { LineProcess } from '../faults/campaign/real-process.ts'
import { changed, openTestPlatform, TestDevice, type TestPlatform } from '../support/platform.ts'
import { result, round, spread, type BenchOptions, type BenchResult } from './bench.ts'

const stations = 100
/** Mutations of one transaction, as an entry makes them. */
const perPush = 6
const seconds = 30
const aloneRounds = 50
/** After this a station waits no longer for one answer, ms. */
const patience = 30_000

type Tally = { readonly pushes: number[]; readonly pulls: number[]; errors: number; mutations: number; rows: number }
type Station = { readonly device: TestDevice; readonly peer: TestDevice; rounds: number }

/**
 * Two instances of the platform, each a process of its own, on one PostgreSQL that writes durably: a hundred stations file entries as
 * fast as they are answered, another PC of each pulls them from the other instance. Reference: the same exchange with one station alone.
 */
export async function run({ say }: BenchOptions): Promise<BenchResult> {
  const dir = mkdtempSync(join(tmpdir(), 'beatbook-bench-many-'))
  // PostgreSQL runs as another user than root.
  chmodSync(dir, 0o711)
  const postgres = await startEmbeddedPostgres({ dir: join(dir, 'postgres'), durable: true })
  const office = await openTestPlatform({ dir, databaseUrl: postgres.url })
  const instances: LineProcess[] = []
  const made: TestDevice[] = []
  try {
    for (let n = 0; n < 2; n += 1)
      instances.push(new LineProcess('platform.child.ts', [dir], { ...process.env, DATABASE_URL: postgres.url }))
    const urls: string[] = []
    for (const instance of instances) urls.push(`https://127.0.0.1:${await instance.line()}`)
    say(`Enrolling two PCs of each of ${stations} stations …`)
    const all: Station[] = []
    for (let n = 0; n < stations; n += 1) all.push(await newStation(office, urls, n, made))
    say('One station alone …')
    const alone = emptyTally()
    const first = all[0]
    if (first === undefined) throw new Error('no station')
    for (let n = 0; n < aloneRounds; n += 1) await exchange(first, alone)
    say(`${stations} stations for ${seconds} s …`)
    const together = emptyTally()
    const started = performance.now()
    await Promise.all(
      all.map(async (one) => {
        while (performance.now() - started < seconds * 1000) await exchange(one, together)
      }),
    )
    const took = (performance.now() - started) / 1000
    const pulls = spread(together.pulls)
    const alonePulls = spread(alone.pulls)
    const size = `${stations} stations with 2 PCs, 2 instances, 1 database, ${perPush} mutations to a push`
    return result(
      'many: a push answered',
      size,
      'ms',
      together.pushes,
      { name: 'one station alone', times: alone.pushes },
      {
        seconds: round(took),
        errors: together.errors,
        pushesPerSecond: round(together.pushes.length / took),
        mutationsPerSecond: round(together.mutations / took),
        rowsPulledPerSecond: round(together.rows / took),
        pull: `n ${pulls.n}, p50 ${pulls.p50} ms, p95 ${pulls.p95} ms, max ${pulls.max} ms`,
        pullAlone: `n ${alonePulls.n}, p50 ${alonePulls.p50} ms, p95 ${alonePulls.p95} ms`,
      },
    )
  } finally {
    for (const device of made) device.close()
    for (const instance of instances) await instance.kill()
    await office.stop()
    await postgres.stop()
    rmSync(dir, { recursive: true, force: true })
  }
}

function emptyTally(): Tally {
  return { pushes: [], pulls: [], errors: 0, mutations: 0, rows: 0 }
}

/** One PC writes at one instance and the other reads at the other one. */
async function newStation(
  office: TestPlatform,
  urls: readonly string[],
  n: number,
  made: TestDevice[],
): Promise<Station> {
  const code = `M${String(n).padStart(3, '0')}`
  const [device, peer] = [await TestDevice.enrol(office, code), await TestDevice.enrol(office, code)]
  made.push(device, peer)
  device.url = urls[n % 2] ?? office.url
  peer.url = urls[(n + 1) % 2] ?? office.url
  return { device, peer, rounds: 0 }
}

/** One entry goes up and comes down at the other PC, with everything that stands before it. */
async function exchange(station: Station, tally: Tally): Promise<void> {
  const { device, peer } = station
  station.rounds += 1
  const rows = Array.from({ length: perPush }, (_, at) => ({
    table: 'notes',
    id: `${station.rounds}-${at}`,
    fields: changed({ text: `第 ${station.rounds} 次走访记录，共 ${perPush} 项，第 ${at} 项。`.repeat(4) }),
  }))
  try {
    const began = performance.now()
    const { results } = await inTime(device.push(device.compose(rows)))
    tally.pushes.push(performance.now() - began)
    if (results.length !== perPush || results.some(({ status }) => status !== 'applied')) throw new Error('not applied')
    tally.mutations += results.length
    let missing = perPush
    while (missing > 0) {
      const asked = performance.now()
      const page = await inTime(peer.pull())
      tally.pulls.push(performance.now() - asked)
      missing -= page.operations.length
      tally.rows += page.operations.length
      if (page.operations.length === 0) throw new Error('what was answered is not there')
    }
  } catch {
    tally.errors += 1
  }
}

function inTime<T>(answer: Promise<T>): Promise<T> {
  return Promise.race([
    answer,
    new Promise<never>((_, reject) => {
      setTimeout(() => reject(new Error('no answer')), patience).unref()
    }),
  ])
}
