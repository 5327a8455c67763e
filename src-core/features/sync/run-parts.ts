import type { OpenSession } from '../../open-session.ts'
import { instantOf, type Clock } from '../../clock.ts'
import type { Log } from '../../log/log.ts'
import { obey } from './directives.service.ts'
import { keepSetting } from './sync.repo.ts'
import type { CallProblem, Platform } from './transport.ts'

export type RunParts = {
  readonly open: OpenSession
  /** Without `page`: pages are read in core's own thread, however many they are. */
  readonly platform: Pick<Platform, 'call' | 'chunk'> & Partial<Pick<Platform, 'page'>>
  readonly clock: Clock
  readonly log: Log
  readonly appVersion: string
  /** The session is still the one that the run began in. */
  isOpen(): boolean
  newId(): string
  /** Whether the content of a file lies on this PC. */
  readonly hasContent: (sha256: string) => boolean
  /** Rows of the ledger came in. */
  changed(): void
  /** From so many changes on pages are read in a thread of their own; 2,000 unless said. */
  readonly manyFrom?: number
}

export type RunReport = {
  sent: number
  accepted: number
  conflicts: number
  rejected: number
  received: number
  /** The digests were compared and are the same. */
  proven: boolean
}

export type RunProblem =
  | 'sync/unreachable'
  | 'sync/busy'
  | 'sync/revoked'
  | 'sync/expired'
  | 'sync/unknown-device'
  | 'sync/stopped'
  | 'sync/start-over'
  | 'sync/platform-behind'
  | 'sync/version'
  | 'sync/quarantined'
  | 'sync/untrue'
  | 'sync/refused'

export type RunOutcome =
  | { readonly ok: true; readonly report: RunReport }
  | {
      readonly ok: false
      readonly problem: RunProblem
      /** What the platform said, for the log. */
      readonly code: string
      readonly retryAfterMs: number
    }

/** Nobody is logged in any more. */
export const locked: RunOutcome = { ok: false, problem: 'sync/unreachable', code: 'locked', retryAfterMs: 0 }

/** Ends a run from wherever it is. */
export class RunEnded extends Error {
  readonly problem: RunProblem
  readonly code: string
  readonly retryAfterMs: number
  constructor(problem: RunProblem, code: string = problem, retryAfterMs = 0) {
    super(problem)
    this.problem = problem
    this.code = code
    this.retryAfterMs = retryAfterMs
  }
}

export function problemOf({ code }: CallProblem): RunProblem {
  switch (code) {
    case 'unreachable':
    case 'unreadable':
    case 'internal':
      return 'sync/unreachable'
    case 'sync/busy':
    case 'sync/too-many':
      return 'sync/busy'
    case 'sync/revoked':
      return 'sync/revoked'
    case 'sync/certificate-expired':
      return 'sync/expired'
    case 'sync/no-certificate':
      return 'sync/unknown-device'
    case 'sync/rebootstrap':
      return 'sync/start-over'
    case 'sync/client-too-new':
    case 'sync/client-too-old':
      return 'sync/version'
    case 'sync/quarantined':
    case 'sync/wrong-epoch':
      return 'sync/quarantined'
    default:
      return 'sync/refused'
  }
}

/** The value of an answer, or the end of the run. */
export function valueOf<T>(answer: { ok: true; value: T } | { ok: false; problem: CallProblem }, parts: RunParts): T {
  if (!parts.isOpen()) throw new RunEnded('sync/unreachable')
  if (answer.ok) return answer.value
  const { sealingKey, directives } = answer.problem
  if (sealingKey !== undefined) parts.open.db.transaction((tx) => keepSetting(tx, 'sealingKey', sealingKey))
  obey(parts.open.db, directives, instantOf(parts.clock.nowMs()))
  throw new RunEnded(problemOf(answer.problem), answer.problem.code, answer.problem.retryAfterMs)
}
