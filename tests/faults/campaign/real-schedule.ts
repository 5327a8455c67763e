import type { Act } from './campaign-pc.ts'
import { openFaultProxy, type Trouble } from './fault-proxy.ts'
import type { Disk } from './pc.child.ts'
import { Prng } from './prng.ts'
import { RealChecks } from './real-checks.ts'
import type { RealLane } from './real-lane.ts'
import { RealPc } from './real-pc.ts'
import { Gone } from './real-process.ts'
import { nothing, type Outcome, type Tally } from './tally.ts'

type Given = {
  readonly seed: string
  readonly lane: RealLane
  readonly teller: ((text: string) => void) | undefined
  /** Goes on for so long instead of for a few steps. */
  readonly forMs: number | null
}

/** Begun by the first PC's steps. */
type PlatformTrouble = { at(step: number): void; done: Promise<unknown>; readonly stepsAfter: number }

const steps = 10
const rounds = 14
const hour = 3_600_000
/** An exchange that goes well takes about a tenth of a second. */
const exchangeMs = 150
/** Of a long schedule: people pause, at most so long; and how often everything is added up anew in between. */
const pauseMs = 150
const wholeEveryMs = 180_000

/** Two PCs at once against two instances of the platform, each in a process of its own, through a proxy that fails. */
export class RealSchedule {
  readonly #given: Given
  readonly #prng: Prng
  readonly #tally: Tally = { ...nothing(), schedules: 1 }
  readonly #complaints: string[] = []
  readonly #until: number
  readonly #patienceMs: number
  #checks: RealChecks | undefined
  #pcs: RealPc[] = []

  constructor(given: Given) {
    this.#given = given
    this.#prng = new Prng(given.seed)
    this.#until = performance.now() + (given.forMs ?? 0)
    // What a long schedule has gathered takes the platform longer.
    this.#patienceMs = given.forMs === null ? 800 : 3_000
  }

