import { systems } from '../src-core/features/sources/catalog.ts'
import type { SystemId } from '../src-contract/systems.ts'
import { DefectDice, defaultDefects, type Defects, type Tally } from './defects.ts'
import { demoDuty, type DemoDuty } from './duty.ts'
import type { DemoOptions, DemoRecord, DemoStation, TruthRow } from './demo.types.ts'

export type { DemoOptions, DemoRecord, DemoStation, DemoUser, TruthRow } from './demo.types.ts'
import { demoLedger } from './ledger/ledger.ts'
import { demoInUse } from './in-use.ts'
import { handImport } from './hand-import.ts'
import { homeCounty } from './places.ts'
import { tellingOf } from './systems/telling-of.ts'
import type { Told } from './telling.ts'
import { demoUsers } from './users.ts'
import { World } from './world.ts'

export const recordsPerPerson = 7
export const defaultOptions: DemoOptions = { people: 30_000, seed: 'beatbook', today: '2026-11-20' }
export const mostPeople = 300_000

/** Order of the systems in a pass; the incidents come last, since they make the total. */
const order: readonly SystemId[] = ['JZ', 'WG', 'WY', 'ZJ', 'MZ', 'YJ', 'JCJ']

/**
 * A station's world and what its seven systems say of it; equal options give equal output on every machine.
 * `people` from 1 to 300,000; throws RangeError otherwise. Making the station takes about a second for 300,000 people and keeps
 * about 100 bytes a person; records are made while they are read.
 */
export function generateStation(options: Partial<DemoOptions> & { defects?: Defects } = {}): DemoStation {
  const { people, seed, today, beats: wanted } = { ...defaultOptions, ...withoutUndefined(options) }
  if (!Number.isInteger(people) || people < 1 || people > mostPeople) {
    throw new RangeError(`people must be a whole number from 1 to ${mostPeople}`)
  }
  const defects = options.defects ?? defaultDefects
  const world = new World(seed, people, today, 0)
  const { communities } = world.places
  const beats = Array.from({ length: wanted ?? world.places.beats }, (_, i) => ({
    id: `B${String(i + 1).padStart(2, '0')}`,
    // With more beats than communities have, a community has more than two.
    name: `${(communities[Math.floor(i / 2) % communities.length] as { name: string }).name.replace(/社区|村/, '')}${'一二三四五六七八九十'.charAt((i % 2) + 2 * Math.floor(i / 2 / communities.length)) || i + 1}警务区`,
  }))
  const users = demoUsers(
    seed,
    beats.map((beat) => beat.id),
  )
  let tally: Tally = { eligible: new Map(), happened: new Map() }
  let incidentCount = 0

  function* rows(): Generator<Told> {
    const counts = { eligible: new Map<string, number>(), happened: new Map<string, number>() }
    let told = 0
    for (const id of order) {
      if (id === 'JCJ') incidentCount = Math.max(Math.ceil(people / 5), people * recordsPerPerson - told)
      const dice = new DefectDice(defects, id)
      for (const row of tellingOf(world, dice, seed, id, incidentCount)) {
        told++
        yield row
      }
      dice.addTo(counts)
    }
    tally = counts
  }
  function* records(): Generator<DemoRecord> {
    for (const { record } of rows()) yield record
  }
  function* truth(): Generator<TruthRow> {
    for (const row of rows()) yield row.truth
  }
  const duty = (): DemoDuty => demoDuty(world, { seed, today, users, beats })
  return {
    options: { people, seed, today, beats: wanted },
    defects,
    station: { id: `PS${homeCounty}`, name: '澄湾市公安局东渚分局桂园派出所' },
    beats,
    users,
    duty,
    ledger: (wanted) => demoLedger(world, { seed, users, duty: duty(), ...wanted }),
    inUse: (day) =>
      demoInUse(world, {
        seed,
        today: day,
        duty: duty(),
        officer: users.find(({ role }) => role === 'officer')?.staffNumber ?? '',
      }),
    systems: [...systems.values()],
    rows,
    records,
    truth,
    *handImport(system) {
      if (system === 'JCJ' && incidentCount === 0) for (const row of rows()) void row
      yield* handImport(world, defects, seed, system, incidentCount)
    },
    tally: () => tally,
  }
}

function withoutUndefined<T extends object>(options: T): Partial<T> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Partial<T>
}
