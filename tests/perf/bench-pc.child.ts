// A PC of a bench in a process of its own, as core is one: its memory and its stalls are its own, and it has the second core to itself
// while the platform is busy. Commands come as messages, answers go out as messages.
import type { EnrolmentResponse } from '../../src-contract/sync/enrolment.ts'
import { keepEnrolment } from '../../src-core/features/sync/enrol.service.ts'
import { Platform } from '../../src-core/features/sync/transport.ts'
import { finishIndexing } from '../../src-core/features/sources/follow-index.service.ts'
import { positionOf } from '../../src-core/features/sync/pull.service.ts'
import type { RunParts } from '../../src-core/features/sync/run-parts.ts'
import { openReplica } from '../../src-core/store/open.ts'
import { batch, nextBatch } from '../../src-domain/sync/back-off.rules.ts'
import { uuidv7 } from '../../src-core/uuid.ts'
import { CampaignPc } from '../faults/campaign/campaign-pc.ts'
import { makeReplica } from '../support/test-context.ts'
import { bareInserts, bareUpserts } from './bare-inserts.ts'
import { askWaiting } from './ask-waiting.ts'
import { copyReplica, rawApply, rawApplyInto } from './raw-apply.ts'
import { importRecords, queueRecords } from './source-record.ts'

export type BenchPcCommand =
  | { readonly do: 'run' }
  /** What came is made findable, as after an exchange. */
  | { readonly do: 'index' }
  /** Asks for people who are in no index yet, each by ID number and by name. */
  | { readonly do: 'ask'; readonly questions: number }
  /** Fetches what the next run pulls, which takes it from memory then: what a PC needs for it that is alone on its machine. */
  | { readonly do: 'fetch' }
  /** Files one record of a system, so that it is no new PC. */
  | { readonly do: 'queue'; readonly nth: number }
  /** Imports so many records, as from a file that is read already. */
  | { readonly do: 'import'; readonly rows: number }
  /** Bare inserts of rows that are here, into a table of their own. */
  | { readonly do: 'bare'; readonly rows: number; readonly perCommit: number }
  /** What the last run brought, into the same tables of a fresh replica. */
  | { readonly do: 'raw'; readonly rows: number; readonly perCommit: number }
  /** Keeps the replica as it is, for `raw-into`. */
  | { readonly do: 'keep' }
  /** What came since, into the same tables of what was kept. */
  | { readonly do: 'raw-into'; readonly perCommit: number }
  /** The same rows into one table. */
  | { readonly do: 'upserts'; readonly rows: number; readonly perCommit: number }

export type BenchPcStart = {
  readonly dir: string
  readonly answer: EnrolmentResponse
  readonly key: string
  readonly url: string
}

export type BenchPcWork = {
  readonly ms: number
  readonly cpuMs: number
  readonly rssBefore: number
  readonly peakRss: number
  /** Longest time in which nobody else was answered. */
  readonly longestStallMs: number
  /** Most processor time of this thread between two looks at the clock, 5 ms apart: of a stall, what is not waiting for other programs or the disk. */
  readonly busiestTurnCpuMs: number
}

/** `left`: records that wait for the search index even so. */
export type BenchPcIndexed = BenchPcWork & {
  readonly records: number
  readonly subjects: number
  readonly left: number
}

/** From the question to the answer that shows who was asked for, ms, in the order in which they were asked. */
export type BenchPcAsked = readonly number[]

export type BenchPcRun = BenchPcWork & {
  readonly held: number
  readonly shown: number
  readonly problem: string | null
  readonly proven: boolean
}

const { dir, answer, key, url } = JSON.parse(process.argv[2] ?? '') as BenchPcStart
const replicaKey = makeReplica(dir)
const opened = openReplica({ dir, key: replicaKey })
if (!opened.ok) throw new Error(opened.error.code)
const db = opened.value
db.transaction((tx) => keepEnrolment(tx, { answer, key, deviceName: 'PC', url }, new Date().toISOString()))
// Accounts are not what is measured.
db.exec('DELETE FROM sync_marks')
const calls = new Platform(url, { ca: answer.ca, certificate: answer.certificate, key })
const clock = { ms: 0, nowMs: () => Date.now(), monotonicMs: () => Math.round(performance.now()) }
let kept = ''
const fetched = new Map<number, Awaited<ReturnType<Platform['page']>>>()
const fromMemory: RunParts['platform'] = {
  call: calls.call.bind(calls),
  chunk: calls.chunk.bind(calls),
  page: async (query) => {
    const cursor = Number(query['cursor'])
    const known = fetched.get(cursor)
    fetched.delete(cursor)
    return known ?? calls.page(query)
  },
}
const pc = new CampaignPc({ db, key: replicaKey, clock, calls: fromMemory, newId: () => uuidv7(Date.now()) })

