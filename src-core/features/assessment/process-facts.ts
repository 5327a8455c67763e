import { declaredMissing } from '../../../src-contract/books.ts'
import type { ItemNote } from '../../../src-contract/features/assessment.snapshot.ts'
import { emptyStates, expectedFields } from '../../../src-domain/assessment/expected-fields.ts'
import { books } from '../../../src-domain/books/books.ts'
import { addDays } from '../../../src-domain/identifiers/calendar.ts'
import { compare, fraction, multiply } from '../../../src-domain/scoring/fraction.ts'
import { localDateOf } from '../../clock.ts'
import { columnsOf, tableOf } from '../ledger/book-tables.ts'
import { entryRows, specOf, type EntryRow } from './entry-rows.ts'
import { hasCome, nextDutyDayOf, type Fact, type World } from './world.ts'

const entryFact = (row: EntryRow, good: number, due: number, note: ItemNote, officer = row.officer): Fact => ({
  ...{ officer, kind: 'entry', id: row.id, number: row.number, book: row.book, date: row.date, state: row.state },
  ...{ good, due, note },
})

/** P1: at most one credited visit per household in 30 days, whoever made it. A place that is none is no household. */
export function visitFacts(world: World): Fact[] {
  const household = specOf('L06').household
  const days = household?.days ?? 30
  const counts = new Set(household?.states ?? [])
  const last = new Map<string, string>()
  const facts: Fact[] = []
  for (const row of entryRows(world.db, 'L06', [], { from: addDays(world.from, -days), to: world.to })) {
    const met = counts.has(row.state)
    const before = row.addressKey === null ? undefined : last.get(row.addressKey)
    const again = before !== undefined && row.date < addDays(before, days)
    const credited = met && row.addressKey !== null && !again
    if (credited && row.addressKey !== null) last.set(row.addressKey, row.date)
    if (row.date < world.from || emptyStates.includes(row.state)) continue
    const note = !met ? 'not-met' : row.addressKey === null ? 'no-address' : again ? 'household-again' : 'counted'
    facts.push(entryFact(row, credited ? 1 : 0, 0, note))
  }
  return facts
}

/** P2: filed, or handed over on paper, by the end of the officer's next duty day after the change. */
export function timelinessFacts(world: World): Fact[] {
  return ['L02', 'L03', 'L04', 'L05'].flatMap((book) =>
    entryRows(world.db, book, [], world).flatMap((row) => {
      const officer = world.officers.get(row.officer)
      if (officer === undefined) return []
      const last = nextDutyDayOf(officer, row.date)
      const filed = localDateOf(Date.parse(row.filedAt)) <= last
      const handed = row.handedOverAt !== null && localDateOf(Date.parse(row.handedOverAt)) <= last
      const note = filed ? 'on-time' : handed ? 'handed-over-in-time' : 'late-entered'
      return [entryFact(row, filed || handed ? 1 : 0, 1, note)]
    }),
  )
}

export type BookQuality = { book: string; entries: number; expected: number; filled: number; declared: number }
type FilledRow = {
  id: string
  number: string
  officer: string
  date: string
  state: string
  filled: number
  declared: number
}

/** P3: filled of expected fields. What was declared missing counts as filled up to a share, per officer and book. */
export function completenessFacts(world: World): { facts: Fact[]; quality: BookQuality[] } {
  const facts: Fact[] = []
  const quality: BookQuality[] = []
  const missing = declaredMissing.map((word) => `'${word}'`).join(', ')
  for (const book of books) {
    const keys = new Set(expectedFields(book).map(({ key }) => key))
    const columns = columnsOf(book).filter(({ key }) => keys.has(key))
    if (columns.length === 0) continue
    const count = (of: (column: string) => string): string => columns.map(({ column }) => `(${of(column)})`).join(' + ')
    const rows = world.db
      .prepare<string[], FilledRow>(
        `SELECT e.entry_id AS id, e.number, e.officer_id AS officer, e.occurred_on AS date, e.state,
           ${count((c) => `b.${c} IS NOT NULL AND b.${c} <> '' AND b.${c} NOT IN (${missing})`)} AS filled,
           ${count((c) => `coalesce(b.${c} IN (${missing}), 0)`)} AS declared
         FROM entries AS e JOIN ${tableOf(book)} AS b ON b.entry_id = e.entry_id
         WHERE e.book = ? AND e.stage = 'filed' AND e.occurred_on >= ? AND e.occurred_on <= ?
         ORDER BY e.occurred_on, e.entry_id`,
      )
      .all(book.definition.id, world.from, world.to)
      .filter(({ state }) => !emptyStates.includes(state))
    facts.push(...creditDeclared(world, book.definition.id, rows, columns.length))
    const sum = (of: (row: FilledRow) => number): number => rows.reduce((total, row) => total + of(row), 0)
    quality.push({
      ...{ book: book.definition.id, entries: rows.length, expected: rows.length * columns.length },
      ...{ filled: sum(({ filled }) => filled), declared: sum(({ declared }) => declared) },
    })
  }
  return { facts, quality }
}

/** Declared ones in the order of the days, until the share of the officer's expected fields in this book is used up. */
function creditDeclared(world: World, book: string, rows: readonly FilledRow[], expected: number): Fact[] {
  const totals = new Map<string, number>()
  for (const { officer } of rows) totals.set(officer, (totals.get(officer) ?? 0) + expected)
  const used = new Map<string, number>()
  return rows.map(({ filled, declared, ...row }): Fact => {
    const share = multiply(world.scheme.declaredMissingShare, fraction(BigInt(totals.get(row.officer) ?? 0)))
    let credited = 0
    let spent = used.get(row.officer) ?? 0
    while (credited < declared && compare(fraction(BigInt(spent + 1)), share) <= 0) {
      credited += 1
      spent += 1
    }
    used.set(row.officer, spent)
    const good = filled + credited
    const note = good < expected ? 'incomplete' : credited > 0 ? 'declared' : 'complete'
    return { ...row, kind: 'entry', book, good, due: expected, note }
  })
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
