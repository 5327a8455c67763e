import type { Database } from '../../../platform/database/database.ts'
import { verifyDigests } from '../../../platform/sync/digest.ts'
import type { PcReport } from './pc.child.ts'
import { decidedVersions, lookThrough } from './platform-checks.ts'
import { PlatformLog, tokensIn, type Moment } from './platform-log.ts'
import { textOfBackup } from './real-backup.ts'
import type { RealPc } from './real-pc.ts'
import { sameRoots } from './replica-checks.ts'

export type Complain = (about: 'lost' | 'duplicated' | 'diverged' | 'falseSynced', text: string) => void

/** What must hold of the PCs and the platform of one schedule. */
export class RealChecks {
  readonly #db: Database
  readonly #station: string
  readonly #complain: Complain
  readonly #log: PlatformLog
  /** Acknowledged, and only in what a restored platform has lost: no PC had it any more. */
  readonly #gone = new Set<string>()
  /** Versions that came with a decision on a conflict: they say what nobody had seen, also when they are sent again. */
  readonly #decided = new Set<string>()
  /** Entries that the platform, before it was restored, said to some PC are out of force. */
  readonly #outOfForce = new Set<string>()

  constructor(given: { readonly db: Database; readonly station: string; readonly complain: Complain }) {
    this.#db = given.db
    this.#station = given.station
    this.#complain = given.complain
    this.#log = new PlatformLog(given.db, given.station)
  }

  get gone(): number {
    return this.#gone.size
  }

  /** While this goes on nobody compares anything with the platform. */
  alone<T>(work: () => Promise<T>): Promise<T> {
    return this.#log.alone(work)
  }

