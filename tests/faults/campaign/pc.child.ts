// A PC of the real campaign, in a process of its own that can be killed at any moment. Commands come as lines of JSON on stdin, answers go
// out as lines of JSON.
import { flushCompileCache } from 'node:module'
import { createInterface } from 'node:readline'
import type { EnrolmentResponse } from '../../../src-contract/sync/enrolment.ts'
import type { Position } from '../../../src-contract/sync/protocol.ts'
import type { ReplicaKey } from '../../../src-core/crypto/replica-key.ts'
import { isBootstrapping } from '../../../src-core/features/sync/bootstrap.service.ts'
import { keepEnrolment } from '../../../src-core/features/sync/enrol.service.ts'
import { isRestored } from '../../../src-core/features/sync/restored.service.ts'
import { keepSetting, rootOf, rootTables, setting } from '../../../src-core/features/sync/sync.repo.ts'
import { Platform } from '../../../src-core/features/sync/transport.ts'
import { storeFault } from '../../../src-core/store/errors.ts'
import { openReplica } from '../../../src-core/store/open.ts'
import type { Db } from '../../../src-core/store/sql.ts'
import { uuidv7 } from '../../../src-core/uuid.ts'
import { CampaignPc, type Act } from './campaign-pc.ts'
import { tokensIn } from './platform-log.ts'
import {
  everythingIn,
  outOfForce,
  position,
  refusedText,
  rootsOf,
  shownBeyond,
  shownOtherwise,
} from './replica-checks.ts'

/** What a disk does from some moment of a command to its end: it has room for so many more pages of the replica, or it cannot be written. */
export type Disk = {
  readonly fault: 'full' | 'read-only'
  readonly pagesLeft: number
  readonly afterMs: number
}

export type PcCommand =
  | { readonly do: 'open'; readonly dir: string; readonly key: readonly [string, string, string]; readonly ms: number }
  | { readonly do: 'enrol'; readonly answer: EnrolmentResponse; readonly key: string; readonly url: string }
  | { readonly do: 'act'; readonly act: Act; readonly disk?: Disk | undefined }
  | { readonly do: 'run'; readonly url: string; readonly patienceMs: number; readonly disk?: Disk | undefined }
  | { readonly do: 'clock'; readonly by: number }
  /** `whole`: the roots added up anew, and what people see compared with what the platform said. */
  | { readonly do: 'report'; readonly whole: boolean }
  /** Which of these are not among what was refused here. */
  | { readonly do: 'notRefused'; readonly tokens: readonly string[] }
  /** Which of these are nowhere on this PC. */
  | { readonly do: 'lacks'; readonly tokens: readonly string[] }
  | { readonly do: 'outOfForce' }

export type PcReport = {
  readonly state: string
  readonly problem: string | null
  readonly position: Position | null
  /** Rows of a snapshot come before its position does, and what a restored platform has lost is taken out of them. */
  readonly underway: boolean
  readonly roots: ReturnType<typeof rootsOf>
  readonly shownOtherwise: readonly string[]
  readonly audit: string | null
}

const clock = { ms: Date.now(), nowMs: () => clock.ms, monotonicMs: () => Math.round(performance.now()) }
let db: Db | undefined
let platform: Platform | undefined
let pc: CampaignPc | undefined
/** Silence after which a call is given up; the app waits longer. */
let patienceMs = 0

// Whoever takes this process's place after it was killed starts in half the time.
flushCompileCache()
for await (const line of createInterface({ input: process.stdin })) {
  const value = await answer(JSON.parse(line) as PcCommand)
  process.stdout.write(`${JSON.stringify({ value })}\n`)
}

async function answer(command: PcCommand): Promise<unknown> {
  switch (command.do) {
    case 'open':
      return open(command.dir, command.key, command.ms)
    case 'enrol': {
      const { answer: enrolled, key, url } = command
      held().transaction((tx) => {
        keepEnrolment(tx, { answer: enrolled, key, deviceName: 'PC', url }, new Date(clock.ms).toISOString())
        keepSetting(tx, 'campaignStation', enrolled.station)
      })
      return null
    }
    case 'act':
      return onDisk(command.disk, () => (pc as CampaignPc).act(command.act)).then((done) => done === true)
    case 'clock':
      clock.ms += command.by
      return null
    case 'run':
      return onDisk(command.disk, () => run(command.url, command.patienceMs))
    case 'report':
      return report(command.whole)
    case 'notRefused': {
      const refused = tokensIn(refusedText(held()))
      return command.tokens.filter((token) => !refused.has(token))
    }
    case 'lacks': {
      const everything = tokensIn(everythingIn(held()))
      return command.tokens.filter((token) => !everything.has(token))
    }
    case 'outOfForce':
      return outOfForce(held())
  }
}

