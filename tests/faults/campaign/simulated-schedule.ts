import { instantOf } from '../../../src-core/clock.ts'
import { CampaignPc, isWordless, type Act } from './campaign-pc.ts'
import { forge, neighbourStation, stateOf, tokenOf } from './neighbour.ts'
import { isWide, hasCopies, hasNeighbour, plainEvents, stepsOf, wideEvents, type EventName } from './schedule-mix.ts'
import { ScheduleWatch } from './schedule-watch.ts'
import { platformIds } from './seeded-ids.ts'
import { diskFull, isTrap, notLookedAt, startRun, untilWaiting, type SimulatedPc } from './simulated-pc.ts'
import { SimulatedPlatform } from './simulated-platform.ts'
import { enrolAgain, enrolReplica, Killed, newReplica, reopened, replicaInMemory } from './simulated-replica.ts'
import { deliverRecords, tellSystems } from './simulated-systems.ts'
import { SimulatedWire, wireFaults } from './simulated-wire.ts'
import { anyActs, likelyActs, someAct } from './some-act.ts'
import { SeededSource, StorySource, type Source } from './sources.ts'
import { stepText, type Story } from './story.ts'
import { add, type Outcome } from './tally.ts'

const hour = 3_600_000

type Teller = ((text: string) => void) | undefined

/** One schedule of edits, exchanges and faults between two PCs and the platform, all in this process. The seed decides everything. */
export async function simulate(
  seed: string,
  teller?: Teller,
  wide = isWide(seed),
  importing = false,
): Promise<Outcome> {
  begun ??= await warmUp()
  const source = new SeededSource(seed)
  const copies = wide && hasCopies(seed)
  const schedule = new Schedule({ source, seed, from: begun, wide, importing, copies, teller })
  const neighbour = hasNeighbour(seed) ? await schedule.besides(seed) : undefined
  const steps = stepsOf(seed)
  for (let step = 0; step < steps; step += 1) {
    await schedule.step()
    await neighbour?.stepBeside()
  }
  await schedule.calmDown()
  await neighbour?.calmDown()
  const outcome = schedule.end(seed)
  return neighbour === undefined ? outcome : withNeighbour(outcome, neighbour.end(seed))
}

/** What the seed acknowledges and what befalls it is its own station's; what does not hold is anybody's. */
function withNeighbour(outcome: Outcome, { tally, complaints }: Outcome): Outcome {
  const { schedules, faults, acknowledged, gone } = outcome.tally
  const both = { ...outcome.tally }
  add(both, tally)
  return {
    ...outcome,
    tally: { ...both, schedules, faults, acknowledged, gone },
    complaints: [...outcome.complaints, ...complaints.map((text) => `${text} (at the other station)`)],
  }
}

/** One schedule in which each step is given, with what it draws. It ends with the step after which something does not hold. */
export async function play(story: Story, teller?: Teller): Promise<Outcome> {
  begun ??= await warmUp()
  const source = new StorySource()
  source.begin('start', story.start)
  const copies = story.steps.some(({ what }) => what === 'copy')
  const schedule = new Schedule({ source, seed: 'story', told: true, from: begun, wide: true, copies, teller })
  for (const step of story.steps) {
    source.begin(stepText(step), step.choices)
    teller?.(`— ${stepText(step)}`)
    await schedule.take(step)
    if (schedule.isBroken) return schedule.stop('story')
  }
  source.begin('end', story.end)
  teller?.('— end')
  await schedule.calmDown()
  return schedule.isBroken ? schedule.stop('story') : schedule.end('story')
}

/** A station that has worked together before: entries that both PCs have. Made once; every schedule goes on from there. */
type Begun = { readonly platform: SimulatedPlatform; readonly replicas: readonly { device: string; bytes: Buffer }[] }
let begun: Begun | undefined
let neighbourBegun: Begun | undefined

async function warmUp(station = 'S01'): Promise<Begun> {
  const seed = station === 'S01' ? 'begin' : `begin ${station}`
  const source = new SeededSource(seed, station)
  const rest = { from: null, wide: false, copies: false, teller: undefined }
  return new Schedule({ source, seed, station, ...rest }).begin()
}

type Parts = {
  readonly source: Source
  /** Of what the platform names by chance. */
  readonly seed: string
  /** S01 unless said. */
  readonly station?: string
  /** The schedule of another station at the same platform. */
  readonly beside?: Schedule
  /** Its steps are given. */
  readonly told?: true
  readonly from: Begun | null
  readonly wide: boolean
  /** Clerks import files of a system. */
  readonly importing?: boolean
  /** A PC may be copied in it: its replicas are its own. */
  readonly copies: boolean
  readonly teller: Teller
}

