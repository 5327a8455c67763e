import type { ReadDb } from '../../store/sql.ts'
import { byDayAndId, entryRows, eventFields, type EntryRow } from './entry-rows.ts'
import {
  newestTouch,
  staleDays,
  storedDays,
  storedEvents,
  touchedSince,
  type KeptDay,
  type Records,
} from './kept-days.repo.ts'
import { ledgerDays, type LedgerDay } from './ledger-days.ts'

/**
 * The ledger by officer and day, as an assessment reads it: days that are kept and were not touched since are taken as they are, all others
 * are computed from the ledger. The answers are those of a ledger without anything kept.
 */
export type Days = {
  /** Entries of a book of `eventFields`, of all officers and days, by day and id. */
  events(book: string): readonly EntryRow[]
  /** Figures of an officer's days, or of everybody's; by officer and day. */
  figures(span: Span, officer: string | null): readonly KeptDay[]
  /** Records of days that were computed now and are not kept, of those that were asked for. */
  fresh(): readonly Records[]
}
type Span = { readonly from: string; readonly to: string }

/** More stale days than this, and a whole book is read faster at once. */
const manyStale = 400
/** Days of one officer are read one by one up to so many. */
const fewDays = 12

const keyOf = (officer: string, day: string): string => `${officer}|${day}`

export function openDays(db: ReadDb): Days {
  const fresh = new Map<string, LedgerDay>()
  const memory = upToDate(db)
  return {
    events: (book) => memory.events(book),
    figures: (span, officer) =>
      officer === null ? everybodysFigures(db, span, fresh) : memory.figures(db, span, officer, fresh),
    fresh: () => [...fresh.values()],
  }
}

function everybodysFigures(db: ReadDb, span: Span, fresh: Map<string, LedgerDay>): KeptDay[] {
  const stale = staleDays(db).filter(({ day }) => span.from <= day && day <= span.to)
  const again = new Set(stale.map(({ officer, day }) => keyOf(officer, day)))
  const stored = storedDays(db, span, null).filter(({ officer, day }) => !again.has(keyOf(officer, day)))
  const byOfficer = new Map<string, string[]>()
  for (const { officer, day } of stale) {
    const days = byOfficer.get(officer)
    if (days === undefined) byOfficer.set(officer, [day])
    else days.push(day)
  }
  const computed = [...byOfficer].flatMap(([officer, days]) => computeDays(db, officer, days))
  for (const day of computed) fresh.set(day.sha256, day)
  return [...stored, ...computed].sort(byOfficerAndDay)
}

/** @param days in order */
export function computeDays(db: ReadDb, officer: string, days: readonly string[]): LedgerDay[] {
  const [from, to] = [days[0], days.at(-1)]
  if (from === undefined || to === undefined) return []
  if (days.length <= fewDays) return days.flatMap((day) => ledgerDays(db, officer, { from: day, to: day }))
  const asked = new Set(days)
  return ledgerDays(db, officer, { from, to }).filter(({ day }) => asked.has(day))
}

function byOfficerAndDay(a: KeptDay, b: KeptDay): number {
  return a.officer < b.officer ? -1 : a.officer > b.officer ? 1 : a.day < b.day ? -1 : a.day > b.day ? 1 : 0
}

const memories = new WeakMap<ReadDb, Memory>()

function upToDate(db: ReadDb): Memory {
  let memory = memories.get(db)
  if (memory === undefined) memories.set(db, (memory = new Memory(db)))
  else memory.follow(db)
  return memory
}

/**
 * What a thread has read, for the next question: the running period is asked for after each entry. Only what was touched since is read
 * again.
 */
class Memory {
  /** The last touch that is known of. */
  #seq: number
  /** Of each book by day, each day by id. */
  readonly #events = new Map<string, Map<string, EntryRow[]>>()
  readonly #inOrder = new Map<string, readonly EntryRow[]>()
  /** Days that are kept otherwise than they are now. */
  readonly #stale = new Map<string, Set<string>>()
  readonly #figures = new Map<string, { span: Span; days: Map<string, KeptDay | LedgerDay | null> }>()

