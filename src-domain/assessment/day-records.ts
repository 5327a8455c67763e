import type { DayRecords, EvidenceItem, SnapshotDay } from '../../src-contract/features/assessment.snapshot.ts'
import type { LocalDate } from '../../src-contract/ids.ts'
import type { Fraction } from '../scoring/fraction.ts'
import { emptyStates, registers } from './expected-fields.ts'

/** Records of a day in the columns of `DayRecords`. */
export type DayRow = DayRecords['books'][string]['rows'][number]

/**
 * What one book of an officer's day adds up to, without the officer's roster and without the scheme. As it is kept: a run reads tens of
 * thousands.
 */
export type BookFigures = readonly [
  book: string,
  /** Entries about which there is something to be complete. */
  records: number,
  filled: number,
  declared: number,
  /** Of a register: how many changes were entered (filed or handed over, whichever was earlier) on which day. */
  entered: readonly (readonly [day: string, changes: number])[],
]

/** @param rows of one book and one day */
export function figuresOfRows(book: string, rows: readonly DayRow[]): BookFigures {
  let [records, filled, declared] = [0, 0, 0]
  const entered = new Map<string, number>()
  for (const [, , state, has, says, filedOn, handedOn] of rows) {
    if (registers.has(book)) {
      const on = handedOn !== null && handedOn < filedOn ? handedOn : filedOn
      entered.set(on, (entered.get(on) ?? 0) + 1)
    }
    if (emptyStates.includes(state)) continue
    records += 1
    filled += has
    declared += says
  }
  return [book, records, filled, declared, [...entered].sort(([a], [b]) => (a < b ? -1 : 1))]
}

/** Fields of one officer and book that may be declared missing and yet count: a share of those expected, rounded down. */
export function declaredAllowed(expected: number, { num, den }: Fraction): number {
  return Number((num * BigInt(expected)) / den)
}

type OfDay = { readonly line: Pick<SnapshotDay, 'date' | 'part' | 'inTimeBy'>; readonly records: DayRecords }

/** P2: the records behind the changes, by day and id. */
export function timelinessItems(days: readonly OfDay[]): EvidenceItem[] {
  return days.flatMap(({ line, records }) =>
    byId(
      Object.entries(records.books)
        .filter(([book]) => registers.has(book))
        .flatMap(([book, { rows }]) =>
          rows.map(([id, number, state, , , filedOn, handedOn]): EvidenceItem => {
            const filed = filedOn <= line.inTimeBy
            const handed = handedOn !== null && handedOn <= line.inTimeBy
            const note = filed ? 'on-time' : handed ? 'handed-over-in-time' : 'late-entered'
            return { ...head(line, book, id, number, state), good: filed || handed ? 1 : 0, due: 1, note }
          }),
        ),
    ),
  )
}

/**
 * P3: the records behind the fields, by day and id. What was declared missing counts in the order of the days and ids until the share of
 * the officer's expected fields in this book is used up.
 *
 * @param days all of the period, in order
 */
export function completenessItems(days: readonly OfDay[], share: Fraction): EvidenceItem[] {
  const expectedOf = new Map<string, number>()
  for (const { records } of days)
    for (const [book, { expected, rows }] of Object.entries(records.books))
      expectedOf.set(book, (expectedOf.get(book) ?? 0) + expected * rows.filter(isRecord).length)
  const left = new Map([...expectedOf].map(([book, expected]) => [book, declaredAllowed(expected, share)]))
  return days.flatMap(({ line, records }) =>
    byId(
      Object.entries(records.books)
        .filter(([, { expected }]) => expected > 0)
        .flatMap(([book, { expected, rows }]) =>
          rows.filter(isRecord).map(([id, number, state, filled, declared]): EvidenceItem => {
            const mayStill = left.get(book) ?? 0
            const credited = Math.min(declared, mayStill)
            left.set(book, mayStill - credited)
            const good = filled + credited
            const note = good < expected ? 'incomplete' : credited > 0 ? 'declared' : 'complete'
            return { ...head(line, book, id, number, state), good, due: expected, note }
          }),
        ),
    ),
  )
}

const isRecord = ([, , state]: DayRow): boolean => !emptyStates.includes(state)

function head({ date, part }: OfDay['line'], book: string, id: string, number: string, state: string) {
  return { kind: 'entry' as const, id, number, book, date: date as LocalDate, state, part }
}

function byId(items: EvidenceItem[]): EvidenceItem[] {
  return items.sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0))
}