class Schedule {
  readonly #source: Source
  /** What the others go on from. */
  readonly #first: boolean
  readonly #wide: boolean
  readonly #importing: boolean
  readonly #told: boolean
  readonly #beside: Schedule | undefined
  readonly #copies: boolean
  readonly #platform: SimulatedPlatform
  readonly #pcs: SimulatedPc[]
  readonly #watch: ScheduleWatch
  #tokens: number
  #deliveries = 0

  constructor({ source, seed, station = 'S01', beside, told, from, wide, importing, copies, teller }: Parts) {
    this.#source = source
    this.#beside = beside
    this.#wide = wide
    this.#importing = importing === true
    this.#told = told === true
    this.#copies = copies
    // What was there before is none of the schedule's.
    this.#first = from === null
    this.#tokens = from === null ? 1_000 : 0
    const newId = platformIds(seed)
    this.#platform =
      from?.platform.copy(newId, beside === undefined ? undefined : beside.#platform) ??
      new SimulatedPlatform(newId, newId(), station)
    // Now and then one of them is new at a station that has forgotten how its rows came about.
    const fresh = from !== null && this.#dice.chance(0.2)
    if (fresh) this.#platform.prune()
    const names = beside === undefined ? ['A', 'B'] : ['X', 'Y']
    this.#pcs = names.map((name, at) => this.#newPc(name, fresh && at === 1 ? undefined : from?.replicas[at]))
    this.#watch = new ScheduleWatch(this.#platform, this.#pcs, teller)
    this.#platform.backUp()
  }

  get #dice(): Source['dice'] {
    return this.#source.dice
  }

  get isBroken(): boolean {
    return this.#watch.complaints.length > 0
  }

