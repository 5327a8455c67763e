import type { Position } from '../../../src-contract/sync/protocol.ts'
import { isBootstrapping } from '../../../src-core/features/sync/bootstrap.service.ts'
import type { RunOutcome } from '../../../src-core/features/sync/run-parts.ts'
import { isRestored } from '../../../src-core/features/sync/restored.service.ts'
import { allRoots } from '../../../src-core/features/sync/sync.repo.ts'
import { instantOf } from '../../../src-core/clock.ts'
import { CampaignPc, isWordless, type Act } from './campaign-pc.ts'
import { decidedVersions, lookThrough } from './platform-checks.ts'
import { Prng } from './prng.ts'
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
import { hasCopies, isWide, plainEvents, stepsOf, wideEvents } from './schedule-mix.ts'
import { idFrom, platformIds } from './seeded-ids.ts'
import { deliverRecords, tellSystems } from './simulated-systems.ts'
import { someAct } from './some-act.ts'
import { SimulatedPlatform } from './simulated-platform.ts'
import type { Rewindable } from './rewindable.ts'
import {
  enrolAgain,
  enrolReplica,
  Killed,
  newReplica,
  openDb,
  replicaInMemory,
  type Trap,
} from './simulated-replica.ts'
import { SimulatedWire, wireFaults } from './simulated-wire.ts'
import { nothing, type Outcome } from './tally.ts'

type Pc = {
  readonly name: string
  readonly connection: Rewindable
  readonly trap: { current: Trap | null }
  readonly wire: SimulatedWire
  readonly clock: { ms: number; nowMs(): number; monotonicMs(): number }
  pc: CampaignPc
  running: Promise<RunOutcome | undefined> | null
  readonly tokens: string[]
  cursor: Position | null
  /** What it was looked at with: while nothing of that changes, nothing else is found. */
  looked: string
  /** Where it was last looked at while it said "synced". */
  seenSynced: string
  /** What it showed otherwise when it was last looked through, and after how many writes that was. */
  shown: { readonly writes: number; readonly wrong: readonly string[] }
}

const diskFull = (): Error => Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' })
const isTrap = (error: unknown): boolean =>
  error instanceof Killed || (error as { code?: string }).code === 'SQLITE_FULL'
const hour = 3_600_000

const notLooked = { writes: -1, wrong: [] }

/** @returns as it was found before, where nothing was written since */
function shownWrong(pc: Pc): readonly string[] {
  const { db } = pc.pc
  const writes = writesOf(db)
  if (pc.shown.writes !== writes) pc.shown = { writes, wrong: [...shownOtherwise(db), ...shownBeyond(db)] }
  return pc.shown.wrong
}

/** One schedule of edits, exchanges and faults between two PCs and the platform, all in this process. The seed decides everything. */
export async function simulate(seed: string, teller?: (text: string) => void, wide = isWide(seed)): Promise<Outcome> {
  begun ??= await warmUp()
  const steps = stepsOf(seed)
  const schedule = new Schedule(seed, begun, { wide, teller })
  for (let step = 0; step < steps; step += 1) await schedule.step()
  await schedule.calmDown()
  schedule.judge()
  schedule.close()
  return { seed, tally: schedule.tally, complaints: schedule.complaints }
}

/** A station that has worked together before: entries that both PCs have. Made once; every schedule goes on from there. */
type Begun = { readonly platform: SimulatedPlatform; readonly replicas: readonly { device: string; bytes: Buffer }[] }
let begun: Begun | undefined

async function warmUp(): Promise<Begun> {
  const schedule = new Schedule('begin', null, { wide: false })
  return schedule.begin()
}

class Schedule {
  readonly tally = { ...nothing(), schedules: 1 }
  readonly complaints: string[] = []
  readonly #teller: ((text: string) => void) | undefined
  readonly #prng: Prng
  /** What the others go on from. */
  readonly #first: boolean
  readonly #wide: boolean
  /** A PC may be copied in it: its replicas are its own. */
  readonly #copies: boolean
  readonly #platform: SimulatedPlatform
  readonly #pcs: Pc[]
  #tokens: number
  #deliveries = 0
  /** Acknowledged, and only in what a restored platform has lost: no PC had it any more. */
  readonly #gone = new Set<string>()
  /** Versions that came with a decision on a conflict: they say what nobody had seen, also when they are sent again. */
  readonly #decided = new Set<string>()
  /** Entries that the platform said to some PC are out of force. */
  readonly #outOfForce = new Set<string>()

