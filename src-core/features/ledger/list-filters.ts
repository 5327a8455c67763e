import type { z } from 'zod'
import type { BookField } from '../../../src-contract/books.ts'
import type { ListFilter } from '../../../src-contract/features/ledger.shapes.ts'
import type { BookSpec } from '../../../src-domain/books/book.ts'
import { addDays } from '../../../src-domain/identifiers/calendar.ts'
import { startOfDay } from '../../clock.ts'
import type { SqlValue } from '../../store/sql.ts'
import { columnsOf } from './book-tables.ts'

export type Sql = { readonly text: string; readonly params: readonly SqlValue[] }
type Filter = z.infer<typeof ListFilter>

/** Columns of `entries` that can be asked for; `officer` is the account. */
const ofEntry: ReadonlyMap<string, string> = new Map([
  ['occurredOn', 'e.occurred_on'],
  ['number', 'e.number'],
  ['state', 'e.state'],
  ['beat', 'e.beat'],
  ['officer', 'e.officer_id'],
  ['due', 'e.due_on'],
])

/** One condition of a list. Names of columns come from the definition only; what is no column finds nothing, rather than everything. */
export function filterSql(book: BookSpec, { field, op, value }: Filter): Sql & { readonly usesBook: boolean } {
  if (field === 'filedAt') return { ...filedSql(op, value), usesBook: false }
  const common = ofEntry.get(field)
  const own = columnsOf(book).find((one) => one.key === field)
  const column = common ?? (own === undefined ? undefined : `b.${own.column}`)
  if (column === undefined) return { ...nothing, usesBook: false }
  const spec = book.definition.fields.find((one) => one.key === field)
  const isList = spec?.kind === 'choices' || spec?.kind === 'accounts'
  return { ...conditionSql(column, op, typed(spec, value), isList), usesBook: common === undefined }
}

/** Whether a list's conditions name somebody: a text, or a value of a personal field. */
export function asksForSomebody(
  book: BookSpec,
  { text, filters }: { readonly text?: string | undefined; readonly filters: readonly Filter[] },
): boolean {
  if ((text ?? '').trim() !== '') return true
  const personal = new Set(book.definition.fields.filter((field) => field.personal).map((field) => field.key))
  return filters.some(({ field, op }) => personal.has(field) && op !== 'empty' && op !== 'not-empty')
}

const nothing: Sql = { text: 'FALSE', params: [] }

function conditionSql(column: string, op: Filter['op'], value: string | number, isList: boolean): Sql {
  const within = `instr(',' || ${column} || ',', ',' || ? || ',') > 0`
  switch (op) {
    case 'is':
      return { text: isList ? within : `${column} = ?`, params: [value] }
    case 'is-not':
      return { text: `(${column} IS NULL OR NOT (${isList ? within : `${column} = ?`}))`, params: [value] }
    case 'contains':
      return { text: `${column} LIKE ? ESCAPE '\\'`, params: [`%${String(value).replace(/[\\%_]/g, '\\$&')}%`] }
    case 'from':
      return { text: `${column} >= ?`, params: [value] }
    case 'to':
      return { text: `${column} <= ?`, params: [value] }
    case 'empty':
      return { text: `${column} IS NULL`, params: [] }
    case 'not-empty':
      return { text: `${column} IS NOT NULL`, params: [] }
  }
}

/** The day of filing: instants are kept, days are asked for. */
function filedSql(op: Filter['op'], value: string): Sql {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value) || Number.isNaN(Date.parse(value))) return nothing
  const since = startOfDay(value)
  const until = startOfDay(addDays(value, 1))
  if (op === 'is') return { text: '(e.filed_at >= ? AND e.filed_at < ?)', params: [since, until] }
  if (op === 'from') return { text: 'e.filed_at >= ?', params: [since] }
  return op === 'to' ? { text: 'e.filed_at < ?', params: [until] } : nothing
}

/** A number column holds numbers, and compares as one. */
function typed(field: BookField | undefined, value: string): string | number {
  return field?.kind === 'number' && /^[0-9]+$/.test(value) ? Number(value) : value
}
