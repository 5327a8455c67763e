import type { CountBinding } from '../../../src-contract/features/returns.shapes.ts'
import type { BookSpec } from '../../../src-domain/books/book.ts'
import { addDays } from '../../../src-domain/identifiers/calendar.ts'
import type { SqlValue } from '../../store/sql.ts'
import { columnsOf, tableOf } from '../ledger/book-tables.ts'

export type Span = { readonly from: string; readonly to: string }
export type Sql = { readonly text: string; readonly params: readonly SqlValue[] }

/** One entry behind a number. `amount` is only there where a field is added up. */
export type CountedEntry = {
  readonly id: string
  readonly version: number
  readonly state: string
  readonly amount?: number | string | null
}

/**
 * The entries that a count means, by entry id. The binding has been checked against the book (`countProblem`): names of columns come
 * from the definition, everything else is a parameter. Tables are joined in the order written, so that the period decides first.
 */
export function countSql(book: BookSpec, binding: CountBinding, span: Span): Sql {
  return binding.basis === 'end' && binding.state !== null
    ? standingAtEnd(book, binding, binding.state, span)
    : inPeriod(book, binding, span)
}

type Where = { readonly parts: string[]; readonly params: SqlValue[] }

/** What holds of the entry itself whatever the basis, and of its row in the book. */
function usual(book: BookSpec, { beat, stage, field, value, sum }: CountBinding): Where & { readonly joined: string } {
  const parts = ['e.book = ?', 'e.stage = ?']
  const params: SqlValue[] = [book.definition.id, stage]
  if (beat !== null) {
    parts.push('e.beat = ?')
    params.push(beat)
  }
  if (field !== null && value !== null) {
    const several = book.definition.fields.some((one) => one.key === field && one.kind === 'choices')
    const column = `b.${columnOf(book, field)}`
    parts.push(several ? `instr(',' || ${column} || ',', ',' || ? || ',') > 0` : `${column} = ?`)
    params.push(value)
  }
  const needsBook = field !== null || sum !== null
  return { parts, params, joined: needsBook ? `CROSS JOIN ${tableOf(book)} AS b ON b.entry_id = e.entry_id` : '' }
}

function inPeriod(book: BookSpec, binding: CountBinding, span: Span): Sql {
  const { parts, params, joined } = usual(book, binding)
  const [start, end] = [startOf(span.from), startOf(addDays(span.to, 1))]
  const shown = columns(book, binding)
  if (binding.basis === 'reached') {
    return {
      text: `SELECT DISTINCT ${shown.text} FROM entry_events AS v CROSS JOIN entries AS e ON e.entry_id = v.entry_id ${joined}
        WHERE v.at >= ? AND v.at < ? AND v.to_state = ? AND ${parts.join(' AND ')} ORDER BY e.entry_id`,
      params: [...shown.params, start, end, binding.state, ...params],
    }
  }
  const day: Where = { parts: [], params: [] }
  if (binding.basis === 'occurred') {
    day.parts.push('e.occurred_on >= ?', 'e.occurred_on <= ?')
    day.params.push(span.from, span.to)
  } else {
    if (binding.basis === 'filed') {
      day.parts.push('e.filed_at >= ?')
      day.params.push(start)
    }
    day.parts.push('e.filed_at < ?')
    day.params.push(end)
  }
  if (binding.state !== null) {
    day.parts.push('e.state = ?')
    day.params.push(binding.state)
  }
  return {
    text: `SELECT ${shown.text} FROM entries AS e ${joined}
      WHERE ${[...parts, ...day.parts].join(' AND ')} ORDER BY e.entry_id`,
    params: [...shown.params, ...params, ...day.params],
  }
}

/**
 * Entries that stood in a state when the period ended: those that stand so now and were not moved since, and those that the first
 * later step has moved out of it. Both parts begin at an index.
 */
function standingAtEnd(book: BookSpec, binding: CountBinding, state: string, span: Span): Sql {
  const { parts, params, joined } = usual(book, binding)
  const end = startOf(addDays(span.to, 1))
  const shown = columns(book, binding)
  const where = parts.join(' AND ')
  return {
    text: `SELECT ${shown.text} FROM entries AS e ${joined}
        WHERE ${where} AND e.state = ? AND e.filed_at < ?
          AND NOT EXISTS (SELECT 1 FROM entry_events AS v WHERE v.entry_id = e.entry_id AND v.at >= ?)
      UNION
      SELECT ${shown.text} FROM entry_events AS later CROSS JOIN entries AS e ON e.entry_id = later.entry_id ${joined}
        WHERE later.at >= ? AND ${where} AND e.filed_at < ?
          AND (SELECT v.from_state FROM entry_events AS v WHERE v.entry_id = e.entry_id AND v.at >= ?
            ORDER BY v.at, v.event_id LIMIT 1) = ?
      ORDER BY 1`,
    params: [...[...shown.params, ...params, state, end, end], ...[...shown.params, end, ...params, end, end, state]],
  }
}

/** A count that names a state keeps that one, whatever has become of the entry since. */
function columns(book: BookSpec, { state, sum }: CountBinding): Sql {
  const amount = sum === null ? '' : `, b.${columnOf(book, sum)} AS amount`
  return {
    text: `e.entry_id AS id, e.version AS version, ${state === null ? 'e.state' : '?'} AS state${amount}`,
    params: state === null ? [] : [state],
  }
}

function columnOf(book: BookSpec, key: string): string {
  const column = columnsOf(book).find((one) => one.key === key)?.column
  if (column === undefined) throw new TypeError('a count of a field that the book keeps elsewhere')
  return column
}

/** The instant at which a day begins in Asia/Shanghai, which has had no summer time since 1991. */
function startOf(day: string): string {
  return new Date(`${day}T00:00:00+08:00`).toISOString()
}
