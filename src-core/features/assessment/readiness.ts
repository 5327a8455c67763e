import type { OutputOf } from '../../../src-contract/contract.ts'
import type { LocalDate } from '../../../src-contract/ids.ts'
import { gaps } from '../../../src-domain/duty/spans.rules.ts'
import type { ReadDb } from '../../store/sql.ts'
import { calendarOf } from '../duty/office-catalogs.facts.ts'
import { besideLedgers } from './beside.ts'
import { schemeNamed } from './schemes.ts'
import { dutyDaysIn, openWorld } from './world.ts'

export type ReadinessInput = {
  readonly kind: string
  readonly id: string
  readonly from: string
  readonly to: string
  readonly today: string
  readonly scheme: string
}

/** What the exposure of a period rests on: roster, beats, profiles and sources. Reads only. */
export function readinessOf(db: ReadDb, input: ReadinessInput): OutputOf<'assessment.readiness'> {
  const { from, to, today } = input
  const last = to < today ? to : today
  const { scheme } = schemeNamed(db, input.scheme)
  const calendar = calendarOf(db)
  const world = openWorld(db, { from, to: last, today, scheme, calendar })
  const officers = [...world.officers.values()]
  const beside = besideLedgers(db, input, scheme)
  const beats = db.prepare<[], { beat: string; name: string }>('SELECT beat, name FROM beats ORDER BY beat').all()
  const profiled = new Set(
    db
      .prepare<[string], { beat: string }>(
        `SELECT DISTINCT beat FROM entries WHERE book = 'L01' AND stage = 'filed' AND occurred_on <= ?`,
      )
      .all(last)
      .map(({ beat }) => beat),
  )
  const incidents = db.prepare<[], { n: number }>(`SELECT count(*) AS n FROM source_records WHERE system = 'JCJ'`).one()
  return {
    ...{
      from: from as LocalDate,
      to: to as LocalDate,
      over: to < today,
      workingDays: calendar.workingDays(from, last),
    },
    officers: officers.map((officer) => ({
      ...{ officerId: officer.id, number: officer.number, name: officer.name },
      beats: [...new Set(officer.parts.flatMap((part) => part.beats))].sort(),
      dutyDays: officer.parts.reduce((sum, part) => sum + dutyDaysIn(officer, part), 0),
    })),
    gaps: beats.flatMap(({ beat, name }) => {
      const spans = officers.flatMap(({ held }) => held.filter((span) => span.beat === beat))
      return gaps(spans, { from, to: last }).map((gap) => ({
        ...{ beat, name, from: gap.from as LocalDate, to: gap.to as LocalDate },
      }))
    }),
    profilesMissing: beats.map(({ beat }) => beat).filter((beat) => !profiled.has(beat)),
    incidents: incidents?.n ?? 0,
    survey: beside.stationSurvey !== null,
    sampled: beside.audit.size,
  }
}
