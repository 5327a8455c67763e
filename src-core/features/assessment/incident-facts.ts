import { isDispute, isPreventable } from '../../../src-domain/assessment/incident-kinds.ts'
import { daysBetween } from '../../../src-domain/duty/calendar.rules.ts'
import { holdsOn } from '../../../src-domain/duty/spans.rules.ts'
import type { Incident } from './incidents.ts'
import { officerOfBeat, partIndexOf, rowsOf, scoredIn, type Fact, type ScoredOfficer, type World } from './world.ts'

export function hasIncidents(world: World): boolean {
  return (
    world.db.prepare<[], { one: number }>(`SELECT 1 AS one FROM source_records WHERE system = 'JCJ' LIMIT 1`).one() !==
    undefined
  )
}

/** 应录未录: a dispute of the incident system without an entry after so many working days is unresolved, unless its reason was accepted. */
export function missingDisputeFacts(world: World, incidents: readonly Incident[]): Fact[] {
  const recorded = new Set(rowsOf(world, 'L07', null).flatMap(({ values }) => values['incidentNumber'] ?? []))
  const accepted = new Set(
    world.db
      .prepare<[], { incident: string }>('SELECT incident FROM assessment_reasons')
      .all()
      .map(({ incident }) => incident),
  )
  return incidents.flatMap((incident): Fact[] => {
    if (!isDispute(incident.kind) || recorded.has(incident.number) || incident.beat === null) return []
    const last = world.calendar.addWorkingDays(incident.day, world.scheme.recordWithinWorkingDays)
    if (last < world.from || last > world.to || last >= world.today) return []
    const officer = officerOfBeat(world, incident.beat, incident.day)
    if (officer === null) return []
    const isAccepted = accepted.has(incident.number)
    return [
      {
        ...{ officer: officer.id, kind: 'incident', id: incident.number, number: incident.number, book: null },
        ...{ date: last, state: null, good: 0, due: isAccepted ? 0 : 1 },
        note: isAccepted ? 'accepted-reason' : 'not-recorded',
      },
    ]
  })
}

export type Prevention = {
  readonly facts: readonly Fact[]
  /** Expected incidents by officer and part; undefined where a beat has no profile, so that nothing can be expected. */
  readonly expected: ReadonlyMap<string, readonly (number | undefined)[]>
  readonly unassigned: number
}

/** O4: preventable incidents on the officer's beats and days, against the station's rate by type of community and residents. */
export function preventionFacts(world: World, incidents: readonly Incident[]): Prevention {
  const profiles = profilesOf(world)
  const typeOf = (beat: string): string | undefined => profiles.get(beat)?.type
  const days = daysBetween(world.from, world.to)
  const within = incidents.filter(({ kind, day }) => isPreventable(kind) && world.from <= day && day <= world.to)

  const residentDays = new Map<string, number>()
  for (const { type, people } of profiles.values())
    residentDays.set(type, (residentDays.get(type) ?? 0) + people * days.length)
  const events = new Map<string, number>()
  const facts: Fact[] = []
  let unassigned = 0
  for (const { number, day, beat } of within) {
    const type = beat === null ? undefined : typeOf(beat)
    if (type !== undefined) events.set(type, (events.get(type) ?? 0) + 1)
    const officer = beat === null ? null : officerOfBeat(world, beat, day)
    if (officer === null) unassigned += 1
    else
      facts.push({
        ...{ officer: officer.id, kind: 'incident', id: number, number, book: null, date: day, state: null },
        ...{ good: 1, due: 0, note: 'preventable' },
      })
  }

  const expectedOf = (officer: ScoredOfficer): (number | undefined)[] =>
    officer.parts.map((_part, index) => {
      let total = 0
      for (const day of days) {
        if (partIndexOf(officer, day) !== index) continue
        for (const beat of beatsAnswered(world, officer, day)) {
          const profile = profiles.get(beat)
          const base = profile === undefined ? undefined : residentDays.get(profile.type)
          if (profile === undefined || base === undefined || base === 0) return undefined
          total += ((events.get(profile.type) ?? 0) / base) * profile.people
        }
      }
      return Math.round(total * 10_000) / 10_000
    })
  return {
    facts,
    unassigned,
    expected: new Map(scoredIn(world).map((officer) => [officer.id, expectedOf(officer)])),
  }
}

/** Beats whose incidents of the day are the officer's: where two hold one, it is one person's. */
function beatsAnswered(world: World, officer: ScoredOfficer, day: string): string[] {
  return [...new Set(officer.held.filter((span) => holdsOn(span, day)).map(({ beat }) => beat))].filter(
    (beat) => officerOfBeat(world, beat, day)?.id === officer.id,
  )
}

/** Type and residents by beat, from the newest profile (L01) compiled up to the period's last day. */
function profilesOf(world: World): ReadonlyMap<string, { readonly type: string; readonly people: number }> {
  const rows = rowsOf(world, 'L01', { from: '1949-10-01', to: world.to })
  return new Map(
    rows.flatMap(({ beat, values }) => {
      const people = Number(values['population'])
      const type = values['communityType']
      return type === undefined || !(people > 0) ? [] : [[beat, { type, people }] as const]
    }),
  )
}