  async run(): Promise<Outcome> {
    const { seed, lane, forMs } = this.#given
    const station = await lane.newStation()
    const complain: ConstructorParameters<typeof RealChecks>[0]['complain'] = (about, text) => {
      this.#tell(`${about}: ${text}`)
      this.#tally[about] += 1
      this.#complaints.push(`${about}: ${text}`)
    }
    const checks = new RealChecks({ db: lane.db, station, complain })
    this.#checks = checks
    this.#pcs = [await this.#newPc(station, 'A', 0), await this.#newPc(station, 'B', 1)]
    // Something that both have, before anything goes wrong.
    const [a, b] = this.#pcs as [RealPc, RealPc]
    for (let n = 0; n < 2; n += 1) await this.#act(a, { kind: 'file', token: a.token() })
    for (const pc of [a, b]) await this.#exchange(pc)
    if (forMs === null) {
      if (this.#prng.chance(0.5)) await this.#quarrel()
      const trouble = this.#platformTrouble()
      await Promise.all(this.#pcs.map((pc) => this.#work(pc, steps, trouble)))
      await trouble.done
      // With a platform that was restored both go on working.
      await Promise.all(this.#pcs.map((pc) => this.#work(pc, trouble.stepsAfter)))
    } else await Promise.all([...this.#pcs.map((pc) => this.#workOn(pc)), this.#troublePlatform()])
    await this.#calmDown(complain)
    await checks.judge(this.#pcs, (pc) => this.#exchange(pc, undefined, { patienceMs: 20_000 }))
    this.#tally.gone = checks.gone
    return { seed, tally: this.#tally, complaints: this.#complaints }
  }

  async close(): Promise<void> {
    for (const { proxy } of this.#pcs) await proxy.close()
  }

  async #newPc(station: string, name: string, at: 0 | 1): Promise<RealPc> {
    const { lane, seed } = this.#given
    const { key, startPc } = lane.shared
    const dir = lane.newFolder(`${station}-${name}`)
    const proxy = await openFaultProxy(lane.ports[at] ?? 0)
    const ms = Date.parse('2026-03-05T06:30:00.000Z') + at * 777
    const pc = new RealPc({ name, dir, key, proxy, seat: lane.seats[at], startPc, seed, ms })
    await pc.open()
    const enrolled = await lane.enrol(station)
    await pc.ask({ do: 'enrol', ...enrolled, url: proxy.url })
    return pc
  }

  /** A few steps; what the platform meets, it meets when the first PC is at its step. */
  async #work(pc: RealPc, count: number, trouble?: PlatformTrouble): Promise<void> {
    for (let step = 0; step < count; step += 1) {
      if (pc === this.#pcs[0]) trouble?.at(step)
      await this.#step(pc, pc.prng.below(3))
    }
  }

  /** Both change the same of an entry: the second one has seen the first one's value, whose answer was lost, or has not. */
  async #quarrel(): Promise<void> {
    const prng = this.#prng
    const [first, second] = (prng.chance(0.5) ? this.#pcs : this.#pcs.toReversed()) as [RealPc, RealPc]
    const correct = (pc: RealPc) => this.#act(pc, { kind: 'correct', nth: 0, field: 'object', token: pc.token() })
    await correct(first)
    if (prng.chance(0.8)) {
      this.#tally.faults += 1
      first.proxy.troubles.push({ kind: 'cut-answer', after: handshake.answer + prng.below(said) })
    }
    await this.#exchange(first)
    first.proxy.troubles.splice(0)
    if (prng.chance(0.7)) await this.#exchange(second)
    await correct(second)
    await this.#exchange(second)
    await this.#exchange(first)
    if (prng.chance(0.5)) await this.#decide(first)
  }

  /** Until the time is over, with people who decide on what waits for them. */
  async #workOn(pc: RealPc): Promise<void> {
    let whole = performance.now() + wholeEveryMs
    for (let step = 0; performance.now() < this.#until; step += 1) {
      // For a while both work on the same few entries, then on others.
      const few = new Prng(`${this.#given.seed} few ${Math.floor(step / 40)}`).below(1_000_000)
      await this.#step(pc, few + pc.prng.below(3))
      if (pc.prng.chance(0.1)) await this.#decide(pc)
      await new Promise((resolve) => setTimeout(resolve, pc.prng.below(pauseMs)))
      if (performance.now() < whole) continue
      whole = performance.now() + wholeEveryMs
      await this.#exchange(pc, true)
      await this.#checks?.lookThroughLog()
    }
  }

  async #step(pc: RealPc, nth: number): Promise<void> {
    const { prng } = pc
    const what = prng.weighted({ act: 55, exchange: 42, kill: 2, clock: 1 })
    if (what === 'act') await this.#act(pc, someAct(pc, nth), prng.chance(0.04) ? this.#someDisk(prng, 0) : undefined)
    else if (what === 'clock') await this.#turnClock(pc)
    else if (what === 'kill') await this.#restart(pc)
    else await this.#troubledExchange(pc)
  }

  async #troubledExchange(pc: RealPc): Promise<void> {
    const { prng, proxy } = pc
    proxy.target = prng.pick(this.#given.lane.ports)
    if (prng.chance(0.6)) {
      proxy.troubles.push(someTrouble(prng))
      this.#tally.faults += 1
    }
    const killedAfter = prng.chance(0.08) ? 5 + prng.below(exchangeMs) : null
    const disk = prng.chance(0.08) ? this.#someDisk(prng, exchangeMs) : undefined
    if (killedAfter === null) await this.#exchange(pc, undefined, { disk })
    else {
      this.#tell(`${pc.name} is killed ${killedAfter} ms into an exchange`)
      const exchange = this.#run(pc, { disk }).catch((error: unknown) => {
        if (!(error instanceof Gone)) throw error
      })
      await new Promise((resolve) => setTimeout(resolve, killedAfter))
      await this.#restart(pc)
      await exchange
      await this.#look(pc)
    }
    proxy.troubles.splice(0)
  }

  /** What the platform of a short schedule meets, and at which step of the first PC. */
  #platformTrouble(): PlatformTrouble {
    const prng = this.#prng
    const { lane } = this.#given
    const what = prng.weighted({ nothing: 71, kill: 12, restore: 17 })
    const [first, second] = [prng.below(steps / 2), steps / 2 + prng.below(steps / 2)]
    const [at, instance] = [prng.below(exchangeMs), prng.below(lane.ports.length)]
    const trouble = {
      done: Promise.resolve<unknown>(undefined),
      stepsAfter: what === 'restore' ? steps / 2 : 0,
      at: (step: number) => {
        const then = (work: () => Promise<void>): void => {
          trouble.done = trouble.done.then(async () => {
            await new Promise((resolve) => setTimeout(resolve, at))
            await work()
          })
          // Whoever waits for it in the end is told.
          trouble.done.catch(() => undefined)
        }
        if (what === 'kill' && step === first) then(() => this.#killInstance(instance))
        if (what === 'restore' && step === first) then(() => lane.backUp())
        if (what === 'restore' && step === second) then(() => this.#restore())
      },
    }
    return trouble
  }

  /** What the platform of a long schedule meets, one after the other. */
  async #troublePlatform(): Promise<void> {
    const prng = this.#prng
    const { lane } = this.#given
    const wait = async (ms: number): Promise<boolean> => {
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, Math.min(ms, this.#until - performance.now()))))
      return performance.now() < this.#until
    }
    await lane.backUp()
    while (await wait(2_000 + prng.below(25_000))) {
      const what = prng.weighted({ kill: 80, backup: 12, restore: 8 })
      if (what === 'kill') await this.#killInstance(prng.below(lane.ports.length))
      else if (what === 'backup') await lane.backUp()
      else await this.#restore()
    }
  }

  async #killInstance(at: number): Promise<void> {
    this.#tally.faults += 1
    this.#tell(`instance ${at} is killed`)
    await this.#given.lane.killInstance(at)
  }

  async #restore(): Promise<void> {
    const checks = this.#checks
    if (checks === undefined) return
    this.#tally.faults += 1
    this.#tell('the platform is restored from its backup')
    await checks.alone(() => this.#given.lane.restore(() => checks.beforeRestore(this.#pcs)))
    this.#tell(`the platform is there again, ${checks.gone} are gone`)
  }

  async #act(pc: RealPc, act: Act, disk?: Disk): Promise<boolean> {
    const done = await pc.ask<boolean>({ do: 'act', act, disk })
    this.#tell(`${pc.name} ${JSON.stringify(act)} ${disk === undefined ? '' : JSON.stringify(disk)} ${done}`)
    if (!done) return false
    this.#tally.acknowledged += 1
    if ('token' in act) pc.tokens.push(act.token)
    return true
  }

  async #exchange(pc: RealPc, whole?: boolean, more: { disk?: Disk | undefined; patienceMs?: number } = {}) {
    await this.#run(pc, more)
    await this.#look(pc, whole)
  }

  async #run(pc: RealPc, { disk, patienceMs = this.#patienceMs }: { disk?: Disk | undefined; patienceMs?: number }) {
    const outcome = await pc.ask<string>({ do: 'run', url: pc.proxy.url, patienceMs, disk })
    this.#tell(`${pc.name} exchange: ${outcome} ${disk === undefined ? '' : JSON.stringify(disk)}`)
  }

