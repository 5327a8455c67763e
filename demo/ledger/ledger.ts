import { addDays } from '../../src-domain/identifiers/calendar.ts'
import { dayOf } from '../calendar.ts'
import type { DemoDuty } from '../duty.ts'
import type { DemoUser } from '../demo.types.ts'
import { Random, weightsOf } from '../random.ts'
import { stream } from '../streams.ts'
import type { World } from '../world.ts'
import {
  disputeLife,
  followUpLife,
  hazardLife,
  outreachLife,
  patrolLife,
  requestLife,
  visitLife,
} from './event-lives.ts'
import { LifeDraw, type DemoStep, type Life } from './life.ts'
import { servedEntries } from './served.ts'
import { organisationLife, profileLife, rentalLife, residentLife, tenantLife } from './register-lives.ts'

/** One entry of the demo's ledger. People are named by their staff number, also in the fields. */
export interface DemoEntry {
  readonly book: string
  /** Instant of filing, UTC; entries come in its order. */
  readonly filedAt: string
  readonly fields: Readonly<Record<string, string>>
  readonly typist: string
  readonly filedBy: string
  readonly steps: readonly (DemoStep & { readonly at: string; readonly by: string })[]
  /** What a second person has still to decide: the last step, that it shall be put out of force, or the filing itself. */
  readonly waits: 'step' | 'void' | 'filing' | null
  /** Who decides where somebody has to, and has. */
  readonly decider: string
  /** Put out of force some time ago. */
  readonly voided: boolean
}

export const defaultEntries = 600
export const mostEntries = 500_000

/** Days that the ledger reaches back; half of it is of the last weeks, where something is still to do. */
const span = 400
const recent = 60

/** @param share of the entries that come before */
function daysAgo(share: number): number {
  return Math.round(share < 0.5 ? span - share * 2 * (span - recent) : (1 - share) * 2 * recent)
}

const books = ['L02', 'L03', 'L04', 'L05', 'L06', 'L07', 'L08', 'L09', 'L10', 'L11', 'L12'] as const
export type DemoBook = (typeof books)[number]
const shares = weightsOf([22, 14, 8, 6, 19, 7, 9, 4, 4, 3, 4])

type Options = {
  readonly seed: string
  /** YYYY-MM-DD: the ledger goes up to this day, and what is due lies around it. */
  readonly today: string
  readonly entries: number
  /** Entries of this book alone, for benches that are about one long list. */
  readonly only?: DemoBook | undefined
  /** Besides, so many visits and requests in the quarters before that surveys of these say something of each officer. */
  readonly served?: boolean | undefined
  readonly users: readonly DemoUser[]
  readonly duty: DemoDuty
}

/** Equal options give equal entries on every machine; made one by one, in the order in which they were filed. */
export function* demoLedger(world: World, options: Options): Generator<DemoEntry> {
  const { seed, today } = options
  const staff = staffOf(options)
  const beats = options.duty.beats.map((beat) => beat.id)
  const served = options.served
    ? servedEntries(world, { seed, today, beats }, (draw, life) => entryOf(draw, life, staff, draw.serial))
    : []
  let at = 0
  for (const entry of drawnEntries(world, options)) {
    for (let next = served[at]; next !== undefined && next.filedAt <= entry.filedAt; next = served[at]) {
      at += 1
      yield next
    }
    yield entry
  }
  yield* served.slice(at)
}

function* drawnEntries(world: World, options: Options): Generator<DemoEntry> {
  const { seed, today, entries, only } = options
  const random = new Random(`${seed} ledger`)
  const staff = staffOf(options)
  const beats = options.duty.beats.map((beat) => beat.id)
  const next = peopleByKind(world)
  let organisations = 0
  let homes = 0
  const profiles = only === undefined ? Math.min(beats.length, Math.ceil(entries / 40)) : 0
  for (let serial = 0; serial < entries; serial += 1) {
    const dice = random.at(stream.ledger, serial)
    const day = addDays(today, -daysAgo(serial / Math.max(1, entries - 1)))
    const draw = new LifeDraw(world, dice, beats, { serial: serial + 1, day, today })
    // The profiles of the year stand at its first entries.
    if (serial < profiles) {
      const beat = beats[serial] as string
      yield entryOf(draw, profileLife(draw, beat, day.slice(0, 4)), staff, serial)
      continue
    }
    const book = only ?? (books[dice.weighted(shares)] as DemoBook)
    const someone = dice.below(world.people)
    yield entryOf(draw, lifeOf(book), staff, serial)

    function lifeOf(wanted: DemoBook): Life {
      switch (wanted) {
        case 'L02':
          return residentLife(draw, next.settled(day))
        case 'L03':
          return tenantLife(draw, next.floating(day))
        case 'L04':
          return homes < world.places.homes ? rentalLife(draw, homes++) : visitLife(draw, someone)
        case 'L05':
          return organisations < world.organisations
            ? organisationLife(draw, organisations++)
            : visitLife(draw, someone)
        case 'L06':
          return visitLife(draw, someone)
        case 'L07':
          return disputeLife(draw, someone)
        case 'L08':
          return hazardLife(draw, dice.below(world.organisations), staff.reinspector)
        case 'L09':
          return followUpLife(draw, someone, staff.reinspector)
        case 'L10':
          return patrolLife(draw, dice.below(world.places.homes))
        case 'L11':
          return outreachLife(draw, serial)
        case 'L12':
          return requestLife(draw, someone)
      }
    }
  }
}