process.on('message', (command: BenchPcCommand) => {
  void Promise.resolve(done(command)).then((value) => process.send?.(value))
})
process.on('disconnect', () => {
  calls.close()
  db.close()
  process.exit(0)
})
process.send?.('ready')

function done(command: BenchPcCommand): unknown {
  switch (command.do) {
    case 'run':
      return run()
    case 'index':
      return index()
    case 'ask':
      return askWaiting({ db, dir, key: replicaKey, session: pc.session(), clock }, command.questions)
    case 'fetch':
      return fetchPages()
    case 'queue':
      queueRecords(db, command.nth, 1)
      return 0
    case 'import':
      importRecords(db, command.rows)
      return 0
    case 'bare':
      return bareInserts(db, command.rows, command.perCommit)
    case 'raw':
      return rawApply(db, command.rows, command.perCommit)
    case 'keep':
      kept = copyReplica(db, dir)
      return 0
    case 'raw-into':
      return rawApplyInto(db, { file: kept, key: replicaKey, dir }, command.perCommit)
    case 'upserts':
      return bareUpserts(db, command.rows, command.perCommit)
  }
}

/** Of this thread, ms. */
function ownCpu(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1_000
}

async function fetchPages(): Promise<number> {
  const position = positionOf(db)
  if (position === null) throw new Error('no position')
  const { lineage } = position
  let bytes: number = batch.smallest
  for (let cursor: number | null = position.seq; cursor !== null;) {
    const answer = await calls.page({ lineage, cursor, maxBytes: bytes })
    if (!answer.ok) throw new Error(answer.problem.code)
    fetched.set(cursor, answer)
    cursor = answer.value.next
    bytes = nextBatch(bytes, 0)
  }
  return fetched.size
}

/** How long work takes, and what others notice of it. */
async function watched<T>(work: () => Promise<T>): Promise<BenchPcWork & { readonly value: T }> {
  const rss = (): number => process.memoryUsage.rss()
  const rssBefore = rss()
  const watch = { peak: rssBefore, longest: 0, busiest: 0, last: performance.now(), cpu: ownCpu() }
  const timer = setInterval(() => {
    const [now, cpuNow] = [performance.now(), ownCpu()]
    watch.longest = Math.max(watch.longest, now - watch.last - 5)
    watch.busiest = Math.max(watch.busiest, cpuNow - watch.cpu)
    watch.last = now
    watch.cpu = cpuNow
    watch.peak = Math.max(watch.peak, rss())
  }, 5)
  const [started, cpu] = [performance.now(), process.cpuUsage()]
  const value = await work()
  const ms = performance.now() - started
  const { user, system } = process.cpuUsage(cpu)
  clearInterval(timer)
  return {
    ...{ value, ms, rssBefore },
    cpuMs: (user + system) / 1_000,
    peakRss: watch.peak,
    longestStallMs: Math.max(0, watch.longest),
    busiestTurnCpuMs: watch.busiest,
  }
}

const count = (table: string): number =>
  db.prepare<[], { n: number }>(`SELECT count(*) AS n FROM ${table}`).one()?.n ?? 0

async function index(): Promise<BenchPcIndexed> {
  const { value, ...work } = await watched(() => finishIndexing(db, { key: replicaKey }))
  return { ...work, records: value, subjects: count('subjects'), left: count('index_queue') }
}

async function run(): Promise<BenchPcRun> {
  const { value: outcome, ...work } = await watched(() => pc.run())
  return {
    ...work,
    held: count('sync_rows'),
    shown: count('source_records'),
    problem: outcome.ok ? null : `${outcome.problem} ${outcome.code}`,
    proven: outcome.ok && outcome.report.proven,
  }
}