  async begin(): Promise<Begun> {
    const first = this.#pcs[0] as SimulatedPc
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

  /** The next one, as chance has it. */
  async step(): Promise<void> {
    const pc = this.#dice.pick(this.#pcs)
    const what = this.#dice.weighted({
      ...plainEvents,
      ...(this.#wide ? wideEvents : {}),
      ...(this.#copies ? { copy: 5 } : {}),
    })
    await this.#do(what, pc)
    this.#watch.look(pc)
  }

  /** Another station at the platform of this one, with people of its own. */
  async besides(seed: string): Promise<Schedule> {
    neighbourBegun ??= await warmUp(neighbourStation)
    this.#watch.keepApart()
    const source = new SeededSource(`${seed} neighbour`, neighbourStation)
    const rest = { wide: this.#wide, copies: false, teller: this.#watch.teller }
    const neighbour = new Schedule({ source, seed: `${seed} neighbour`, beside: this, from: neighbourBegun, ...rest })
    neighbour.#watch.keepApart()
    return neighbour
  }

  /** The next one of a station beside another one, of which a PC may also send what is not its own. Neither does anything to the other. */
  async stepBeside(): Promise<void> {
    const other = this.#beside
    if (other === undefined) return
    const before = stateOf(other.#platform)
    await this.step()
    if (this.#dice.chance(0.5)) {
      const own = stateOf(this.#platform)
      this.#watch.tell('a PC of the other station sends what is not its own')
      for (const text of await forge(this.#platform, other.#platform, this.#dice))
        this.#watch.complain('diverged', text)
      if (stateOf(this.#platform) !== own) this.#watch.complain('diverged', 'what is not its own changed its rows')
    }
    if (stateOf(other.#platform) !== before)
      this.#watch.complain('diverged', 'what one station did changed rows of the other one')
  }

  /** One that is given. Nothing happens to a PC that there is not. */
  async take({ what, pc }: Story['steps'][number]): Promise<void> {
    const at = pc === undefined ? this.#pcs[0] : this.#pcs.find(({ name }) => name === pc)
    if (at !== undefined) await this.#do(what, at)
    for (const each of this.#pcs) this.#watch.look(each)
  }

  async #do(what: EventName, pc: SimulatedPc): Promise<void> {
    if (what === 'act') await this.#act(pc)
    else if (what === 'clock') this.#turnClock(pc)
    else if (what === 'prune') this.#prune()
    else if (what === 'backup') this.#platform.backUp()
    else if (what === 'restore') this.#restore()
    else if (what === 'kill') await this.#kill(pc)
    else if (what === 'ghost') await this.#letGhostArrive(pc)
    else if (what === 'round') await this.#round(pc)
    else if (what === 'quarrel') await this.#quarrel()
    else if (what === 'tell') tellSystems(this.#platform, this.#dice, () => this.#source.newId())
    else if (what === 'deliver') deliverRecords(this.#platform, this.#dice, (this.#deliveries += 1))
    else if (what === 'copy') await this.#copy(pc)
    else if (pc.running === null) await startRun(pc)
    else await this.#deliver(pc)
  }

  /** Faults stop: everything that waits is exchanged and decided, within a bounded number of rounds. */
  async calmDown(): Promise<void> {
    for (const pc of this.#pcs) await this.#finish(pc)
    for (let round = 0; round < 14; round += 1) {
      for (const pc of this.#pcs) {
        await this.#round(pc)
        this.#watch.look(pc)
        while (
          await this.#try(pc, { kind: 'settle', choice: this.#dice.pick(['mine', 'theirs']), token: this.#token() })
        );
        while (await this.#try(pc, { kind: 'answer', answer: 'give-up' }));
      }
      const quiet = this.#pcs.every((pc) => pc.pc.status().state === 'synced' && pc.cursor?.seq === this.#platform.head)
      if (quiet) return
    }
    for (const { name, pc } of this.#pcs) {
      const { state, problem } = pc.status()
      const { marked, outbox, conflicts, rejected, unshown } = pc.waiting()
      this.#watch.complain(
        'lost',
        `${name} does not come to rest: ${state} ${problem ?? ''} ${JSON.stringify({ marked, outbox, conflicts, rejected, unshown })}`,
      )
    }
  }

  /** What came of it, when all is looked through. */
  end(seed: string): Outcome {
    this.#watch.judge()
    for (const { replica } of this.#pcs) replica.atRest = true
    return this.stop(seed)
  }

  /** What came of it so far. */
  stop(seed: string): Outcome {
    if (this.#copies) for (const { connection } of this.#pcs) connection.close()
    const { tally, complaints } = this.#watch
    return { seed, tally, complaints }
  }

  #newPc(name: string, from?: { readonly device: string; readonly bytes: Buffer }): SimulatedPc {
    const own = this.#first || this.#copies
    const replica = own ? newReplica(from?.bytes) : replicaInMemory(this.#platform.station, from?.bytes)
    const { connection, trap, db } = replica
    const wire = new SimulatedWire(this.#platform)
    const clock = {
      ms: Date.parse('2026-03-05T07:30:00.000Z') + (name === 'A' || name === 'X' ? 0 : 777),
      nowMs: () => clock.ms,
      monotonicMs: () => clock.ms,
    }
    wire.device = from?.device ?? enrolReplica(db, this.#platform)
    wire.pageBytes = this.#dice.pick([300, 1_500, 2_500, 4_000])
    const station = (): string => this.#platform.station
    const pc = new CampaignPc({ db, clock, calls: wire.calls, station, newId: () => this.#source.newId() })
    return {
      name,
      replica,
      connection,
      trap,
      wire,
      clock,
      pc,
      running: null,
      tokens: [],
      ...notLookedAt,
    }
  }

  #token(): string {
    this.#tokens += 1
    return tokenOf(this.#platform.station, this.#tokens)
  }

  async #act(pc: SimulatedPc): Promise<void> {
    const act = someAct(
      this.#dice,
      this.#token(),
      this.#told ? anyActs : likelyActs(pc.pc, this.#wide, this.#importing),
    )
    if (this.#dice.chance(0.06)) this.#setTrap(pc)
    await this.#try(pc, act)
  }

  async #try(pc: SimulatedPc, act: Act): Promise<boolean> {
    const done = await pc.pc.act(act).catch((error: unknown) => {
      if (isTrap(error)) return false
      throw error
    })
    this.#watch.tell(`${pc.name} ${JSON.stringify(act)} ${done}`)
    pc.trap.current = null
    if (!done) return false
    this.#watch.tally.acknowledged += 1
    if ('token' in act && !(act.kind === 'share' && isWordless(act.what))) pc.tokens.push(act.token)
    return true
  }

  /** The disk is full, or the process is gone, some statements from now. */
  #setTrap(pc: SimulatedPc): void {
    this.#watch.tally.faults += 1
    const isFull = this.#dice.chance(0.5)
    const after = 1 + this.#dice.below(120)
    this.#watch.tell(
      `${pc.name} ${isFull ? 'has no room on its disk' : 'is gone'} after ${after} statements, if it comes to that`,
    )
    pc.trap.current = { after, error: isFull ? diskFull : () => new Killed() }
  }

  #turnClock(pc: SimulatedPc): void {
    this.#watch.tally.faults += 1
    const by = this.#dice.pick([hour, -hour, 8766 * hour, -8766 * hour, -60_000])
    this.#watch.tell(`the clock of ${pc.name} is turned by ${by / hour} hours`)
    pc.clock.ms += by
  }

  #prune(): void {
    this.#watch.tell('the platform forgets what came before')
    this.#watch.tally.faults += 1
    this.#platform.prune()
  }

  #restore(): void {
    this.#watch.tell('the platform is restored from its backup')
    this.#watch.tally.faults += 1
    this.#watch.beforeRestore()
    this.#platform.restore(this.#source.newId())
    this.#watch.afterRestore()
  }

  async #kill(pc: SimulatedPc): Promise<void> {
    this.#watch.tell(`${pc.name} is killed`)
    this.#watch.tally.faults += 1
    pc.wire.hangUp()
    pc.running = null
    pc.trap.current = null
    pc.replica.db = reopened(pc.replica)
    pc.pc = new CampaignPc({
      db: pc.replica.db,
      clock: pc.clock,
      calls: pc.wire.calls,
      station: () => this.#platform.station,
      newId: () => this.#source.newId(),
    })
  }

  /** The disk of a PC is copied into another one: both go on as the same, until IT joins each of them again. */
  async #copy(pc: SimulatedPc): Promise<void> {
    if (this.#pcs.length > 2) return
    this.#watch.tell(`${pc.name} is copied`)
    this.#watch.tally.faults += 1
    const copy = this.#newPc('C', { device: pc.wire.device, bytes: pc.connection.copy() })
    copy.clock.ms = pc.clock.ms
    copy.tokens.push(...pc.tokens)
    this.#pcs.push(copy)
  }

  /** Whoever the platform turns away, because it is a copy or the platform has forgotten it, is joined again. */
  #joinAgain(pc: SimulatedPc): void {
    if (!this.#copies || (pc.pc.problem !== 'sync/quarantined' && pc.pc.problem !== 'sync/unknown-device')) return
    this.#watch.tell(`${pc.name} is joined again`)
    pc.wire.device = enrolAgain(pc.pc.db, this.#platform, instantOf(pc.clock.ms))
    pc.wire.ghosts.splice(0)
    pc.pc.problem = null
  }

  async #letGhostArrive(pc: SimulatedPc): Promise<void> {
    const ghost = pc.wire.ghosts.shift()
    if (ghost === undefined) return
    this.#watch.tally.faults += 1
    this.#watch.tell(`what ${pc.name} gave up arrives: ${ghost.name}`)
    await pc.wire.serve(ghost)
  }

  async #deliver(pc: SimulatedPc): Promise<void> {
    const pending = pc.wire.pending.shift()
    if (pending === undefined) throw new Error('a run that waits for nothing')
    const fault = this.#dice.chance(0.3) ? this.#dice.pick(wireFaults) : null
    if (fault !== null) this.#watch.tally.faults += 1
    if (this.#dice.chance(0.1)) this.#setTrap(pc)
    this.#watch.tell(`${pc.name} ${pending.name} ${fault ?? ''}`)
    await pc.wire.deliver(pending, fault, this.#dice)
    await untilWaiting(pc)
    pc.trap.current = null
  }

  /** Now and then all goes well for a while, so that there is something to lose. */
  async #round(pc: SimulatedPc): Promise<void> {
    await this.#finish(pc)
    await startRun(pc)
    await this.#finish(pc)
    this.#joinAgain(pc)
  }

  /** Both change the same of an entry that both have: one of them comes second. */
  async #quarrel(): Promise<void> {
    const [first, second] = this.#dice.chance(0.5) ? this.#pcs : this.#pcs.toReversed()
    if (first === undefined || second === undefined) return
    for (const pc of [first, second, first]) await this.#round(pc)
    const entry = this.#dice.pick(first.pc.entryIds())
    for (const pc of [first, second]) {
      const nth = pc.pc.entryIds().indexOf(entry)
      if (nth >= 0) await this.#try(pc, { kind: 'correct', nth, field: 'object', token: this.#token() })
    }
    for (const pc of [first, second]) await this.#round(pc)
    if (this.#dice.chance(0.5)) await this.#round(first)
  }

  async #finish(pc: SimulatedPc): Promise<void> {
    while (pc.running !== null) {
      const pending = pc.wire.pending.shift()
      if (pending !== undefined) this.#watch.tell(`${pc.name} ${pending.name}`)
      if (pending !== undefined) await pc.wire.deliver(pending, null, this.#dice)
      await untilWaiting(pc)
    }
  }
}
