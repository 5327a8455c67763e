// A PC of the real campaign, in a process of its own that can be killed at any moment. Commands come as lines of JSON on stdin, answers go
// out as lines of JSON.
import { createInterface } from 'node:readline'
import type { EnrolmentResponse } from '../../../src-contract/sync/enrolment.ts'
import type { ReplicaKey } from '../../../src-core/crypto/replica-key.ts'
import { keepEnrolment } from '../../../src-core/features/sync/enrol.service.ts'
import { keepSetting, setting } from '../../../src-core/features/sync/sync.repo.ts'
import { Platform } from '../../../src-core/features/sync/transport.ts'
import { openReplica } from '../../../src-core/store/open.ts'
import type { Db } from '../../../src-core/store/sql.ts'
import { uuidv7 } from '../../../src-core/uuid.ts'
import { CampaignPc, type Act } from './campaign-pc.ts'
import { position, refusedText, rootsOf, shownOtherwise } from './replica-checks.ts'

export type PcCommand =
  | { readonly do: 'open'; readonly dir: string; readonly key: readonly [string, string, string]; readonly ms: number }
  | { readonly do: 'enrol'; readonly answer: EnrolmentResponse; readonly key: string; readonly url: string }
  | { readonly do: 'act'; readonly act: Act }
  | { readonly do: 'run'; readonly url: string }
  | { readonly do: 'clock'; readonly by: number }
  | { readonly do: 'report' }

export type PcReport = {
  readonly state: string
  readonly problem: string | null
  readonly position: number
  readonly roots: ReturnType<typeof rootsOf>
  readonly shownOtherwise: readonly string[]
  readonly refused: string
  readonly audit: string | null
}

/** Silence after which a call is given up; the app waits longer. */
const patienceMs = 1_500

const clock = { ms: Date.now(), nowMs: () => clock.ms, monotonicMs: () => Math.round(performance.now()) }
let db: Db | undefined
let platform: Platform | undefined
let pc: CampaignPc | undefined

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
      held().transaction((tx) =>
        keepEnrolment(tx, { answer: enrolled, key, deviceName: 'PC', url }, new Date(clock.ms).toISOString()),
      )
      return null
    }
    case 'act':
      return pc?.act(command.act)
    case 'clock':
      clock.ms += command.by
      return null
    case 'run':
      connect(command.url)
      return pc?.run().then((outcome) => (outcome.ok ? 'ok' : outcome.problem))
    case 'report':
      return report()
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
    chunk: (snapshot: string, number: number) => (platform as Platform).chunk(snapshot, number),
  }
  pc = new CampaignPc({ db, clock, calls, newId: () => uuidv7(clock.ms) })
  return clock.ms
}

/** The address changes with the instance that is asked; the platform is the same. */
function connect(url: string): void {
  const now = held()
  if (setting(now, 'url') !== url) now.transaction((tx) => keepSetting(tx, 'url', url))
  platform?.close()
  const [ca = '', certificate = '', key = ''] = ['ca', 'certificate', 'key'].map((name) => setting(now, name))
  platform = new Platform(url, { ca, certificate, key })
}

function report(): PcReport {
  const now = held()
  const { state, problem } = (pc as CampaignPc).status()
  return {
    state,
    problem,
    position: position(now)?.seq ?? -1,
    roots: rootsOf(now),
    shownOtherwise: shownOtherwise(now),
    refused: refusedText(now),
    audit: (pc as CampaignPc).auditProblem(),
  }
}
