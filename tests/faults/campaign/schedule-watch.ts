import { isBootstrapping } from '../../../src-core/features/sync/bootstrap.service.ts'
import { isRestored } from '../../../src-core/features/sync/restored.service.ts'
import { allRoots } from '../../../src-core/features/sync/sync.repo.ts'
import { decidedVersions, lookThrough } from './platform-checks.ts'
import {
  decidedForNothing,
  everythingIn,
  outOfForce,
  position,
  refusedText,
  rootsAmong,
  rootsOf,
  sameRoots,
  shownBeyond,
  shownOtherwise,
  writesOf,
} from './replica-checks.ts'
import type { SimulatedPc } from './simulated-pc.ts'
import type { SimulatedPlatform } from './simulated-platform.ts'
import { nothing } from './tally.ts'

/** Looks at PCs and platform, after each step and in the end, and says what does not hold. */
export class ScheduleWatch {
  readonly tally = { ...nothing(), schedules: 1 }
  readonly complaints: string[] = []
  readonly #platform: SimulatedPlatform
  readonly #pcs: readonly SimulatedPc[]
  readonly #teller: ((text: string) => void) | undefined
  /** Acknowledged, and only in what a restored platform has lost: no PC had it any more. */
  readonly #gone = new Set<string>()
  /** Versions that came with a decision on a conflict: they say what nobody had seen, also when they are sent again. */
  readonly #decided = new Set<string>()
  /** Entries that the platform said to some PC are out of force. */
  readonly #outOfForce = new Set<string>()

  /** @param pcs of the schedule; there can come more */
  constructor(platform: SimulatedPlatform, pcs: readonly SimulatedPc[], teller: ((text: string) => void) | undefined) {
    this.#platform = platform
    this.#pcs = pcs
    this.#teller = teller
  }

  /** The story of a schedule, for whoever looks into one that failed. */
  tell(text: string): void {
    if (this.#teller !== undefined) this.#teller(text)
  }

  complain(about: 'lost' | 'duplicated' | 'diverged' | 'falseSynced', text: string): void {
    this.tell(`${about}: ${text}`)
    this.tally[about] += 1
    this.complaints.push(`${about}: ${text}`)
  }

  /** What must hold after every step. */
  look(pc: SimulatedPc): void {
    const { db } = pc.pc
    const looked = `${writesOf(db)} ${pc.running === null} ${pc.pc.problem} ${this.#platform.lineage}`
    if (pc.looked === looked) return
    pc.looked = looked
    const at = position(db)
    if (at === null) return
    if (at.lineage === pc.cursor?.lineage && at.seq < pc.cursor.seq)
      this.complain('diverged', `${pc.name} went back from ${pc.cursor.seq} to ${at.seq}`)
    pc.cursor = at
    // Rows of a snapshot come before its position does, and what a restored platform has lost is taken out of them.
    if (isBootstrapping(db) || isRestored(db)) return
    const expected = this.#platform.rootsOf(at.lineage, at.seq)
    if (expected === undefined) this.complain('diverged', `${pc.name} stands inside a transaction, at ${at.seq}`)
    else if (!sameRoots(rootsAmong(Object.keys(expected), allRoots(db)), expected))
      this.complain('diverged', `${pc.name} at ${at.seq} does not have the rows of ${at.seq}`)
    // Whoever has not heard of a restore cannot know.
    if (at.lineage !== this.#platform.lineage) return
    const place = `${at.lineage} ${at.seq} ${writesOf(db)}`
    if (pc.running === null && pc.seenSynced !== place && pc.pc.status().state === 'synced') {
      pc.seenSynced = place
      this.#checkSynced(pc, at.seq)
    }
  }

  /** What the platform is about to forget, and must hold all the same. */
  beforeRestore(): void {
    for (const { pc } of this.#pcs) for (const id of outOfForce(pc.db)) this.#outOfForce.add(id)
    for (const id of decidedVersions(this.#platform.changes)) this.#decided.add(id)
  }

  /** What the platform took since its backup is in no PC but where one has it: what none has is gone, and that is nobody's fault. */
  afterRestore(): void {
    const atPlatform = this.#platformText()
    const missing = this.#pcs
      .flatMap(({ tokens }) => tokens)
      .filter((token) => !atPlatform.includes(token) && !this.#gone.has(token))
    if (missing.length === 0) return
    const left = this.#pcs.map(({ pc }) => everythingIn(pc.db)).join('\n')
    for (const token of missing)
      if (!left.includes(token)) {
        this.#gone.add(token)
        this.tally.gone += 1
      }
  }

  /** What must hold in the end. */
  judge(): void {
    const platform = this.#platform
    const elsewhere = [
      ...platform.held.map(({ mutation }) => JSON.stringify(mutation)),
      ...this.#pcs.map(({ pc }) => refusedText(pc.db)),
    ].join('\n')
    const tokens = this.#pcs.flatMap((pc) => pc.tokens).filter((token) => !this.#gone.has(token))
    const forNothing = new Set(this.#pcs.flatMap(({ pc }) => decidedForNothing(pc.db)))
    const { changes } = platform
    const { lost, duplicated, resurrected } = lookThrough(changes, tokens, elsewhere, this.#decided, forNothing)
    for (const id of this.#outOfForce)
      if (![...platform.rows.values()].some(({ row, ...key }) => key.id === id && row.fields['stage'] === 'voided'))
        resurrected.push(`entry ${id} is in force again after a restore`)
    for (const text of lost) this.complain('lost', text)
    for (const mid of platform.doneTwice) this.complain('duplicated', `mutation ${mid} was judged twice`)
    for (const text of duplicated) this.complain('duplicated', text)
    for (const text of resurrected) this.complain('diverged', text)
    const roots = platform.rootsAt.get(platform.head) ?? {}
    for (const one of this.#pcs) {
      const { name, pc } = one
      if (!sameRoots(rootsOf(pc.db), roots)) this.complain('diverged', `${name} has other rows than the platform`)
      for (const text of shownWrong(one)) this.complain('diverged', `${name} shows otherwise: ${text}`)
      const audit = pc.auditProblem()
      if (audit !== null) this.complain('lost', `${name}: the audit chain is ${audit}`)
    }
  }

  #checkSynced(pc: SimulatedPc, at: number): void {
    const text = `${this.#platformText()}\n${refusedText(pc.pc.db)}`
    for (const token of pc.tokens)
      if (!text.includes(token) && !this.#gone.has(token))
        this.complain('falseSynced', `${pc.name} says synced without ${token}`)
    const roots = this.#platform.rootsAt.get(at) ?? {}
    if (!sameRoots(rootsOf(pc.pc.db), roots)) this.complain('falseSynced', `${pc.name} says synced with other rows`)
    for (const wrong of shownWrong(pc))
      this.complain('falseSynced', `${pc.name} says synced and shows otherwise: ${wrong}`)
  }

  #platformText(): string {
    return [
      ...this.#platform.changes.map(({ fields }) => fields),
      ...this.#platform.held.map(({ mutation }) => JSON.stringify(mutation)),
    ].join('\n')
  }
}

/** @returns as it was found before, where nothing was written since */
function shownWrong(pc: SimulatedPc): readonly string[] {
  const { db } = pc.pc
  const writes = writesOf(db)
  if (pc.shown.writes !== writes) pc.shown = { writes, wrong: [...shownOtherwise(db), ...shownBeyond(db)] }
  return pc.shown.wrong
}
