import { addDays } from '../src-domain/identifiers/calendar.ts'
import { builtInCalendar, daysBetween } from '../src-domain/duty/calendar.rules.ts'
import { shiftsById } from '../src-domain/duty/shifts.ts'
import type { AreaKind } from '../src-domain/duty/areas.rules.ts'
import { standardAddress } from './addresses.ts'
import type { DemoUser } from './demo.types.ts'
import { drawGivenName, drawSurname, surnames } from './names.ts'
import { organisationOf } from './organisations.ts'
import { placeOf, type Building } from './places.ts'
import { Random } from './random.ts'
import { stream } from './streams.ts'
import type { World } from './world.ts'

/** Somebody who works at the station and has no passphrase on this PC: an account without a log-in. */
export interface DemoColleague {
  readonly login: string
  readonly name: string
  readonly role: 'officer' | 'auxiliary'
  readonly staffKind: 'officer' | 'auxiliary'
  readonly staffNumber: string
  readonly team: string
}

/** What stands under the books of a demo station. People are named by their staff number, days are YYYY-MM-DD. */
export interface DemoDuty {
  readonly colleagues: readonly DemoColleague[]
  readonly beats: readonly { readonly id: string; readonly name: string }[]
  readonly assignments: readonly { who: string; beat: string; from: string; to: string | null }[]
  readonly covers: readonly {
    beat: string
    covered: string
    covering: string
    from: string
    to: string
    reason: string
  }[]
  readonly acting: readonly { chief: string; deputy: string; from: string; to: string; reason: string }[]
  /** The last twelve months and the next two. */
  readonly roster: readonly { who: string; date: string; shift: string; from: string; to: string }[]
  readonly areas: readonly DemoArea[]
  readonly inspections: readonly {
    object: string
    address: string
    beat: string
    who: string
    from: string
    to: string
  }[]
  readonly campaigns: readonly {
    topic: string
    from: string
    to: string
    shares: readonly { beat: string; who: string | null; heads: number }[]
  }[]
}

export interface DemoArea {
  readonly kind: AreaKind
  readonly place: string
  readonly doorFrom: number | null
  readonly doorTo: number | null
  readonly beat: string
  readonly from: string
}

type Options = {
  readonly seed: string
  readonly today: string
  readonly users: readonly DemoUser[]
  readonly beats: readonly { readonly id: string; readonly name: string }[]
}

const daysBack = 365
const daysAhead = 61

/** Equal options give equal duty on every machine. */
export function demoDuty(world: World, options: Options): DemoDuty {
  const { today, users, beats } = options
  const since = addDays(today, -daysBack - 60)
  const colleagues = demoColleagues(options)
  const user = (login: string): string => users.find((one) => one.user === login)?.staffNumber ?? ''
  const officers = [
    user('minjing'),
    ...colleagues.filter(({ role }) => role === 'officer').map(({ staffNumber }) => staffNumber),
  ]
  const officerOf = (beat: number): string => officers[beat % officers.length] as string
  const auxiliaries = colleagues.filter(({ role }) => role === 'auxiliary')
  const last = beats.length - 1
  return {
    colleagues,
    beats,
    assignments: [
      ...beats.flatMap(({ id: beat }, i) => {
        const who = officerOf(i)
        // The last beat had nobody for two weeks when its officer changed.
        if (i === last && i > 1)
          return [
            { who: officerOf(1), beat, from: since, to: addDays(today, -50) },
            { who, beat, from: addDays(today, -35), to: null },
          ]
        return [{ who, beat, from: since, to: null }]
      }),
      ...users
        .filter(({ role }) => role === 'clerk' || role === 'auxiliary')
        .flatMap(({ staffNumber, beats: own }) =>
          own.map((beat) => ({ who: staffNumber, beat, from: since, to: null })),
        ),
      ...auxiliaries.map(({ staffNumber }, i) => ({
        who: staffNumber,
        beat: (beats[(i * 2 + 2) % beats.length] as { id: string }).id,
        from: since,
        to: null,
      })),
    ],
    covers: [
      {
        ...{ beat: (beats[1] as { id: string }).id, covered: officerOf(1), covering: officerOf(0) },
        ...{ from: addDays(today, -4), to: addDays(today, 5), reason: '年休假' },
      },
    ],
    acting: [
      {
        ...{ chief: user('suozhang'), deputy: officerOf(1) },
        ...{ from: addDays(today, -40), to: addDays(today, -36), reason: '参加培训' },
      },
    ],
    roster: demoRoster(options, [
      ...officers,
      ...auxiliaries.map(({ staffNumber }) => staffNumber),
      ...['fujing', 'suozhang', 'neiqin'].map(user),
    ]),
    areas: demoAreas(world, beats, since),
    inspections: demoInspections(world, beats, officerOf, today),
    campaigns: demoCampaigns(beats, officerOf, today),
  }
}

/** One officer for each beat but the first, whose officer logs in, and an auxiliary for every second beat. */
function demoColleagues({ seed, beats, users }: Options): DemoColleague[] {
  const random = new Random(seed).at(stream.colleagues, 0)
  const taken = new Set(users.map(({ name }) => name))
  const drawName = (): string => {
    for (;;) {
      const surname = surnames[drawSurname(random)] as string
      const name = surname + drawGivenName(random, random.chance(0.25), random.between(1975, 2002))
      if (taken.has(name)) continue
      taken.add(name)
      return name
    }
  }
  const two = (n: number): string => String(n).padStart(2, '0')
  const officers = Array.from({ length: Math.max(1, beats.length - 1) }, (_, i): DemoColleague => ({
    ...{ login: `minjing${two(i + 2)}`, name: drawName(), role: 'officer', staffKind: 'officer', team: '社区警务队' },
    staffNumber: `99${2001 + i * 13}`,
  }))
  const auxiliaries = Array.from({ length: Math.ceil(beats.length / 2) }, (_, i): DemoColleague => ({
    ...{
      login: `fujing${two(i + 2)}`,
      name: drawName(),
      role: 'auxiliary',
      staffKind: 'auxiliary',
      team: '社区警务队',
    },
    staffNumber: `F99${3001 + i * 11}`,
  }))
  return [...officers, ...auxiliaries]
}

