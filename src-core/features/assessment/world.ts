import type { EvidenceItem, ItemNote } from '../../../src-contract/features/assessment.snapshot.ts'
import type { AccountId, LocalDate } from '../../../src-contract/ids.ts'
import { partOfDay, partsOf, type HeldBeat, type PartDays } from '../../../src-domain/assessment/parts.rules.ts'
import type { Calendar } from '../../../src-domain/duty/calendar.rules.ts'
import { dutyDates } from '../../../src-domain/duty/shift-time.rules.ts'
import { holdsOn } from '../../../src-domain/duty/spans.rules.ts'
import { addDays } from '../../../src-domain/identifiers/calendar.ts'
import type { IndicatorId, Scheme } from '../../../src-domain/scoring/scheme.ts'
import type { ReadDb } from '../../store/sql.ts'
import { byDayAndId, type EntryRow } from './entry-rows.ts'
import { openDays, type Days } from './kept-days.ts'

/** Days after the period for which the roster is read: the next duty day of its last day may be this far. */
const rosterAhead = 60

export type ScoredOfficer = {
  readonly id: AccountId
  readonly number: string
  readonly name: string
  readonly team: string
  /** Beats held or covered, of any day. */
  readonly held: readonly HeldBeat[]
  readonly parts: readonly PartDays[]
  /** In order; as far as the roster is read. */
  readonly dutyDays: readonly string[]
}

/** What all indicators are computed from: the days, the scheme, the officers and who held which beat when. */
export type World = {
  readonly db: ReadDb
  readonly from: string
  /** Last day of the period, or today while it runs. */
  readonly to: string
  readonly today: string
  readonly scheme: Scheme
  readonly calendar: Calendar
  readonly officers: ReadonlyMap<string, ScoredOfficer>
  /** The one officer whose figures are asked for; null: the whole station's. */
  readonly only: string | null
  readonly holders: ReadonlyMap<string, readonly { readonly span: HeldBeat; readonly officer: ScoredOfficer }[]>
  /** The ledger, by officer and day. */
  readonly days: Days
}

/** A record as it counts for one officer, before it is known in which part. */
export type Fact = Omit<EvidenceItem, 'part' | 'date' | 'note'> & {
  readonly officer: string
  readonly date: string
  readonly note: ItemNote
}
export type Facts = ReadonlyMap<IndicatorId, readonly Fact[]>

type Held = { account_id: string; beat: string; from: string; to: string | null }

/** Officers who held or covered a beat in the window, or answer for an entry of it; by staff number. */
export function openWorld(
  db: ReadDb,
  input: { from: string; to: string; today: string; scheme: Scheme; calendar: Calendar; only?: string },
): World {
  const held = db
    .prepare<string[], Held>(
      `SELECT account_id, beat, from_date AS "from", to_date AS "to" FROM beat_assignments WHERE removed_at IS NULL
         AND from_date <= ? AND (to_date IS NULL OR to_date >= ?)
       UNION ALL SELECT covering_id, beat, from_date, to_date FROM beat_covers WHERE removed_at IS NULL AND from_date <= ?
         AND to_date >= ?`,
    )
    .all(input.to, addDays(input.from, -400), input.to, addDays(input.from, -400))
  const accounts = db
    .prepare<string[], { id: string; number: string; name: string; team: string; active: number }>(
      `SELECT account_id AS id, staff_number AS number, name, team, active FROM accounts AS a
         WHERE role = 'officer' AND staff_kind = 'officer' AND (
           account_id IN (SELECT account_id FROM beat_assignments WHERE removed_at IS NULL AND from_date <= ?
             AND (to_date IS NULL OR to_date >= ?))
           OR account_id IN (SELECT covering_id FROM beat_covers WHERE removed_at IS NULL AND from_date <= ? AND to_date >= ?)
           OR EXISTS (SELECT 1 FROM entries WHERE officer_id = a.account_id AND occurred_on >= ? AND occurred_on <= ?))
         ORDER BY staff_number, account_id`,
    )
    .all(input.to, input.from, input.to, input.from, input.from, input.to)
  const roster = db.prepare<string[], { date: string; shift: string }>(
    'SELECT date, shift FROM duty_rows WHERE account_id = ? AND date >= ? AND date <= ? AND removed_at IS NULL',
  )
  const only = input.only ?? null
  const officers = accounts.map(({ id, number, name, team }): [string, ScoredOfficer] => {
    const own = held.filter(({ account_id }) => account_id === id)
    // Of the others only counts which beats they hold.
    if (only !== null && id !== only)
      return [id, { id: id as AccountId, number, name, team, held: own, parts: [], dutyDays: [] }]
    const parts = partsOf(own, input, input.calendar.isWorkingDay)
    return [
      id,
      {
        ...{ id: id as AccountId, number, name, team, held: own },
        // Without a beat there is a part without duty days: somebody who is observed, not scored.
        parts: parts.length > 0 ? parts : [{ from: input.from, to: input.to, beats: [] }],
        dutyDays: dutyDates(roster.all(id, input.from, addDays(input.to, rosterAhead))),
      },
    ]
  })
  const { from, to, today, scheme, calendar } = input
  const holders = holdersOf(officers.map(([, officer]) => officer))
  return { db, from, to, today, scheme, calendar, officers: new Map(officers), holders, only, days: openDays(db) }
}

/** Whose figures are computed, by staff number. */
export function scoredIn({ officers, only }: World): ScoredOfficer[] {
  return [...officers.values()].filter(({ id }) => only === null || id === only)
}

/** Duty days of one part. */
export function dutyDaysIn(officer: ScoredOfficer, part: PartDays): number {
  if (part.beats.length === 0) return 0
  return officer.dutyDays.filter((day) => part.from <= day && day <= part.to).length
}

export function partIndexOf(officer: ScoredOfficer, day: string): number {
  return partOfDay(officer.parts, day)
}

/** Who answers for a beat on a day, assigned before covering; null where nobody does. */
export function officerOfBeat(world: World, beat: string, day: string): ScoredOfficer | null {
  return world.holders.get(beat)?.find(({ span }) => holdsOn(span, day))?.officer ?? null
}

/** Who held or covers a beat, by beat; each in the order of the officers. */
function holdersOf(officers: readonly ScoredOfficer[]): World['holders'] {
  const holders = new Map<string, { span: HeldBeat; officer: ScoredOfficer }[]>()
  for (const officer of officers)
    for (const span of officer.held) {
      const own = holders.get(span.beat)
      if (own === undefined) holders.set(span.beat, [{ span, officer }])
      else own.push({ span, officer })
    }
  return holders
}

/** The counted entries of a book whose entries are looked at one by one, by day and id; of all officers. */
export function rowsOf(
  { days }: World,
  book: string,
  span: { readonly from: string; readonly to: string } | null,
): readonly EntryRow[] {
  const rows = days.events(book)
  return span === null ? rows : rows.filter(({ date }) => span.from <= date && date <= span.to)
}

/** What is due on the last day or earlier counts; on the day itself only once it is done. */
export function hasCome(world: World, due: string, done: boolean): boolean {
  return world.from <= due && due <= world.to && (done || due < world.today)
}

/** @param facts the officer's own */
export function evidenceOf(officer: ScoredOfficer, facts: readonly Fact[]): EvidenceItem[] {
  return facts
    .map(({ kind, id, number, book, date, state, good, due, note }) => ({
      ...{ kind, id, number, book, date: date as LocalDate, state, good, due, note },
      part: partIndexOf(officer, date),
    }))
    .sort(byDayAndId)
}
