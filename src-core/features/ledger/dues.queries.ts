import type { BookId } from '../../../src-contract/books.ts'
import type { EntryId, LocalDate } from '../../../src-contract/ids.ts'
import { books } from '../../../src-domain/books/books.ts'
import { addDays } from '../../../src-domain/identifiers/calendar.ts'
import type { ReadDb, SqlValue } from '../../store/sql.ts'
import { soonDays } from './due-days.ts'
import { handledSql } from '../handover/handover.facts.ts'
import type { Sql } from './list-filters.ts'
import { statesForAnother, type Reach } from './reach.rules.ts'

export type DuesInput = { readonly reach: Reach; readonly today: string }

export type DueEntry = {
  entryId: EntryId
  book: BookId
  number: string
  state: string
  kind: string
  on: LocalDate
}

export type Dues = { readonly rows: DueEntry[]; readonly overdue: number; readonly total: number }

/** Rows of the home page; what is overdue never takes more than half of them from what is still coming. */
const rowsAtMost = 50

/** What is overdue and what is due within a week, by day, as far as the caller's reach goes. Runs in a read-only worker. */
export function duesDue(db: ReadDb, input: DuesInput): Dues {
  const { overdue, soon, countOverdue, countSoon } = duesSql(input)
  const rowsOf = (sql: Sql, limit: number): DueEntry[] =>
    db.prepare<SqlValue[], DueEntry>(`${sql.text} LIMIT ?`).all(...sql.params, limit)
  const count = (sql: Sql): number => db.prepare<SqlValue[], { n: number }>(sql.text).one(...sql.params)?.n ?? 0
  return db.snapshot(() => {
    const [late, coming] = [count(countOverdue), count(countSoon)]
    const lateRows = rowsOf(overdue, Math.max(rowsAtMost / 2, rowsAtMost - coming))
    return {
      rows: [...lateRows.reverse(), ...rowsOf(soon, rowsAtMost - lateRows.length)],
      overdue: late,
      total: late + coming,
    }
  })
}

/** The statements, for running and for looking at their plans. Overdue ones come latest first, so that the newest are shown. */
export function duesSql({ reach, today }: DuesInput): Record<'overdue' | 'soon' | 'countOverdue' | 'countSoon', Sql> {
  const reached = reachSql(reach)
  const select = `SELECT d.entry_id AS entryId, e.book, e.number, e.state, d.kind, d.due_on AS "on"
    FROM entry_dues AS d CROSS JOIN entries AS e ON e.entry_id = d.entry_id`
  const count = reach.all
    ? 'SELECT count(*) AS n FROM entry_dues AS d'
    : 'SELECT count(*) AS n FROM entry_dues AS d CROSS JOIN entries AS e ON e.entry_id = d.entry_id'
  const late = { text: `d.done = 0 AND d.due_on < ? ${reached.text}`, params: [today, ...reached.params] }
  const coming = {
    text: `d.done = 0 AND d.due_on >= ? AND d.due_on <= ? ${reached.text}`,
    params: [today, addDays(today, soonDays), ...reached.params],
  }
  return {
    overdue: { text: `${select} WHERE ${late.text} ORDER BY d.due_on DESC, d.entry_id DESC`, params: late.params },
    soon: { text: `${select} WHERE ${coming.text} ORDER BY d.due_on, d.entry_id`, params: coming.params },
    countOverdue: { text: `${count} WHERE ${late.text}`, params: late.params },
    countSoon: { text: `${count} WHERE ${coming.text}`, params: coming.params },
  }
}

function reachSql(reach: Reach): Sql {
  if (reach.all) return { text: '', params: [] }
  const { beats, accountId } = reach
  const parts = [
    'e.officer_id = ?',
    'e.typist_id = ?',
    'e.entry_id IN (SELECT entry_id FROM entry_helpers WHERE account_id = ?)',
    handledSql,
  ]
  const params: string[] = [accountId, accountId, accountId, accountId]
  if (beats.length > 0) {
    parts.push(`e.beat IN (${beats.map(() => '?').join(', ')})`)
    params.push(...beats)
  }
  for (const { definition } of books) {
    const states = statesForAnother(definition)
    if (states.length === 0) continue
    parts.push(`(e.book = ? AND e.state IN (${states.map(() => '?').join(', ')}))`)
    params.push(definition.id, ...states)
  }
  return { text: `AND (${parts.join(' OR ')})`, params }
}