  constructor(
    seed: string,
    from: Begun | null,
    { wide, teller }: { wide: boolean; teller?: ((text: string) => void) | undefined },
  ) {
    this.#teller = teller
    this.#wide = wide
    this.#copies = wide && hasCopies(seed)
    this.#prng = new Prng(seed)
    // What was there before is none of the schedule's.
    this.#first = from === null
    this.#tokens = from === null ? 1_000 : 0
    const newId = platformIds(seed)
    this.#platform = from?.platform.copy(newId) ?? new SimulatedPlatform(newId)
    // Now and then one of them is new at a station that has forgotten how its rows came about.
    const fresh = from !== null && this.#prng.chance(0.2)
    if (fresh) this.#platform.prune()
    this.#pcs = ['A', 'B'].map((name, at) => this.#newPc(name, fresh && at === 1 ? undefined : from?.replicas[at]))
    this.#platform.backUp()
  }

  async begin(): Promise<Begun> {
    const first = this.#pcs[0] as Pc
    for (let n = 0; n < 2; n += 1) await this.#try(first, { kind: 'file', token: this.#token() })
    await this.calmDown()
    const replicas = this.#pcs.map(({ wire, connection }) => {
      connection.commit()
      const bytes = connection.serialize()
      connection.close()
      return { device: wire.device, bytes }
    })
    return { platform: this.#platform.copy(), replicas }
  }

  async step(): Promise<void> {
    const prng = this.#prng
    const pc = prng.pick(this.#pcs)
    const what = prng.weighted({
      ...plainEvents,
      ...(this.#wide ? wideEvents : {}),
      ...(this.#copies ? { copy: 5 } : {}),
    })
    if (what === 'act') await this.#act(pc)
    else if (what === 'clock') this.#turnClock(pc)
    else if (what === 'prune') this.#prune()
    else if (what === 'backup') this.#platform.backUp()
    else if (what === 'restore') this.#restore()
    else if (what === 'kill') await this.#kill(pc)
    else if (what === 'ghost') await this.#letGhostArrive(pc)
    else if (what === 'round') await this.#round(pc)
    else if (what === 'quarrel') await this.#quarrel()
    else if (what === 'tell') tellSystems(this.#platform, prng, () => this.#id())
    else if (what === 'deliver') deliverRecords(this.#platform, prng, (this.#deliveries += 1))
    else if (what === 'copy') await this.#copy(pc)
    else if (pc.running === null) await this.#start(pc)
    else await this.#deliver(pc)
    this.#look(pc)
  }

  /** Faults stop: everything that waits is exchanged and decided, within a bounded number of rounds. */
  async calmDown(): Promise<void> {
    for (const pc of this.#pcs) await this.#finish(pc)
    for (let round = 0; round < 14; round += 1) {
      for (const pc of this.#pcs) {
        await this.#round(pc)
        this.#look(pc)
        while (
          await this.#try(pc, { kind: 'settle', choice: this.#prng.pick(['mine', 'theirs']), token: this.#token() })
        );
        while (await this.#try(pc, { kind: 'answer', answer: 'give-up' }));
      }
      const quiet = this.#pcs.every((pc) => pc.pc.status().state === 'synced' && pc.cursor?.seq === this.#platform.head)
      if (quiet) return
    }
    for (const { name, pc } of this.#pcs) {
      const { state, problem } = pc.status()
      const { marked, outbox, conflicts, rejected, unshown } = pc.waiting()
      this.#complain(
        'lost',
        `${name} does not come to rest: ${state} ${problem ?? ''} ${JSON.stringify({ marked, outbox, conflicts, rejected, unshown })}`,
      )
    }
  }

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
    for (const text of lost) this.#complain('lost', text)
    for (const mid of platform.doneTwice) this.#complain('duplicated', `mutation ${mid} was judged twice`)
    for (const text of duplicated) this.#complain('duplicated', text)
    for (const text of resurrected) this.#complain('diverged', text)
    const roots = platform.rootsAt.get(platform.head) ?? {}
    for (const one of this.#pcs) {
      const { name, pc } = one
      if (!sameRoots(rootsOf(pc.db), roots)) this.#complain('diverged', `${name} has other rows than the platform`)
      for (const text of shownWrong(one)) this.#complain('diverged', `${name} shows otherwise: ${text}`)
      const audit = pc.auditProblem()
      if (audit !== null) this.#complain('lost', `${name}: the audit chain is ${audit}`)
    }
  }

  /** The story of a schedule, for whoever looks into a seed that failed. */
  #tell(text: string): void {
    if (this.#teller !== undefined) this.#teller(text)
  }

  #complain(about: 'lost' | 'duplicated' | 'diverged' | 'falseSynced', text: string): void {
    this.#tell(`${about}: ${text}`)
    this.tally[about] += 1
    this.complaints.push(`${about}: ${text}`)
  }

  #newPc(name: string, from?: { readonly device: string; readonly bytes: Buffer }): Pc {
    const own = this.#first || this.#copies
    const connection = own ? newReplica(from?.bytes) : replicaInMemory(from?.bytes)
    const trap: { current: Trap | null } = { current: null }
    const wire = new SimulatedWire(this.#platform)
    const clock = {
      ms: Date.parse('2026-03-05T07:30:00.000Z') + (name === 'A' ? 0 : 777),
      nowMs: () => clock.ms,
      monotonicMs: () => clock.ms,
    }
    const db = openDb(connection, trap)
    wire.device = from?.device ?? enrolReplica(db, this.#platform)
    wire.pageBytes = this.#prng.pick([300, 1_500, 2_500, 4_000])
    const pc = new CampaignPc({ db, clock, calls: wire.calls, newId: () => this.#id() })
    return {
      name,
      connection,
      trap,
      wire,
      clock,
      pc,
      running: null,
      tokens: [],
      cursor: null,
      seenSynced: '',
      shown: notLooked,
      looked: '',
    }
  }

  #id(): string {
    return idFrom(this.#prng)
  }

  #token(): string {
    this.#tokens += 1
    return `值〔${this.#tokens}〕`
  }

  async #act(pc: Pc): Promise<void> {
    const act = someAct(this.#prng, pc.pc, this.#token(), this.#wide)
    if (this.#prng.chance(0.06)) this.#setTrap(pc)
    await this.#try(pc, act)
  }

  async #try(pc: Pc, act: Act): Promise<boolean> {
    const done = await pc.pc.act(act).catch((error: unknown) => {
      if (isTrap(error)) return false
      throw error
    })
    this.#tell(`${pc.name} ${JSON.stringify(act)} ${done}`)
    pc.trap.current = null
    if (!done) return false
    this.tally.acknowledged += 1
    if ('token' in act && !(act.kind === 'share' && isWordless(act.what))) pc.tokens.push(act.token)
    return true
  }

  /** The disk is full, or the process is gone, some statements from now. */
  #setTrap(pc: Pc): void {
    this.tally.faults += 1
    const error = this.#prng.chance(0.5) ? diskFull : (): Error => new Killed()
    pc.trap.current = { after: 1 + this.#prng.below(120), error }
  }

  #turnClock(pc: Pc): void {
    this.tally.faults += 1
    pc.clock.ms += this.#prng.pick([hour, -hour, 8766 * hour, -8766 * hour, -60_000])
  }

  #prune(): void {
    this.#tell('the platform forgets what came before')
    this.tally.faults += 1
    this.#platform.prune()
  }

  /** What the platform took since its backup is in no PC but where one has it: what none has is gone, and that is nobody's fault. */
  #restore(): void {
    this.#tell('the platform is restored from its backup')
    this.tally.faults += 1
    for (const { pc } of this.#pcs) for (const id of outOfForce(pc.db)) this.#outOfForce.add(id)
    for (const id of decidedVersions(this.#platform.changes)) this.#decided.add(id)
    this.#platform.restore(this.#id())
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

  async #kill(pc: Pc): Promise<void> {
    this.#tell(`${pc.name} is killed`)
    this.tally.faults += 1
    pc.wire.hangUp()
    pc.running = null
    pc.trap.current = null
    pc.connection.abandon()
    pc.pc = new CampaignPc({
      db: openDb(pc.connection, pc.trap),
      clock: pc.clock,
      calls: pc.wire.calls,
      newId: () => this.#id(),
    })
  }

  /** The disk of a PC is copied into another one: both go on as the same, until IT joins each of them again. */
  async #copy(pc: Pc): Promise<void> {
    if (this.#pcs.length > 2) return
    this.#tell(`${pc.name} is copied`)
    this.tally.faults += 1
    const copy = this.#newPc('C', { device: pc.wire.device, bytes: pc.connection.copy() })
    copy.clock.ms = pc.clock.ms
    copy.tokens.push(...pc.tokens)
    this.#pcs.push(copy)
  }

  /** Whoever the platform turns away, because it is a copy or the platform has forgotten it, is joined again. */
  #joinAgain(pc: Pc): void {
    if (!this.#copies || (pc.pc.problem !== 'sync/quarantined' && pc.pc.problem !== 'sync/revoked')) return
    this.#tell(`${pc.name} is joined again`)
    pc.wire.device = enrolAgain(pc.pc.db, this.#platform, instantOf(pc.clock.ms))
    pc.wire.ghosts.splice(0)
    pc.pc.problem = null
  }

  close(): void {
    if (this.#copies) for (const { connection } of this.#pcs) connection.close()
  }

  async #letGhostArrive(pc: Pc): Promise<void> {
    const ghost = pc.wire.ghosts.shift()
    if (ghost === undefined) return
    this.tally.faults += 1
    await pc.wire.serve(ghost)
  }

  async #start(pc: Pc): Promise<void> {
    if (pc.running !== null) return
    pc.running = pc.pc.run().catch((error: unknown) => {
      if (isTrap(error)) return undefined
      throw error
    })
    await this.#untilWaiting(pc)
  }

  async #deliver(pc: Pc): Promise<void> {
    const pending = pc.wire.pending.shift()
    if (pending === undefined) throw new Error('a run that waits for nothing')
    const fault = this.#prng.chance(0.3) ? this.#prng.pick(wireFaults) : null
    if (fault !== null) this.tally.faults += 1
    if (this.#prng.chance(0.1)) this.#setTrap(pc)
    this.#tell(`${pc.name} ${pending.name} ${fault ?? ''}`)
    await pc.wire.deliver(pending, fault, this.#prng)
    await this.#untilWaiting(pc)
    pc.trap.current = null
  }

  /** Now and then all goes well for a while, so that there is something to lose. */
  async #round(pc: Pc): Promise<void> {
    await this.#finish(pc)
    await this.#start(pc)
    await this.#finish(pc)
    this.#joinAgain(pc)
  }

  /** Both change the same of an entry that both have: one of them comes second. */
  async #quarrel(): Promise<void> {
    const [first, second] = this.#prng.chance(0.5) ? this.#pcs : this.#pcs.toReversed()
    if (first === undefined || second === undefined) return
    for (const pc of [first, second, first]) await this.#round(pc)
    const entry = this.#prng.pick(first.pc.entryIds())
    for (const pc of [first, second]) {
      const nth = pc.pc.entryIds().indexOf(entry)
      if (nth >= 0) await this.#try(pc, { kind: 'correct', nth, field: 'object', token: this.#token() })
    }
    for (const pc of [first, second]) await this.#round(pc)
    if (this.#prng.chance(0.5)) await this.#round(first)
  }

  async #finish(pc: Pc): Promise<void> {
    while (pc.running !== null) {
      const pending = pc.wire.pending.shift()
      if (pending !== undefined) this.#tell(`${pc.name} ${pending.name}`)
      if (pending !== undefined) await pc.wire.deliver(pending, null, this.#prng)
      await this.#untilWaiting(pc)
    }
  }

  /** Until the run has asked the platform something, or has ended. */
  async #untilWaiting(pc: Pc): Promise<void> {
    const { running } = pc
    let ended = false
    let failed: unknown
    running?.then(
      () => (ended = true),
      (error: unknown) => {
        ended = true
        failed = error
      },
    )
    while (pc.wire.pending.length === 0 && !ended) await new Promise((resolve) => setImmediate(resolve))
    if (ended) pc.running = null
    if (failed !== undefined) throw failed
  }

  /** What must hold after every step. */
  #look(pc: Pc): void {
    const { db } = pc.pc
    const looked = `${writesOf(db)} ${pc.running === null} ${pc.pc.problem} ${this.#platform.lineage}`
    if (pc.looked === looked) return
    pc.looked = looked
    const at = position(db)
    if (at === null) return
    if (at.lineage === pc.cursor?.lineage && at.seq < pc.cursor.seq)
      this.#complain('diverged', `${pc.name} went back from ${pc.cursor.seq} to ${at.seq}`)
    pc.cursor = at
    // Rows of a snapshot come before its position does, and what a restored platform has lost is taken out of them.
    if (isBootstrapping(db) || isRestored(db)) return
    const expected = this.#platform.rootsOf(at.lineage, at.seq)
    if (expected === undefined) this.#complain('diverged', `${pc.name} stands inside a transaction, at ${at.seq}`)
    else if (!sameRoots(rootsAmong(Object.keys(expected), allRoots(db)), expected))
      this.#complain('diverged', `${pc.name} at ${at.seq} does not have the rows of ${at.seq}`)
    // Whoever has not heard of a restore cannot know.
    if (at.lineage !== this.#platform.lineage) return
    const place = `${at.lineage} ${at.seq} ${writesOf(db)}`
    if (pc.running === null && pc.seenSynced !== place && pc.pc.status().state === 'synced') {
      pc.seenSynced = place
      this.#checkSynced(pc, at.seq)
    }
  }

  #checkSynced(pc: Pc, at: number): void {
    const text = `${this.#platformText()}\n${refusedText(pc.pc.db)}`
    for (const token of pc.tokens)
      if (!text.includes(token) && !this.#gone.has(token))
        this.#complain('falseSynced', `${pc.name} says synced without ${token}`)
    const roots = this.#platform.rootsAt.get(at) ?? {}
    if (!sameRoots(rootsOf(pc.pc.db), roots)) this.#complain('falseSynced', `${pc.name} says synced with other rows`)
    for (const wrong of shownWrong(pc))
      this.#complain('falseSynced', `${pc.name} says synced and shows otherwise: ${wrong}`)
  }

  #platformText(): string {
    return [
      ...this.#platform.changes.map(({ fields }) => fields),
      ...this.#platform.held.map(({ mutation }) => JSON.stringify(mutation)),
    ].join('\n')
  }
}