function held(): Db {
  if (db === undefined) throw new Error('not open')
  return db
}

function open(dir: string, [dek, salt, check]: readonly [string, string, string], ms: number): number {
  db?.close()
  platform?.close()
  const [a, b, c] = [dek, salt, check].map((part) => Buffer.from(part, 'hex'))
  if (!a || !b || !c) throw new Error('no key')
  const key: ReplicaKey = { dek: a, salt: b, check: c }
  const opened = openReplica({ dir, key })
  if (!opened.ok) throw new Error(opened.error.code)
  db = opened.value
  clock.ms = ms
  const calls = {
    call: ((name: 'hello', body: never, options = {}) =>
      (platform as Platform).call(name, body, { ...options, timeoutMs: patienceMs })) as Platform['call'],
    chunk: (snapshot: string, number: number) => patiently((asked) => asked.chunk(snapshot, number)),
    page: (query: Parameters<Platform['page']>[0]) => patiently((asked) => asked.page(query)),
  }
  // Small ones go through the thread that reads large ones too.
  const station = (): string => setting(held(), 'campaignStation') ?? ''
  pc = new CampaignPc({ db, key, station, clock, calls, manyFrom: 12, newId: () => uuidv7(clock.ms) })
  return clock.ms
}

function patiently<T>(ask: (asked: Platform) => Promise<T>): Promise<T> {
  const asked = platform as Platform
  const givenUp = setTimeout(() => asked.close(), patienceMs)
  return ask(asked).finally(() => clearTimeout(givenUp))
}

async function run(url: string, patience: number): Promise<string> {
  patienceMs = patience
  connect(url)
  const outcome = await (pc as CampaignPc).run()
  return outcome.ok ? 'ok' : outcome.problem
}

/** SQLite is told of a file that may not grow, or may not be written: it fails where a real disk would make it fail. */
async function onDisk<T>(disk: Disk | undefined, work: () => Promise<T>): Promise<T | string> {
  if (disk === undefined) return work()
  const { connection } = held()
  const strike = (): void => {
    const pages = Number(connection.pragma('page_count', { simple: true }))
    if (disk.fault === 'read-only') connection.pragma('query_only = 1')
    else connection.pragma(`max_page_count = ${pages + disk.pagesLeft}`)
  }
  const timer = disk.afterMs === 0 ? strike() : setTimeout(strike, disk.afterMs)
  try {
    return await work()
  } catch (error) {
    const fault = storeFault(error)
    if (fault === undefined) throw error
    return fault
  } finally {
    clearTimeout(timer ?? undefined)
    connection.pragma('query_only = 0')
    connection.pragma('max_page_count = 1073741823')
  }
}

/** The address changes with the instance that is asked; the platform is the same. */
function connect(url: string): void {
  const now = held()
  if (setting(now, 'url') !== url) now.transaction((tx) => keepSetting(tx, 'url', url))
  platform?.close()
  const [ca = '', certificate = '', key = ''] = ['ca', 'certificate', 'key'].map((name) => setting(now, name))
  platform = new Platform(url, { ca, certificate, key })
}

function report(whole: boolean): PcReport {
  const now = held()
  const { state, problem } = (pc as CampaignPc).status()
  const kept = () => Object.fromEntries(rootTables(now).map((table) => [table, rootOf(now, table)]))
  return {
    state,
    problem,
    position: position(now),
    underway: isBootstrapping(now) || isRestored(now),
    roots: whole ? rootsOf(now) : kept(),
    shownOtherwise: whole ? [...shownOtherwise(now), ...shownBeyond(now)] : [],
    audit: whole ? (pc as CampaignPc).auditProblem() : null,
  }
}
