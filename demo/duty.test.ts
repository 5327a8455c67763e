import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import divisionFile from '../resources/catalogs/divisions/demo.json' with { type: 'json' }
import type { Division } from '../src-domain/addresses/address.ts'
import { areaKey, areasCollide, parseForArea, ruleOf, type AreaRule } from '../src-domain/duty/areas.rules.ts'
import { shiftsCollide } from '../src-domain/duty/shift-time.rules.ts'
import { gaps } from '../src-domain/duty/spans.rules.ts'
import { addDays } from '../src-domain/identifiers/calendar.ts'
import { standardAddress } from './addresses.ts'
import { homeCounty, placeOf, type Building } from './places.ts'
import { generateStation } from './station.ts'
import { World } from './world.ts'

const people = 3000
const station = generateStation({ people, seed: '1' })
const duty = station.duty()
const { today } = station.options
const context = { divisions: divisionFile.divisions as readonly Division[], home: homeCounty }

test('the same seed gives the same duty on every machine', () => {
  const hash = createHash('sha256').update(JSON.stringify(duty)).digest('hex')
  expect(JSON.stringify(generateStation({ people, seed: '1' }).duty())).toBe(JSON.stringify(duty))
  expect(hash).toBe('c2e4c0daae479409eceef069db10a980ecfc7b532faf602ac585a7ef1b18f290')
})

test('the roster covers the last twelve months and the next two, and nobody is in two places', () => {
  const dates = duty.roster.map(({ date }) => date).sort()
  expect([dates[0], dates.at(-1)]).toEqual([addDays(today, -365), addDays(today, 61)])
  const byPerson = new Map<string, (typeof duty.roster)[number][]>()
  for (const row of duty.roster) byPerson.set(row.who, [...(byPerson.get(row.who) ?? []), row])
  for (const rows of byPerson.values())
    rows.forEach((row, at) => expect(at > 0 && shiftsCollide(rows[at - 1] as typeof row, row)).toBe(false))
  expect(byPerson.size).toBeGreaterThanOrEqual(duty.beats.length + 3)
})

test('every beat has an officer but for one gap, which the timeline shows', () => {
  const officers = new Set([
    ...station.users.filter(({ staffKind }) => staffKind === 'officer').map(({ staffNumber }) => staffNumber),
    ...duty.colleagues.filter(({ staffKind }) => staffKind === 'officer').map(({ staffNumber }) => staffNumber),
  ])
  const window = { from: addDays(today, -365), to: addDays(today, 60) }
  const open = duty.beats.map(({ id }) =>
    gaps(
      duty.assignments.filter(({ who, beat }) => beat === id && officers.has(who)),
      window,
    ),
  )
  expect(open.flat()).toHaveLength(1)
  expect(open.at(-1)).toEqual([{ from: addDays(today, -49), to: addDays(today, -36) }])
})

test('the map gives every home and firm the beat that it lies in', () => {
  const rules = duty.areas.map((area, i): AreaRule => {
    const key = areaKey(area.kind, area.place, context)
    if (key === null) throw new Error(`${area.kind} ${area.place} cannot be read`)
    return { ...area, areaId: String(i), key, side: 'both', to: null }
  })
  const byKey = new Map<string, AreaRule[]>()
  for (const rule of rules) {
    const own = byKey.get(rule.key) ?? []
    expect(own.some((other) => areasCollide(other, rule))).toBe(false)
    byKey.set(rule.key, [...own, rule])
  }
  const { places } = new World('1', people, today, 0)
  let wrong = 0
  for (let premises = 0; premises < places.total; premises += 7) {
    const building = places.buildings[places.buildingOf[premises] as number] as Building
    const candidates = parseForArea(standardAddress(places, placeOf(places, premises)), context)
    const own = candidates.flatMap(({ key }) => byKey.get(key) ?? [])
    if (ruleOf(own, candidates, today)?.beat !== duty.beats[building.beat]?.id) wrong += 1
  }
  expect(wrong).toBe(0)
})

test('nobody of the demo shares a name or a number with another', () => {
  const all = [...station.users, ...duty.colleagues]
  expect(new Set(all.map(({ name }) => name)).size).toBe(all.length)
  expect(new Set(all.map(({ staffNumber }) => staffNumber)).size).toBe(all.length)
})