  /** In a short schedule there is so little that everything is looked at every time. */
  async #look(pc: RealPc, whole = this.#given.forMs === null): Promise<void> {
    await this.#checks?.look(pc, whole)
  }

  async #turnClock(pc: RealPc): Promise<void> {
    this.#tally.faults += 1
    await pc.ask({ do: 'clock', by: pc.prng.pick([hour, -hour, 8766 * hour, -8766 * hour]) })
  }

  async #restart(pc: RealPc): Promise<void> {
    this.#tally.faults += 1
    await pc.restart()
  }

  #someDisk(prng: Prng, within: number): Disk {
    this.#tally.faults += 1
    const fault = prng.chance(0.3) ? 'read-only' : 'full'
    return { fault, pagesLeft: prng.below(3), afterMs: prng.below(within) }
  }

  async #decide(pc: RealPc): Promise<void> {
    while (await this.#act(pc, { kind: 'settle', choice: pc.prng.pick(['mine', 'theirs']), token: pc.token() }));
    while (await this.#act(pc, { kind: 'answer', answer: 'give-up' }));
  }

  async #calmDown(complain: ConstructorParameters<typeof RealChecks>[0]['complain']): Promise<void> {
    const checks = this.#checks
    if (checks === undefined) return
    for (const pc of this.#pcs) {
      pc.proxy.troubles.splice(0)
      pc.proxy.target = this.#given.lane.ports[0] ?? 0
    }
    for (let round = 0; round < rounds; round += 1) {
      for (const pc of this.#pcs) {
        await this.#exchange(pc, undefined, { patienceMs: 20_000 })
        await this.#decide(pc)
      }
      if ((await checks.atRest(this.#pcs)).quiet) return
    }
    const { reports } = await checks.atRest(this.#pcs)
    for (const [at, { state, problem }] of reports.entries())
      complain('lost', `${this.#pcs[at]?.name ?? ''} does not come to rest: ${state} ${problem ?? ''}`)
  }

  #tell(text: string): void {
    this.#given.teller?.(text)
  }
}

function someAct(pc: RealPc, nth: number): Act {
  const { prng } = pc
  const mark = pc.token()
  const kind = prng.weighted({ file: 15, correct: 50, helper: 8, void: 4, decide: 8, settle: 10, poison: 2 })
  switch (kind) {
    case 'file':
    case 'poison':
      return { kind, token: mark }
    case 'correct':
      return { kind, nth, field: prng.pick(['object', 'signboard', 'description']), token: mark }
    case 'helper':
      return { kind, nth, who: prng.pick(['otherOfficer', 'auxiliary', 'chief']), token: mark }
    case 'void':
      return { kind, nth, token: mark }
    case 'decide':
      return { kind, approve: prng.chance(0.7), token: mark }
    case 'settle':
      return { kind, choice: prng.pick(['mine', 'theirs']), token: mark }
  }
}

/**
 * A TLS handshake with both certificates is 4,200 bytes of the PC's and 6,400 of the platform's, and what follows of an exchange some 4,000 each
 * way: most troubles are to meet what is said after it.
 */
const handshake = { request: 4_200, answer: 6_400 }
const said = 4_500

function someTrouble(prng: Prng): Trouble {
  const kind = prng.weighted({ refused: 10, 'cut-answer': 45, 'cut-request': 25, silent: 10, slow: 10 })
  const first = kind === 'cut-request' ? handshake.request : handshake.answer
  return { kind, after: prng.chance(0.2) ? prng.below(first) : first + prng.below(said) }
}
