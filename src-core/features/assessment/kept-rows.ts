import type { ReadDb } from '../../store/sql.ts'
import { byDayAndId, type DatedRow, type Days } from './entry-rows.ts'

/** Of how many questions the answers are kept: a running period of one officer asks fewer than twenty. */
const mostKept = 60

type Kept = {
  /** The last touch that the rows know of. */
  seq: number
  readonly byDay: Map<string, readonly DatedRow[]>
  rows: readonly DatedRow[]
}
const kept = new WeakMap<ReadDb, Map<string, Kept>>()

export type Question<T extends DatedRow> = {
  /** Tells this question from all others. */
  readonly name: string
  readonly book: string
  readonly days: Days
  /** null: of all officers. */
  readonly officer: string | null
  ask(days: Days, officer: string | null): T[]
}

/**
 * The answer to a question about a book, kept in this thread: of what was answered before, only the officers' days that were touched
 * since are read again. The figures of a running period are asked for after each entry.
 */
export function keptRows<T extends DatedRow>(db: ReadDb, question: Question<T>): readonly T[] {
  const { name, book, days, officer } = question
  const answers = kept.get(db) ?? new Map<string, Kept>()
  kept.set(db, answers)
  const key = JSON.stringify([name, book, days, officer])
  const known = answers.get(key)
  const seq = db.prepare<[], { seq: number }>('SELECT coalesce(max(seq), 0) AS seq FROM entry_touches').one()?.seq ?? 0
  if (known === undefined) {
    const rows = question.ask(days, officer)
    if (answers.size >= mostKept) answers.clear()
    answers.set(key, { seq, byDay: byDay(rows), rows })
    return rows
  }
  if (known.seq < seq) bringUpToDate(db, known, question)
  known.seq = seq
  return known.rows as readonly T[]
}

const dayKey = (officer: string, day: string): string => `${officer}|${day}`

function byDay<T extends DatedRow>(rows: readonly T[]): Map<string, T[]> {
  const days = new Map<string, T[]>()
  for (const row of rows) {
    const key = dayKey(row.officer, row.date)
    const day = days.get(key)
    if (day === undefined) days.set(key, [row])
    else day.push(row)
  }
  return days
}

function bringUpToDate<T extends DatedRow>(db: ReadDb, known: Kept, question: Question<T>): void {
  const touched = db
    .prepare<[number, string], { officer: string; day: string }>(
      'SELECT officer_id AS officer, day FROM entry_touches WHERE seq > ? AND book = ?',
    )
    .all(known.seq, question.book)
    .filter(({ officer }) => question.officer === null || officer === question.officer)
    .filter(({ day }) => question.days === null || (question.days.from <= day && day <= question.days.to))
  if (touched.length === 0) return
  for (const { officer, day } of touched)
    known.byDay.set(dayKey(officer, day), question.ask({ from: day, to: day }, officer))
  known.rows = [...known.byDay.values()].flat().sort(byDayAndId)
}
