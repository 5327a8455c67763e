import type { SnapshotDay } from '../../../src-contract/features/assessment.snapshot.ts'
import type { LocalDate } from '../../../src-contract/ids.ts'
import { declaredAllowed } from '../../../src-domain/assessment/day-records.ts'
import { emptyStates } from '../../../src-domain/assessment/expected-fields.ts'
import { books } from '../../../src-domain/books/books.ts'
import { addDays } from '../../../src-domain/identifiers/calendar.ts'
import type { Scheme } from '../../../src-domain/scoring/scheme.ts'
import { specOf } from './entry-rows.ts'
import type { KeptDay } from './kept-days.repo.ts'
import { expectedOf } from './ledger-days.ts'
import { hasCome, partIndexOf, rowsOf, scoredIn, type Fact, type ScoredOfficer, type World } from './world.ts'

/** P1: at most one credited visit per household in 30 days, whoever made it. A place that is none is no household. */
export function visitFacts(world: World): Fact[] {
  const household = specOf('L06').household
  const days = household?.days ?? 30
  const counts = new Set(household?.states ?? [])
  const last = new Map<string, string>()
  const facts: Fact[] = []
  for (const row of rowsOf(world, 'L06', { from: addDays(world.from, -days), to: world.to })) {
    const met = counts.has(row.state)
    const before = row.addressKey === null ? undefined : last.get(row.addressKey)
    const again = before !== undefined && row.date < addDays(before, days)
    const credited = met && row.addressKey !== null && !again
    if (credited && row.addressKey !== null) last.set(row.addressKey, row.date)
    if (row.date < world.from || emptyStates.includes(row.state)) continue
    if (world.only !== null && row.officer !== world.only) continue
    const note = !met ? 'not-met' : row.addressKey === null ? 'no-address' : again ? 'household-again' : 'counted'
    facts.push({
      ...{ officer: row.officer, kind: 'entry', id: row.id, number: row.number, book: row.book, date: row.date },
      ...{ state: row.state, good: credited ? 1 : 0, due: 0, note },
    })
  }
  return facts
}

export type BookQuality = {
  book: string
  entries: number
  expected: number
  filled: number
  declared: number
  late: number
}

/** P2 and P3 of each officer's days; and of the whole station, where all are asked for, by book. */
export function dayFigures(world: World): {
  readonly days: ReadonlyMap<string, readonly SnapshotDay[]>
  readonly quality: readonly BookQuality[]
} {
  const kept = new Map<string, KeptDay[]>()
  const quality = new Map<string, BookQuality>(
    books.flatMap(({ definition: { id: book } }) =>
      (expectedOf.get(book) ?? 0) > 0
        ? [[book, { book, entries: 0, expected: 0, filled: 0, declared: 0, late: 0 }] as const]
        : [],
    ),
  )
  for (const day of world.days.figures({ from: world.from, to: world.to }, world.only)) {
    const own = kept.get(day.officer)
    if (own === undefined) kept.set(day.officer, [day])
    else own.push(day)
    for (const [book, records, filled, declared] of day.figures) {
      const sum = quality.get(book)
      if (sum === undefined) continue
      sum.entries += records
      sum.expected += records * (expectedOf.get(book) ?? 0)
      sum.filled += filled
      sum.declared += declared
    }
  }
  const days = new Map<string, readonly SnapshotDay[]>()
  for (const officer of scoredIn(world))
    days.set(officer.id, daysOfOfficer(world, officer, kept.get(officer.id) ?? [], quality))
  return { days, quality: [...quality.values()] }
}

/** @param kept in order */
function daysOfOfficer(
  world: World,
  officer: ScoredOfficer,
  kept: readonly KeptDay[],
  quality: ReadonlyMap<string, BookQuality>,
): SnapshotDay[] {
  const left = declaredLeft(kept, world.scheme)
  const { dutyDays } = officer
  let next = 0
  return kept.flatMap(({ day, sha256, figures }): SnapshotDay[] => {
    while (next < dutyDays.length && (dutyDays[next] ?? '') <= day) next += 1
    // Where the roster does not say, the next working day.
    const inTimeBy = dutyDays[next] ?? world.calendar.addWorkingDays(day, 1)
    const [P2, P3] = [
      { good: 0, due: 0 },
      { good: 0, due: 0, records: 0 },
    ]
    for (const [book, records, filled, declared, entered] of figures) {
      for (const [on, changes] of entered) {
        P2.due += changes
        const sum = quality.get(book)
        if (on <= inTimeBy) P2.good += changes
        else if (sum !== undefined) sum.late += changes
      }
      const expected = expectedOf.get(book) ?? 0
      if (expected === 0) continue
      const credited = Math.min(declared, left.get(book) ?? 0)
      left.set(book, (left.get(book) ?? 0) - credited)
      P3.good += filled + credited
      P3.due += records * expected
      P3.records += records
    }
    if (P2.due === 0 && P3.records === 0) return []
    const [date, by] = [day as LocalDate, inTimeBy as LocalDate]
    return [{ date, part: partIndexOf(officer, day), sha256, inTimeBy: by, P2, P3 }]
  })
}

/** How many fields of each book may be declared missing and yet count: a share of those that the officer's days expect. */
function declaredLeft(kept: readonly KeptDay[], scheme: Scheme): Map<string, number> {
  const expected = new Map<string, number>()
  for (const { figures } of kept)
    for (const [book, records] of figures)
      expected.set(book, (expected.get(book) ?? 0) + records * (expectedOf.get(book) ?? 0))
  return new Map([...expected].map(([book, all]) => [book, declaredAllowed(all, scheme.declaredMissingShare)]))
}

type PlanRow = { id: string; object: string | null; officer: string; to: string; done: number; number: string | null }

/** P4: planned inspections whose window ended, and the entry that did them, with or without a hazard. */
export function inspectionFacts(world: World): Fact[] {
  return world.db
    .prepare<string[], PlanRow>(
      `SELECT p.plan_id AS id, p.object_number AS object, p.officer_id AS officer, p.to_date AS "to",
         e.entry_id IS NOT NULL AS done, e.number
       FROM inspection_plans AS p LEFT JOIN entries AS e ON e.entry_id = p.fulfilled_by AND e.stage = 'filed'
       WHERE p.removed_at IS NULL AND p.to_date >= ? AND p.to_date <= ? ORDER BY p.to_date, p.plan_id`,
    )
    .all(world.from, world.to)
    .filter((plan) => hasCome(world, plan.to, plan.done === 1))
    .map((plan): Fact => ({
      ...{ officer: plan.officer, kind: 'plan', id: plan.id, number: plan.number ?? plan.object ?? '', book: 'L08' },
      ...{ date: plan.to, state: null, good: plan.done, due: 1, note: plan.done === 1 ? 'done' : 'not-done' },
    }))
}
