import { sql } from 'kysely'
import type { RunningPlatform } from '../../../platform/platform.ts'
import { signedRoots, atOneMoment, headOf, verifyDigests } from '../../../platform/sync/digest.ts'
import type { EnrolmentResponse } from '../../../src-contract/sync/enrolment.ts'
import type { Act } from './campaign-pc.ts'
import { openFaultProxy, type FaultProxy, type Trouble } from './fault-proxy.ts'
import type { PcCommand, PcReport } from './pc.child.ts'
import { lookThrough, type LoggedChange } from './platform-checks.ts'

import { Prng } from './prng.ts'
import { Gone, type LineProcess } from './real-process.ts'
import { sameRoots } from './replica-checks.ts'
import { nothing, type Outcome, type Tally } from './tally.ts'

export type RealParts = {
  readonly office: RunningPlatform
  readonly key: readonly [string, string, string]
  readonly instances: { port: number; process: LineProcess }[]
  readonly pcs: LineProcess[]
  startInstance(): Promise<{ port: number; process: LineProcess }>
  startPc(): LineProcess
  /** A copy of a replica that is not enrolled. */
  newFolder(name: string): string
  enrol(station: string): Promise<{ answer: EnrolmentResponse; key: string }>
}

type Given = {
  readonly seed: string
  readonly prng: Prng
  readonly station: string
  readonly parts: RealParts
  readonly teller: ((text: string) => void) | undefined
}

type Pc = {
  readonly name: string
  readonly at: number
  readonly dir: string
  readonly proxy: FaultProxy
  /** Own numbers, so that what one PC meets does not depend on how far the other one is. */
  readonly prng: Prng
  readonly tokens: string[]
  ms: number
  cursor: number
  made: number
}

const steps = 10
const rounds = 12
const hour = 3_600_000

/** Two PCs at once against two instances of the platform, each in a process of its own, through a proxy that fails. */
export class RealSchedule {
  readonly #given: Given
  readonly #tally: Tally = { ...nothing(), schedules: 1 }
  readonly #complaints: string[] = []
  #pcs: Pc[] = []

  constructor(given: Given) {
    this.#given = given
  }

  async run(): Promise<Outcome> {
    const { seed } = this.#given
    this.#pcs = [await this.#newPc('A', 0), await this.#newPc('B', 1)]
    // Something that both have, before anything goes wrong.
    const [a, b] = this.#pcs as [Pc, Pc]
    for (let n = 0; n < 2; n += 1) await this.#act(a, { kind: 'file', token: token(a) })
    for (const pc of [a, b]) await this.#exchange(pc)
    await Promise.all([...this.#pcs.map((pc) => this.#work(pc)), this.#troublePlatform()])
    await this.#calmDown()
    await this.#judge()
    return { seed, tally: this.#tally, complaints: this.#complaints }
  }

  async close(): Promise<void> {
    for (const { proxy } of this.#pcs) await proxy.close()
  }

  async #newPc(name: string, at: number): Promise<Pc> {
    const { parts, station, seed } = this.#given
    const dir = parts.newFolder(`${station}-${name}`)
    const proxy = await openFaultProxy(parts.instances[at]?.port ?? 0)
    const ms = Date.parse('2026-03-05T06:30:00.000Z') + at * 777
    const pc: Pc = { name, at, dir, proxy, prng: new Prng(`${seed} ${name}`), tokens: [], ms, cursor: 0, made: 0 }
    await this.#ask(pc, { do: 'open', dir, key: parts.key, ms })
    const { answer, key } = await parts.enrol(station)
    await this.#ask(pc, { do: 'enrol', answer, key, url: proxy.url })
    return pc
  }

  async #work(pc: Pc): Promise<void> {
    const { prng } = pc
    for (let step = 0; step < steps; step += 1) {
      const what = prng.weighted({ act: 55, exchange: 42, kill: 2, clock: 1 })
      if (what === 'act') await this.#act(pc, someAct(pc))
      else if (what === 'clock') await this.#turnClock(pc)
      else if (what === 'kill') await this.#restart(pc)
      else await this.#troubledExchange(pc)
    }
  }

  async #troubledExchange(pc: Pc): Promise<void> {
    const { prng, proxy } = pc
    proxy.target = prng.pick(this.#given.parts.instances).port
    if (prng.chance(0.6)) {
      proxy.troubles.push(someTrouble(prng))
      this.#tally.faults += 1
    }
    const killedAfter = prng.chance(0.08) ? 20 + prng.below(250) : null
    if (killedAfter === null) await this.#exchange(pc)
    else {
      this.#tell(`${pc.name} is killed ${killedAfter} ms into an exchange`)
      const exchange = this.#exchange(pc).catch((error: unknown) => {
        if (!(error instanceof Gone)) throw error
      })
      await new Promise((resolve) => setTimeout(resolve, killedAfter))
      await this.#restart(pc)
      await exchange
    }
    proxy.troubles.splice(0)
  }