  constructor(db: ReadDb) {
    this.#seq = newestTouch(db)
    const stale = staleDays(db)
    for (const { officer, day } of stale) this.#isStale(officer, day)
    if (stale.length > manyStale) {
      for (const book of Object.keys(eventFields)) this.#readBook(db, book)
      return
    }
    for (const book of Object.keys(eventFields)) this.#events.set(book, new Map())
    for (const { officer, day, events } of storedEvents(db))
      if (this.#stale.get(officer)?.has(day) !== true) for (const row of events) this.#dayOf(row.book, day).push(row)
    for (const { officer, day } of stale)
      for (const book of Object.keys(eventFields))
        this.#dayOf(book, day).push(...entryRows(db, book, { officer, days: { from: day, to: day } }))
    for (const days of this.#events.values()) for (const rows of days.values()) rows.sort(byDayAndId)
  }

  follow(db: ReadDb): void {
    const touched = touchedSince(db, this.#seq)
    const books = new Map<string, { officer: string; day: string }[]>()
    for (const { officer, day, book, seq } of touched) {
      this.#seq = seq
      this.#isStale(officer, day)
      this.#figures.get(officer)?.days.delete(day)
      if (eventFields[book] === undefined) continue
      const days = books.get(book)
      if (days === undefined) books.set(book, [{ officer, day }])
      else days.push({ officer, day })
    }
    for (const [book, days] of books) {
      this.#inOrder.delete(book)
      if (days.length > manyStale) this.#readBook(db, book)
      else for (const { officer, day } of days) this.#readDay(db, book, officer, day)
    }
  }

  events(book: string): readonly EntryRow[] {
    const known = this.#inOrder.get(book)
    if (known !== undefined) return known
    const days = [...(this.#events.get(book) ?? [])].sort(([a], [b]) => (a < b ? -1 : 1))
    const rows = days.flatMap(([, of]) => of)
    this.#inOrder.set(book, rows)
    return rows
  }

  figures(db: ReadDb, span: Span, officer: string, fresh: Map<string, LedgerDay>): KeptDay[] {
    const stale = this.#stale.get(officer)
    let known = this.#figures.get(officer)
    if (known === undefined || known.span.from !== span.from || known.span.to !== span.to) {
      const stored = storedDays(db, span, officer).filter(({ day }) => stale?.has(day) !== true)
      known = { span, days: new Map(stored.map((one) => [one.day, one])) }
      this.#figures.set(officer, known)
    }
    const { days } = known
    const again = [...(stale ?? [])].filter((day) => span.from <= day && day <= span.to && !days.has(day)).sort()
    const computed = new Map(computeDays(db, officer, again).map((one) => [one.day, one]))
    for (const day of again) days.set(day, computed.get(day) ?? null)
    const found = [...days.values()].filter((day) => day !== null).sort(byOfficerAndDay)
    for (const day of found) if ('records' in day) fresh.set(day.sha256, day)
    return found
  }

  #isStale(officer: string, day: string): void {
    const days = this.#stale.get(officer)
    if (days === undefined) this.#stale.set(officer, new Set([day]))
    else days.add(day)
  }

  #dayOf(book: string, day: string): EntryRow[] {
    const days = this.#events.get(book) ?? new Map<string, EntryRow[]>()
    this.#events.set(book, days)
    let rows = days.get(day)
    if (rows === undefined) days.set(day, (rows = []))
    return rows
  }

  #readBook(db: ReadDb, book: string): void {
    const days = new Map<string, EntryRow[]>()
    for (const row of entryRows(db, book, null)) {
      const rows = days.get(row.date)
      if (rows === undefined) days.set(row.date, [row])
      else rows.push(row)
    }
    this.#events.set(book, days)
  }

  #readDay(db: ReadDb, book: string, officer: string, day: string): void {
    const others = this.#dayOf(book, day).filter((row) => row.officer !== officer)
    const own = entryRows(db, book, { officer, days: { from: day, to: day } })
    this.#events.get(book)?.set(day, [...others, ...own].sort(byDayAndId))
  }
}
