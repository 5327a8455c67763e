import { declaredMissing } from '../../../src-contract/books.ts'
import { emptyStates, expectedFields } from '../../../src-domain/assessment/expected-fields.ts'
import { books } from '../../../src-domain/books/books.ts'
import { addDays } from '../../../src-domain/identifiers/calendar.ts'
import { startOfDay } from '../../clock.ts'
import type { ReadDb } from '../../store/sql.ts'
import { columnsOf, tableOf } from '../ledger/book-tables.ts'
import { byDayAndId, countedSql, entriesBy, specOf, type DatedRow, type Days, type EntryRow } from './entry-rows.ts'
import { keptRows } from './kept-rows.ts'
import { hasCome, nextDutyDayOf, rowsOf, type Fact, type World } from './world.ts'

/** P1: at most one credited visit per household in 30 days, whoever made it. A place that is none is no household. */
export function visitFacts(world: World): Fact[] {
  const household = specOf('L06').household
  const days = household?.days ?? 30
  const counts = new Set(household?.states ?? [])
  const last = new Map<string, string>()
  const facts: Fact[] = []
  for (const row of visitRows(world, { from: addDays(world.from, -days), to: world.to })) {
    const met = counts.has(row.state)
    const before = row.addressKey === null ? undefined : last.get(row.addressKey)
    const again = before !== undefined && row.date < addDays(before, days)
    const credited = met && row.addressKey !== null && !again
    if (credited && row.addressKey !== null) last.set(row.addressKey, row.date)
    if (row.date < world.from || emptyStates.includes(row.state)) continue
    const note = !met ? 'not-met' : row.addressKey === null ? 'no-address' : again ? 'household-again' : 'counted'
    facts.push({
      ...{ officer: row.officer, kind: 'entry', id: row.id, number: row.number, book: row.book, date: row.date },
      ...{ state: row.state, good: credited ? 1 : 0, due: 0, note },
    })
  }
  return facts
}

/** Visits in their order; for one officer the own ones, and others' to the same homes. */
function visitRows(world: World, days: { from: string; to: string }): readonly EntryRow[] {
  if (world.only === null) return rowsOf(world, 'L06', [], days)
  const own = rowsOf(world, 'L06', [], days, world.only)
  const homes = [...new Set(own.flatMap(({ addressKey }) => addressKey ?? []))]
  const others = world.db
    .prepare<
      string[],
      { id: string; number: string; officer: string; beat: string; date: string; state: string; home: string }
    >(
      `SELECT entry_id AS id, number, officer_id AS officer, beat, occurred_on AS date, state, address_key AS home
         FROM entries INDEXED BY entries_by_address
         WHERE address_key IN (SELECT value FROM json_each(?)) AND book = 'L06' AND occurred_on >= ? AND occurred_on <= ?
           AND officer_id <> ? AND stage = 'filed'`,
    )
    .all(JSON.stringify(homes), days.from, days.to, world.only)
    .map(({ home, ...row }): EntryRow => ({
      ...{ ...row, book: 'L06', addressKey: home, handler: null, handlerSince: null, values: {} },
    }))
  return [...own, ...others].sort(byDayAndId)
}

/** An entry as completeness and timeliness see it. */
export type FilledRow = DatedRow & {
  readonly number: string
  readonly state: string
  readonly filled: number
  readonly declared: number
  readonly filedAt: string
  readonly handedOverAt: string | null
}

/** Books whose changes are to be entered in time. */
const registers: ReadonlySet<string> = new Set(['L02', 'L03', 'L04', 'L05'])

/** Entries of every book with how many of the expected fields they fill; read once for completeness and timeliness. */
export function filledRows(world: World): ReadonlyMap<string, readonly FilledRow[]> {
  return new Map(
    books.map(({ definition: { id } }) => {
      const ask = (days: Days, officer: string | null) => askFilled(world.db, id, days, officer)
      const { from, to, only } = world
      const days = { from, to }
      if (only === null) return [id, ask(days, null)]
      return [id, keptRows(world.db, { name: 'filled', book: id, days, officer: only, ask })]
    }),
  )
}

const missing = declaredMissing.map((word) => `'${word}'`).join(', ')

function askFilled(db: ReadDb, book: string, days: Days, officer: string | null): FilledRow[] {
  const expected = expectedColumns(book)
  const count = (of: (column: string) => string): string =>
    expected.map((column) => `(${of(column)})`).join(' + ') || '0'
  const { where, params } = countedSql(book, days, officer)
  const table = tableOf(specOf(book))
  // Most of a book is read faster in the order in which it was written than day by day.
  const most = officer === null && isMost(db, book, days)
  const from = most ? `${table} AS b CROSS JOIN entries AS e` : `${entriesBy(officer)} CROSS JOIN ${table} AS b`
  return db
    .prepare<string[], FilledRow>(
      `SELECT e.entry_id AS id, e.number, e.officer_id AS officer, e.occurred_on AS date, e.state,
         ${count((c) => `b.${c} IS NOT NULL AND b.${c} <> '' AND b.${c} NOT IN (${missing})`)} AS filled,
         ${count((c) => `coalesce(b.${c} IN (${missing}), 0)`)} AS declared,
         e.filed_at AS filedAt, e.handed_over_at AS handedOverAt
       FROM ${from} ON b.entry_id = e.entry_id WHERE ${where}`,
    )
    .all(...params)
}