type Staff = {
  readonly officer: (beat: string, day: string) => string
  readonly clerk: string
  readonly auxiliary: string
  readonly chief: string
  /** Inspects again and calls back: the chief, who answers for no beat. */
  readonly reinspector: string
}

function staffOf({ users, duty }: Options): Staff {
  const number = (role: string): string => users.find((one) => one.role === role)?.staffNumber ?? ''
  const officers = new Set([
    number('officer'),
    ...duty.colleagues.filter(({ role }) => role === 'officer').map(({ staffNumber }) => staffNumber),
  ])
  const held = duty.assignments.filter(({ who }) => officers.has(who))
  return {
    officer: (beat, day) =>
      held.find((one) => one.beat === beat && one.from <= day && (one.to === null || one.to >= day))?.who ??
      held.findLast((one) => one.beat === beat)?.who ??
      number('officer'),
    clerk: number('clerk'),
    auxiliary: number('auxiliary'),
    chief: number('chief'),
    reinspector: number('chief'),
  }
}

function entryOf(draw: LifeDraw, life: Life, staff: Staff, serial: number): DemoEntry {
  const { dice, today } = draw
  const officer = staff.officer(life.beat, life.on)
  const typed = dice.next()
  const typist = typed < 0.6 ? staff.clerk : typed < 0.8 ? staff.auxiliary : officer
  const filedBy = typist === staff.auxiliary ? officer : typist
  const minute = 8 * 60 + 30 + ((serial * 37) % 540)
  const at = (date: string, add: number): string =>
    new Date(Date.parse(`${date}T00:00:00+08:00`) + (minute + add) * 60_000).toISOString()
  const fields = { ...life.fields, occurredOn: life.on, beat: life.beat, officer }
  const steps = life.steps.map((step, i) => ({
    ...step,
    at: at(step.on, i + 1),
    by: step.transition.startsWith('reinspect') ? staff.clerk : filedBy,
  }))
  const fresh = life.on >= draw.later(-30, today)
  const quiet = steps.length === 0 && life.book !== 'L01'
  return {
    book: life.book,
    filedAt: at(life.on, 0),
    fields,
    typist,
    filedBy,
    steps,
    waits: waitsFor(draw, life, steps, quiet && fresh),
    decider: staff.chief,
    voided: quiet && !fresh && dice.chance(0.02),
  }
}

const needsAnother = new Set(['close', 'receipt', 'end'])

function waitsFor(draw: LifeDraw, life: Life, steps: readonly DemoStep[], freshAndQuiet: boolean): DemoEntry['waits'] {
  if (life.book === 'L01') return life.steps.length === 0 || draw.dice.chance(0.1) ? 'filing' : null
  const last = steps.at(-1)
  const reviewed =
    (life.book === 'L07' || life.book === 'L08') && last !== undefined && needsAnother.has(last.transition)
  if (reviewed && last.on >= draw.later(-20, draw.today)) return 'step'
  return freshAndQuiet && draw.dice.chance(0.03) ? 'void' : null
}

/** Persons in the order of the world, those who were always here and those who moved here, each again after the last. */
function peopleByKind(world: World): {
  settled: (day: string) => number
  floating: (day: string) => number
} {
  const walk = (floats: boolean) => {
    let at = -1
    return (day: string): number => {
      for (let tried = 0; tried <= world.people; tried += 1) {
        at = (at + 1) % world.people
        const born = world.birthDay(at) <= dayOf(day)
        if (born && (world.floating[world.householdOf[at] as number] === 1) === floats) return at
      }
      return 0
    }
  }
  return { settled: walk(false), floating: walk(true) }
}