/** Day shifts on working days, a 24-hour watch every sixth day with a day off after it, two weeks of leave, now and then a course. */
function demoRoster({ seed, today }: Options, people: readonly string[]): DemoDuty['roster'] {
  const random = new Random(seed)
  const days = daysBetween(addDays(today, -daysBack), addDays(today, daysAhead))
  return people.flatMap((who, index) => {
    random.at(stream.roster, index)
    const leave = random.between(20, days.length - 60)
    const course = random.between(20, days.length - 60)
    return days.flatMap((date, at) => {
      const turn = (at + index) % 6
      const shift =
        turn === 1
          ? 'off'
          : at >= leave && at < leave + 14
            ? 'leave'
            : turn === 0
              ? 'watch'
              : at === course
                ? 'away'
                : null
      const kind = shift ?? (['workday', 'makeup'].includes(builtInCalendar.day(date).kind) ? 'day' : null)
      const times = kind === null ? undefined : shiftsById.get(kind)
      // Off after the watch only where there was one.
      if (times === undefined || (turn === 1 && at - 1 >= leave && at - 1 < leave + 14)) return []
      return [{ who, date, shift: times.id, from: times.from, to: times.to }]
    })
  })
}

/** Compounds as a whole, roads by their doors, and for whatever is left the community. */
function demoAreas(world: World, beats: Options['beats'], from: string): DemoArea[] {
  const { buildings, communities } = world.places
  const beatOf = ({ beat }: Building): string => (beats[beat % beats.length] as { id: string }).id
  const rule = (kind: AreaKind, place: string, beat: string, doors: [number, number] | null = null): DemoArea => ({
    ...{ kind, place, beat, from },
    ...{ doorFrom: doors?.[0] ?? null, doorTo: doors?.[1] ?? null },
  })
  const estates = new Map(
    buildings.filter(({ estate }) => estate !== '').map((building) => [building.estate, beatOf(building)]),
  )
  const roads = new Map<string, Map<number, string>>()
  for (const building of buildings) {
    const doors = roads.get(building.road) ?? new Map<number, string>()
    roads.set(building.road, doors.set(building.door, beatOf(building)))
  }
  return [
    ...communities.map(({ name }, i) => rule('community', name, (beats[(i * 2) % beats.length] as { id: string }).id)),
    ...[...estates].map(([estate, beat]) => rule('estate', estate, beat)),
    ...[...roads].flatMap(([road, doors]) => {
      const runs = runsOf(doors)
      const [only, ...others] = runs
      return only !== undefined && others.length === 0
        ? [rule('road', road, only.beat)]
        : runs.map(({ beat, first, last }) => rule('road', road, beat, [first, last]))
    }),
  ]
}

/** Doors in order, as few spans of one beat each as there are. */
function runsOf(doors: ReadonlyMap<number, string>): { beat: string; first: number; last: number }[] {
  const runs: { beat: string; first: number; last: number }[] = []
  for (const [door, beat] of [...doors].sort(([a], [b]) => a - b)) {
    const run = runs.at(-1)
    if (run?.beat === beat) run.last = door
    else runs.push({ beat, first: door, last: door })
  }
  return runs
}

function demoInspections(
  world: World,
  beats: Options['beats'],
  officerOf: (beat: number) => string,
  today: string,
): DemoDuty['inspections'] {
  const { places } = world
  const month = today.slice(0, 7)
  return Array.from({ length: Math.min(world.organisations, beats.length * 4) }, (_, index) => {
    const organisation = organisationOf(world, index)
    const building = places.buildings[places.buildingOf[organisation.premises] as number] as Building
    const beat = building.beat % beats.length
    // Some of last month, which are overdue by now, and some that are to come.
    const span =
      index % 5 === 0
        ? { from: addDays(`${month}-01`, -30), to: addDays(`${month}-01`, -1) }
        : index % 5 === 4
          ? { from: addDays(today, 11), to: addDays(today, 41) }
          : { from: `${month}-01`, to: addDays(today, 10) }
    const address = standardAddress(places, placeOf(places, organisation.premises), 'road')
    return {
      object: organisation.signboard,
      address,
      beat: (beats[beat] as { id: string }).id,
      who: officerOf(beat),
      ...span,
    }
  })
}

function demoCampaigns(
  beats: Options['beats'],
  officerOf: (beat: number) => string,
  today: string,
): DemoDuty['campaigns'] {
  return [
    {
      topic: '冬季防火进楼院',
      from: addDays(today, -20),
      to: addDays(today, 10),
      shares: beats.map(({ id: beat }, i) => ({ beat, who: null, heads: 200 + (i % 4) * 50 })),
    },
    {
      topic: '反诈宣传进社区',
      from: addDays(today, -120),
      to: addDays(today, -90),
      shares: beats.map(({ id: beat }, i) => ({ beat, who: officerOf(i), heads: 300 })),
    },
  ]
}
