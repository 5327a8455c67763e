// A PC of a bench in a process of its own, as core is one: its memory and its stalls are its own, and it has the second core to itself
// while the platform is busy. Commands come as messages, answers go out as messages.
import type { EnrolmentResponse } from '../../src-contract/sync/enrolment.ts'
import { keepEnrolment } from '../../src-core/features/sync/enrol.service.ts'
import { Platform } from '../../src-core/features/sync/transport.ts'
import { openReplica } from '../../src-core/store/open.ts'
import { uuidv7 } from '../../src-core/uuid.ts'
import { CampaignPc } from '../faults/campaign/campaign-pc.ts'
import { makeReplica } from '../support/test-context.ts'
import { bareInserts } from './bare-inserts.ts'

export type BenchPcCommand =
  | { readonly do: 'run' }
  /** Bare inserts of rows that are here, into a table of their own. */
  | { readonly do: 'bare'; readonly rows: number; readonly perCommit: number }

export type BenchPcStart = {
  readonly dir: string
  readonly answer: EnrolmentResponse
  readonly key: string
  readonly url: string
}

export type BenchPcRun = {
  readonly ms: number
  readonly cpuMs: number
  readonly rssBefore: number
  readonly peakRss: number
  /** Longest time in which nobody else was answered. */
  readonly longestStallMs: number
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
const pc = new CampaignPc({ db, key: replicaKey, clock, calls, newId: () => uuidv7(Date.now()) })

process.on('message', (command: BenchPcCommand) => {
  void (command.do === 'run' ? run() : Promise.resolve(bareInserts(db, command.rows, command.perCommit))).then(
    (value) => process.send?.(value),
  )
})
process.on('disconnect', () => {
  calls.close()
  db.close()
  process.exit(0)
})
process.send?.('ready')

async function run(): Promise<BenchPcRun> {
  const rss = (): number => process.memoryUsage.rss()
  const rssBefore = rss()
  const watch = { peak: rssBefore, longest: 0, last: performance.now() }
  const timer = setInterval(() => {
    const now = performance.now()
    watch.longest = Math.max(watch.longest, now - watch.last - 5)
    watch.last = now
    watch.peak = Math.max(watch.peak, rss())
  }, 5)
  const [started, cpu] = [performance.now(), process.cpuUsage()]
  const outcome = await pc.run()
  const ms = performance.now() - started
  const { user, system } = process.cpuUsage(cpu)
  clearInterval(timer)
  const count = (table: string): number =>
    db.prepare<[], { n: number }>(`SELECT count(*) AS n FROM ${table}`).one()?.n ?? 0
  return {
    ms,
    cpuMs: (user + system) / 1_000,
    rssBefore,
    peakRss: watch.peak,
    longestStallMs: Math.max(0, watch.longest),
    held: count('sync_rows'),
    shown: count('source_records'),
    problem: outcome.ok ? null : `${outcome.problem} ${outcome.code}`,
    proven: outcome.ok && outcome.report.proven,
  }
}