  /**
   * After an exchange, however it ended: the cursor does not go back and is not ahead of the rows, and whoever says "synced" lacks nothing.
   *
   * @param whole adds everything up anew, which takes longer the more there is
   */
  async look(pc: RealPc, whole: boolean): Promise<void> {
    const report = await pc.ask<PcReport>({ do: 'report', whole })
    const { position } = report
    if (position?.lineage === pc.cursor?.lineage && (position?.seq ?? 0) < (pc.cursor?.seq ?? 0))
      this.#complain('diverged', `${pc.name} went back from ${pc.cursor?.seq} to ${position?.seq}`)
    pc.cursor = position
    // Acknowledged until now: what is acknowledged while the platform is read, nobody has called synced.
    const tokens = [...pc.tokens]
    const now = await this.#log.read()
    // Whoever has not heard of a restore cannot know.
    if (position?.lineage !== now.lineage) return
    const same = position.seq !== now.head || report.underway || sameRoots(report.roots, now.roots)
    if (!same) this.#complain('diverged', `${pc.name} at ${position.seq} does not have the rows of ${position.seq}`)
    if (report.state !== 'synced') return
    for (const token of await this.#unaccounted(tokens, [pc]))
      this.#complain('falseSynced', `${pc.name} says synced without ${token}`)
    if (!same) this.#complain('falseSynced', `${pc.name} says synced with other rows`)
    for (const wrong of report.shownOtherwise)
      this.#complain('falseSynced', `${pc.name} says synced and shows otherwise: ${wrong}`)
  }

  /** Whether all stand where the platform stands, and say so. */
  async atRest(pcs: readonly RealPc[]): Promise<{ quiet: boolean; reports: PcReport[] }> {
    const reports = await Promise.all(pcs.map((pc) => pc.ask<PcReport>({ do: 'report', whole: false })))
    const { head, lineage } = await this.#log.read()
    const quiet = reports.every(
      ({ state, position }) => state === 'synced' && position?.seq === head && position.lineage === lineage,
    )
    return { quiet, reports }
  }

  /** What the platform's log says of itself, in the middle of everything. */
  async lookThroughLog(): Promise<void> {
    await this.#log.read()
    const { duplicated, resurrected } = lookThrough(this.#log.changes, [], '', this.#decided)
    for (const text of duplicated) this.#complain('duplicated', text)
    for (const text of resurrected) this.#complain('diverged', text)
  }

  /**
   * The platform is about to forget what it took since its backup: what no PC has of that is gone, and nobody's fault. Called with the
   * instances ended, so that nothing moves between PCs and platform.
   */
  async beforeRestore(pcs: readonly RealPc[]): Promise<void> {
    const kept = tokensIn(await textOfBackup(this.#db, this.#station))
    let missing = pcs.flatMap(({ tokens }) => tokens).filter((token) => !kept.has(token) && !this.#gone.has(token))
    const changes = await this.#db
      .selectFrom('changes')
      .select(['seq', 'op', 'tbl', 'id', 'fields', 'last'])
      .where('station', '=', this.#station)
      .orderBy('seq')
      .execute()
    for (const id of decidedVersions(changes)) this.#decided.add(id)
    for (const pc of pcs) {
      missing = await pc.askWhoever<string[]>({ do: 'lacks', tokens: missing })
      for (const id of await pc.askWhoever<string[]>({ do: 'outOfForce' })) this.#outOfForce.add(id)
    }
    for (const token of missing) this.#gone.add(token)
  }

  /**
   * In the end, everything.
   *
   * @param exchange of a PC: once more, where a system answered the platform since all came to rest
   */
  async judge(pcs: readonly RealPc[], exchange: (pc: RealPc) => Promise<void>): Promise<void> {
    const { now, reports } = await this.#allAtOneMoment(pcs, exchange)
    const tokens = pcs.flatMap((pc) => pc.tokens)
    for (const token of await this.#unaccounted(tokens, pcs)) this.#complain('lost', `${token} is nowhere`)
    const { lost, duplicated, resurrected } = lookThrough(this.#log.changes, [], '', this.#decided)
    for (const text of lost) this.#complain('lost', text)
    for (const text of duplicated) this.#complain('duplicated', text)
    for (const text of resurrected) this.#complain('diverged', text)
    await this.#judgeOutOfForce()
    for (const [at, report] of reports.entries()) {
      const pc = pcs[at] as RealPc
      if (!sameRoots(report.roots, now.roots)) this.#complain('diverged', `${pc.name} has other rows than the platform`)
      for (const text of report.shownOtherwise) this.#complain('diverged', `${pc.name} shows otherwise: ${text}`)
      if (report.audit !== null) this.#complain('lost', `${pc.name}: the audit chain is ${report.audit}`)
    }
    for (const table of await verifyDigests(this.#db, this.#station))
      this.#complain('diverged', `the platform's own digest of ${table} is wrong`)
  }

  async #allAtOneMoment(
    pcs: readonly RealPc[],
    exchange: (pc: RealPc) => Promise<void>,
  ): Promise<{ now: Moment; reports: PcReport[] }> {
    for (let tries = 0; ; tries += 1) {
      const now = await this.#log.read()
      const reports = await Promise.all(pcs.map((pc) => pc.ask<PcReport>({ do: 'report', whole: true })))
      if (tries === 10 || reports.every(({ position }) => position?.seq === now.head)) return { now, reports }
      for (const pc of pcs) await exchange(pc)
    }
  }

  async #judgeOutOfForce(): Promise<void> {
    if (this.#outOfForce.size === 0) return
    const rows = await this.#db
      .selectFrom('rows')
      .select(['id', 'fields'])
      .where('station', '=', this.#station)
      .where('tbl', '=', 'entries')
      .where('deleted', '=', false)
      .execute()
    const voided = new Set(
      rows.filter(({ fields }) => (JSON.parse(fields) as { stage?: string }).stage === 'voided').map(({ id }) => id),
    )
    for (const id of this.#outOfForce)
      if (!voided.has(id)) this.#complain('diverged', `entry ${id} is in force again after a restore`)
  }

  /** Tokens that are neither with the platform nor refused to one of these PCs, nor lost with the tail of a log. */
  async #unaccounted(tokens: readonly string[], pcs: readonly RealPc[]): Promise<string[]> {
    let left = tokens.filter((token) => !this.#log.has(token) && !this.#gone.has(token))
    if (left.length === 0) return left
    const held = tokensIn(await this.#log.held())
    left = left.filter((token) => !held.has(token))
    for (const pc of pcs) if (left.length > 0) left = await pc.ask<string[]>({ do: 'notRefused', tokens: left })
    return left
  }
}
