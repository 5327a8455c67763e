import type { Position } from '../../../src-contract/sync/protocol.ts'
import type { SetHash } from '../../../src-contract/sync/digest.ts'
import type { RunOutcome } from '../../../src-core/features/sync/run-parts.ts'
import type { CampaignPc } from './campaign-pc.ts'
import type { Rewindable } from './rewindable.ts'
import { Killed, type Replica, type Statements } from './simulated-replica.ts'
import type { SimulatedWire } from './simulated-wire.ts'

/** A PC of a simulated schedule, with what is around it, and what was seen of it. */
export type SimulatedPc = {
  readonly name: string
  readonly replica: Replica
  readonly connection: Rewindable
  readonly trap: Statements
  readonly wire: SimulatedWire
  readonly clock: { ms: number; nowMs(): number; monotonicMs(): number }
  pc: CampaignPc
  running: Promise<RunOutcome | undefined> | null
  /** Acknowledged on it. */
  readonly tokens: string[]
  cursor: Position | null
  /** What it was looked at with: while nothing of that changes, nothing else is found. */
  looked: string
  /** Where it was last looked at while it said "synced". */
  seenSynced: string
  /** After how many writes it was last looked through for what is another station's. */
  apart: number
  /** What was found when it was last looked through, and after how many writes that was, those of settings aside. */
  through: {
    readonly writes: number
    readonly shownWrong: readonly string[]
    readonly roots: Readonly<Record<string, SetHash>>
  }
}

export const notLookedAt = {
  cursor: null,
  looked: '',
  seenSynced: '',
  apart: -1,
  through: { writes: -1, shownWrong: [], roots: {} },
}

export const diskFull = (): Error => Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' })

export const isTrap = (error: unknown): boolean =>
  error instanceof Killed || (error as { code?: string }).code === 'SQLITE_FULL'

/** Begins an exchange, up to what it first asks the platform. */
export async function startRun(pc: SimulatedPc): Promise<void> {
  if (pc.running !== null) return
  pc.running = pc.pc.run().catch((error: unknown) => {
    if (isTrap(error)) return undefined
    throw error
  })
  await untilWaiting(pc)
}

/** Until the run has asked the platform something, or has ended. */
export async function untilWaiting(pc: SimulatedPc): Promise<void> {
  const { running } = pc
  if (running === null || pc.wire.pending.length > 0) return
  const ended = await Promise.race([running.then(() => true), pc.wire.asked()])
  if (ended) pc.running = null
}
