import type { SystemId } from '../src-contract/systems.ts'
import { addDays } from '../src-domain/identifiers/calendar.ts'
import { standardAddress } from './addresses.ts'
import type { DemoRecord } from './demo.types.ts'
import type { DemoDuty } from './duty.ts'
import { inHandImport } from './hand-import.ts'
import { visitLife } from './ledger/event-lives.ts'
import { LifeDraw } from './ledger/life.ts'
import { placeOf } from './places.ts'
import { Random } from './random.ts'
import { stream } from './streams.ts'
import type { World } from './world.ts'

/** A visit at an address that is no standard one. The officer is named by the staff number. */
export type TemporaryVisit = {
  readonly fields: Readonly<Record<string, string>>
  readonly reason: string
}

/** What a station that has worked for a while has besides its ledger: filed by whoever makes the station, as users would. */
export type DemoInUse = {
  readonly temporary: readonly TemporaryVisit[]
  /** The temporary address for which a standard one is asked. */
  readonly asked: { readonly address: string; readonly note: string }
  /** Addresses in buildings where people of the registers live, one for each building. */
  readonly walks: readonly string[]
  /** Seed of what is ticked on a copy. */
  readonly ticks: Random
}

type Options = {
  readonly seed: string
  readonly today: string
  readonly duty: DemoDuty
  readonly officer: string
}

const temporaryVisits = 4
const walkedBuildings = 24
const behind = ['院内平房', '院内板房', '门前工棚'] as const
const reasons = ['平房没有室号', '工棚未编门牌', '院内自建，未编室号'] as const

export function demoInUse(world: World, { seed, today, duty, officer }: Options): DemoInUse {
  const dice = new Random(`${seed} in use`)
  const beats = duty.beats.map((beat) => beat.id)
  const ownBeats = duty.assignments.filter((one) => one.who === officer && one.to === null).map((one) => one.beat)
  const mine = peopleIn(world, (home) =>
    ownBeats.includes(new LifeDraw(world, dice, beats, days(today, 0)).beatOf(home)),
  )
  const people = mine.length > 0 ? mine : peopleIn(world, () => true)
  const temporary = Array.from({ length: temporaryVisits }, (_, at): TemporaryVisit => {
    dice.at(stream.inUse, at)
    // The last two are at the address of the first: one request is for all of them.
    const place = at >= 2 ? 0 : at
    const person = people[(place * 7) % people.length] ?? 0
    const draw = new LifeDraw(world, dice, beats, days(today, at))
    const home = draw.homeOf(person)
    const said = visitLife(draw, person).fields
    return {
      fields: {
        ...withoutPlan(said),
        ...{ address: `${streetOf(world, home)}${behind[place % behind.length]}`, beat: draw.beatOf(home), officer },
        ...{ occurredOn: draw.day, result: 'met' },
      },
      reason: reasons[place % reasons.length] ?? reasons[0],
    }
  })
  return {
    temporary,
    asked: { address: temporary[0]?.fields['address'] ?? '', note: '院内已住两户，请编门牌' },
    walks: buildingsOf(world),
    ticks: new Random(`${seed} in use`).at(stream.inUse, 1_000),
  }
}

const days = (today: string, back: number) => ({ serial: back + 1, day: addDays(today, -back - 1), today })

function withoutPlan(fields: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(fields).filter(([field]) => field !== 'plannedOn' && field !== 'findings'))
}

function peopleIn(world: World, at: (home: number) => boolean): number[] {
  return Array.from({ length: Math.min(world.people, 400) }, (_, person) => person).filter((person) =>
    at(world.home[world.householdOf[person] as number] as number),
  )
}

/** Up to the door: the yard behind it has no rooms. */
function streetOf(world: World, premises: number): string {
  const place = placeOf(world.places, premises)
  return standardAddress(world.places, { ...place, kind: 'lane' }, 'city')
}

/** Register entries are made of the first people of the world. */
function buildingsOf(world: World): string[] {
  const found = new Map<number, string>()
  for (let person = 0; person < world.people && found.size < walkedBuildings; person += 1) {
    const home = world.home[world.householdOf[person] as number] as number
    const building = world.places.buildingOf[home] as number
    if (!found.has(building)) found.set(building, standardAddress(world.places, placeOf(world.places, home)))
  }
  return [...found.values()]
}

/** Systems and what one of their newer versions writes that this program's catalog does not know. */
const additions: readonly (readonly [system: SystemId, field: string, value: string | number])[] = [
  ['JZ', '居住登记批次', '2026-第三批'],
  ['WG', '网格员备注', '门上贴了联系卡'],
  ['MZ', '办理窗口', '三号窗口'],
  ['JCJ', '定位精度', 12],
]
/** One of so many records is such, behind those that the file for an import by hand brings once more. */
const oddAmong = 60

/**
 * The same records, a few of which core cannot read whole: a field that the catalog does not know, or a value that is no text. They are
 * kept as they came, and the auditor is shown them.
 */
export function* withOddRecords<R extends DemoRecord>(records: Iterable<R>, seed: string): Generator<R> {
  const dice = new Random(`${seed} in use`)
  const places = new Map(
    additions.map(([system], at) => [system, inHandImport + dice.at(stream.inUse, 2_000 + at).below(oddAmong)]),
  )
  const seen = new Map<SystemId, number>()
  for (const record of records) {
    const { system } = record
    const at = seen.get(system) ?? 0
    seen.set(system, at + 1)
    const added = places.get(system) === at ? additions.find((one) => one[0] === system) : undefined
    // A payload is text by its type; what a system sends is not held to it.
    yield added === undefined ? record : { ...record, payload: { ...record.payload, [added[1]]: added[2] as string } }
  }
}