/** Whether a third or more of a book's entries lie in these days. */
function isMost(db: ReadDb, book: string, days: Days): boolean {
  if (days === null) return true
  const within = db
    .prepare<[string, string, string], { n: number }>(
      'SELECT count(*) AS n FROM entries INDEXED BY entries_by_book WHERE book = ? AND occurred_on >= ? AND occurred_on <= ?',
    )
    .one(book, days.from, days.to)
  const all = db.prepare<[], { n: number | null }>(`SELECT max(row_id) AS n FROM ${tableOf(specOf(book))}`).one()
  return (within?.n ?? 0) * 3 >= (all?.n ?? 0)
}

function expectedColumns(book: string): string[] {
  const spec = specOf(book)
  const keys = new Set(expectedFields(spec).map(({ key }) => key))
  return columnsOf(spec).flatMap(({ key, column }) => (keys.has(key) ? [column] : []))
}

/** P2: filed, or handed over on paper, by the end of the officer's next duty day after the change. */
export function timelinessFacts(world: World, filled: ReadonlyMap<string, readonly FilledRow[]>): Fact[] {
  const lastDays = new Map<string, string>()
  return [...filled].flatMap(([book, rows]) =>
    registers.has(book)
      ? rows.flatMap(({ id, number, officer, date, state, filedAt, handedOverAt }): Fact[] => {
          const who = world.officers.get(officer)
          if (who === undefined) return []
          const key = `${officer}|${date}`
          let last = lastDays.get(key)
          if (last === undefined) lastDays.set(key, (last = nextDutyDayOf(who, date)))
          const end = endOfDay(last)
          const filed = filedAt < end
          const handed = handedOverAt !== null && handedOverAt < end
          const note = filed ? 'on-time' : handed ? 'handed-over-in-time' : 'late-entered'
          return [
            { officer, kind: 'entry', id, number, book, date, state, good: filed || handed ? 1 : 0, due: 1, note },
          ]
        })
      : [],
  )
}

const ends = new Map<string, string>()
/** The first instant after a day, Asia/Shanghai, as instants are written. */
function endOfDay(day: string): string {
  let end = ends.get(day)
  if (end === undefined) {
    if (ends.size > 2_000) ends.clear()
    ends.set(day, (end = startOfDay(addDays(day, 1))))
  }
  return end
}

export type BookQuality = { book: string; entries: number; expected: number; filled: number; declared: number }

/** P3: filled of expected fields. What was declared missing counts as filled up to a share, per officer and book. */
export function completenessFacts(
  world: World,
  filled: ReadonlyMap<string, readonly FilledRow[]>,
): { facts: Fact[]; quality: BookQuality[] } {
  const facts: Fact[] = []
  const quality: BookQuality[] = []
  for (const [book, all] of filled) {
    const columns = expectedColumns(book).length
    if (columns === 0) continue
    const rows = all.filter(({ state }) => !emptyStates.includes(state))
    for (const fact of creditDeclared(world, book, rows, columns)) facts.push(fact)
    const sum = (of: (row: FilledRow) => number): number => rows.reduce((total, row) => total + of(row), 0)
    quality.push({
      ...{ book, entries: rows.length, expected: rows.length * columns },
      ...{ filled: sum((row) => row.filled), declared: sum(({ declared }) => declared) },
    })
  }
  return { facts, quality }
}

/** Declared ones in the order of the days, until the share of the officer's expected fields in this book is used up. */
function creditDeclared(world: World, book: string, rows: readonly FilledRow[], expected: number): Fact[] {
  const totals = new Map<string, number>()
  for (const { officer } of rows) totals.set(officer, (totals.get(officer) ?? 0) + expected)
  const { num, den } = world.scheme.declaredMissingShare
  const left = new Map([...totals].map(([officer, total]) => [officer, Number((num * BigInt(total)) / den)]))
  const credits = new Map<string, number>()
  for (const { id, officer, declared } of rows.filter((row) => row.declared > 0).sort(byDayAndId)) {
    const mayStill = left.get(officer) ?? 0
    const credited = Math.min(declared, mayStill)
    left.set(officer, mayStill - credited)
    credits.set(id, credited)
  }
  return rows.map(({ officer, id, number, date, state, filled }): Fact => {
    const credited = credits.get(id) ?? 0
    const good = filled + credited
    const note = good < expected ? 'incomplete' : credited > 0 ? 'declared' : 'complete'
    return { officer, kind: 'entry', id, number, book, date, state, good, due: expected, note }
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
