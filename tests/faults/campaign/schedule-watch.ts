import { isBootstrapping } from '../../../src-core/features/sync/bootstrap.service.ts'
import { isRestored } from '../../../src-core/features/sync/restored.service.ts'
import { allRoots } from '../../../src-core/features/sync/sync.repo.ts'
import { foreignIn } from './neighbour.ts'
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
  readonly teller: ((text: string) => void) | undefined
  /** Acknowledged, and only in what a restored platform has lost: no PC had it any more. */
  readonly #gone = new Set<string>()
  /** Versions that came with a decision on a conflict: they say what nobody had seen, also when they are sent again. */
  readonly #decided = new Set<string>()
  /** Entries that the platform said to some PC are out of force. */
  readonly #outOfForce = new Set<string>()

  #apart = false
  /** What the platform had in this lineage. */
  #had = { lineage: '', tokens: new Set<string>() }

  /** @param pcs of the schedule; there can come more */
  constructor(platform: SimulatedPlatform, pcs: readonly SimulatedPc[], teller: ((text: string) => void) | undefined) {
    this.#platform = platform
    this.#pcs = pcs
    this.teller = teller
  }

  /** There is another station: nothing of it is on these PCs. */
  keepApart(): void {
    this.#apart = true
  }

  /** The story of a schedule, for whoever looks into one that failed. */
  tell(text: string): void {
    if (this.teller !== undefined) this.teller(text)
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
    const writes = writesOf(db) - pc.trap.notes
    if (this.#apart && pc.apart !== writes) {
      pc.apart = writes
      this.#checkApart(pc, false)
    }
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
    const missing = this.#notAtPlatform(this.#pcs.flatMap(({ tokens }) => tokens))
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
      if (!platform.rows.values().some(({ row, ...key }) => key.id === id && row.fields['stage'] === 'voided'))
        resurrected.push(`entry ${id} is in force again after a restore`)
    for (const text of lost) this.complain('lost', text)
    for (const mid of platform.doneTwice) this.complain('duplicated', `mutation ${mid} was judged twice`)
    for (const text of duplicated) this.complain('duplicated', text)
    for (const text of resurrected) this.complain('diverged', text)
    const roots = platform.rootsAt.get(platform.head) ?? {}
    for (const one of this.#pcs) {
      const { name, pc } = one
      if (this.#apart) this.#checkApart(one, true)
      const through = lookedThrough(one)
      if (!sameRoots(through.roots, roots)) this.complain('diverged', `${name} has other rows than the platform`)
      for (const text of through.shownWrong) this.complain('diverged', `${name} shows otherwise: ${text}`)
      const audit = pc.auditProblem()
      if (audit !== null) this.complain('lost', `${name}: the audit chain is ${audit}`)
    }
  }

  #checkApart(pc: SimulatedPc, whole: boolean): void {
    const foreign = foreignIn(pc.pc.db, this.#platform.station, whole)
    if (foreign !== null) this.complain('diverged', `${pc.name} has what is another station's: ${foreign}`)
  }

  #checkSynced(pc: SimulatedPc, at: number): void {
    const missing = this.#notAtPlatform(pc.tokens)
    const refused = missing.length === 0 ? '' : refusedText(pc.pc.db)
    for (const token of missing)
      if (!refused.includes(token)) this.complain('falseSynced', `${pc.name} says synced without ${token}`)
    const expected = this.#platform.rootsAt.get(at) ?? {}
    const { roots, shownWrong } = lookedThrough(pc)
    if (!sameRoots(roots, expected)) this.complain('falseSynced', `${pc.name} says synced with other rows`)
    for (const wrong of shownWrong) this.complain('falseSynced', `${pc.name} says synced and shows otherwise: ${wrong}`)
  }

  /** Of these, what neither its log says nor a change that it holds. What it has it keeps until it is restored, under another lineage. */
  #notAtPlatform(tokens: readonly string[]): string[] {
    const { lineage, changes, held } = this.#platform
    if (this.#had.lineage !== lineage) this.#had = { lineage, tokens: new Set() }
    const missing = tokens.filter((token) => !this.#had.tokens.has(token) && !this.#gone.has(token))
    if (missing.length === 0) return missing
    const text = [...changes.map(({ fields }) => fields), ...held.map(({ mutation }) => JSON.stringify(mutation))].join(
      '\n',
    )
    return missing.filter((token) => {
      const isThere = text.includes(token)
      if (isThere) this.#had.tokens.add(token)
      return !isThere
    })
  }
}

/** Where nothing was written since but settings, what was found before is found again: an exchange that brings nothing writes just those. */
function lookedThrough(pc: SimulatedPc): SimulatedPc['through'] {
  const { db } = pc.pc
  const writes = writesOf(db) - pc.trap.notes
  if (pc.through.writes !== writes)
    pc.through = { writes, shownWrong: [...shownOtherwise(db), ...shownBeyond(db)], roots: rootsOf(db) }
  return pc.through
}