  /** One of the instances ends in the middle of whatever it does, and another takes its place. */
  async #troublePlatform(): Promise<void> {
    const { prng, parts } = this.#given
    if (!prng.chance(0.12)) return
    await new Promise((resolve) => setTimeout(resolve, prng.below(1_500)))
    const at = prng.below(parts.instances.length)
    this.#tally.faults += 1
    this.#tell(`instance ${at} is killed`)
    await parts.instances[at]?.process.kill()
    parts.instances[at] = await parts.startInstance()
  }

  async #act(pc: Pc, act: Act): Promise<boolean> {
    const done = await this.#ask<boolean>(pc, { do: 'act', act })
    this.#tell(`${pc.name} ${JSON.stringify(act)} ${done}`)
    if (!done) return false
    this.#tally.acknowledged += 1
    if ('token' in act) pc.tokens.push(act.token)
    return true
  }

  async #exchange(pc: Pc): Promise<void> {
    const outcome = await this.#ask<string>(pc, { do: 'run', url: pc.proxy.url })
    this.#tell(`${pc.name} exchange: ${outcome}`)
    await this.#look(pc)
  }

  async #turnClock(pc: Pc): Promise<void> {
    this.#tally.faults += 1
    await this.#ask(pc, { do: 'clock', by: pc.prng.pick([hour, -hour, 8766 * hour, -8766 * hour]) })
  }

  /** SIGKILL, and a new process on the same folder. */
  async #restart(pc: Pc): Promise<void> {
    const { parts } = this.#given
    this.#tally.faults += 1
    await parts.pcs[pc.at]?.kill()
    parts.pcs[pc.at] = parts.startPc()
    pc.ms += 60_000
    await this.#ask(pc, { do: 'open', dir: pc.dir, key: parts.key, ms: pc.ms })
  }

  async #calmDown(): Promise<void> {
    for (const pc of this.#pcs) {
      pc.proxy.troubles.splice(0)
      pc.proxy.target = this.#given.parts.instances[0]?.port ?? 0
      pc.ms += hour
    }
    let reports: PcReport[] = []
    for (let round = 0; round < rounds; round += 1) {
      for (const pc of this.#pcs) {
        await this.#exchange(pc)
        while (await this.#act(pc, { kind: 'settle', choice: pc.prng.pick(['mine', 'theirs']), token: token(pc) }));
        while (await this.#act(pc, { kind: 'answer', answer: 'give-up' }));
      }
      reports = await Promise.all(this.#pcs.map((pc) => this.#ask<PcReport>(pc, { do: 'report' })))
      const [a, b] = reports
      if (a?.state === 'synced' && b?.state === 'synced' && a.position === b.position) return
    }
    for (const [at, { state, problem }] of reports.entries())
      this.#complain('lost', `${this.#pcs[at]?.name ?? ''} does not come to rest: ${state} ${problem ?? ''}`)
  }

  async #look(pc: Pc): Promise<void> {
    const report = await this.#ask<PcReport>(pc, { do: 'report' })
    if (report.position < pc.cursor) this.#complain('diverged', `${pc.name} went back to ${report.position}`)
    pc.cursor = report.position
    if (report.state !== 'synced') return
    const text = `${await this.#kept()}\n${report.refused}`
    for (const one of pc.tokens)
      if (!text.includes(one)) this.#complain('falseSynced', `${pc.name} says synced without ${one}`)
    for (const wrong of report.shownOtherwise)
      this.#complain('falseSynced', `${pc.name} says synced and shows otherwise: ${wrong}`)
  }

  async #judge(): Promise<void> {
    const { station, parts } = this.#given
    const { office } = parts
    const reports = await Promise.all(this.#pcs.map((pc) => this.#ask<PcReport>(pc, { do: 'report' })))
    const held = await this.#held()
    const elsewhere = [held, ...reports.map(({ refused }) => refused)].join('\n')
    const tokens = this.#pcs.flatMap((pc) => pc.tokens)
    const { lost, duplicated, resurrected } = lookThrough(await this.#changes(), tokens, elsewhere)
    for (const text of lost) this.#complain('lost', text)
    for (const text of duplicated) this.#complain('duplicated', text)
    for (const text of resurrected) this.#complain('diverged', text)
    const roots = await atOneMoment(office.db, async (tx) =>
      signedRoots(office, tx, station, await headOf(tx, station)),
    )
    for (const [at, report] of reports.entries()) {
      const name = this.#pcs[at]?.name ?? ''
      if (!sameRoots(report.roots, roots.tables)) this.#complain('diverged', `${name} has other rows than the platform`)
      for (const text of report.shownOtherwise) this.#complain('diverged', `${name} shows otherwise: ${text}`)
      if (report.audit !== null) this.#complain('lost', `${name}: the audit chain is ${report.audit}`)
    }
    for (const table of await verifyDigests(office.db, station))
      this.#complain('diverged', `the platform's own digest of ${table} is wrong`)
  }

  async #changes(): Promise<LoggedChange[]> {
    return this.#given.parts.office.db
      .selectFrom('changes')
      .select(['seq', 'op', 'tbl', 'id', 'fields', 'last'])
      .where('station', '=', this.#given.station)
      .orderBy('seq')
      .execute()
  }

  async #held(): Promise<string> {
    const { rows } = await sql<{
      mutation: string
    }>`SELECT mutation FROM held WHERE station = ${this.#given.station}`.execute(this.#given.parts.office.db)
    return rows.map(({ mutation }) => mutation).join('\n')
  }

  async #kept(): Promise<string> {
    return [...(await this.#changes()).map(({ fields }) => fields), await this.#held()].join('\n')
  }

  async #ask<T>(pc: Pc, command: PcCommand): Promise<T> {
    const process_ = this.#given.parts.pcs[pc.at]
    if (process_ === undefined) throw new Gone('no process')
    return process_.ask<T>(command)
  }

  #tell(text: string): void {
    this.#given.teller?.(text)
  }

  #complain(about: 'lost' | 'duplicated' | 'diverged' | 'falseSynced', text: string): void {
    this.#tell(`${about}: ${text}`)
    this.#tally[about] += 1
    this.#complaints.push(`${about}: ${text}`)
  }
}

function token(pc: Pc): string {
  pc.made += 1
  return `值〔${pc.name}${pc.made}〕`
}

function someAct(pc: Pc): Act {
  const { prng } = pc
  const nth = prng.below(3)
  const mark = token(pc)
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

/** A TLS handshake with both certificates is about 5 kB each way; an exchange a few more. */
function someTrouble(prng: Prng): Trouble {
  const kind = prng.weighted({ refused: 10, 'cut-answer': 45, 'cut-request': 25, silent: 10, slow: 10 })
  return { kind, after: kind === 'cut-request' ? prng.below(14_000) : prng.below(20_000) }
}
