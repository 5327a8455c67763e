import type { OutputOf, ParsedInputOf } from '../../../src-contract/contract.ts'
import { Stage } from '../../../src-contract/features/ledger.shapes.ts'
import type { EntryId, Instant, LocalDate, Version } from '../../../src-contract/ids.ts'
import type { BookSpec, Values } from '../../../src-domain/books/book.ts'
import { booksById } from '../../../src-domain/books/books.ts'
import { maskValue } from '../../../src-domain/books/mask-values.ts'
import { addDays } from '../../../src-domain/identifiers/calendar.ts'
import { ftsQueryForText } from '../../../src-domain/text/bigrams.ts'
import type { ReadDb, SqlValue } from '../../store/sql.ts'
import { valuesOf } from './book-rows.repo.ts'
import { columnsOf, searchTableOf, tableOf } from './book-tables.ts'
import { soonDays } from './due-days.ts'
import { filterSql, type Sql } from './list-filters.ts'
import { handledSql } from '../handover/handover.facts.ts'
import { statesForAnother, type Reach } from './reach.rules.ts'

export type ListInput = ParsedInputOf<'ledger.list'> & {
  readonly reach: Reach
  /** Calendar date in Asia/Shanghai, for what is due. */
  readonly today: string
}
type EntryRow = OutputOf<'ledger.list'>['rows'][number]

/** One page of a book, every personal value masked, and how many entries match. Runs in a read-only worker. */
export function listEntries(db: ReadDb, input: ListInput): { rows: EntryRow[]; total: number } {
  const book = booksById.get(input.book)
  if (book === undefined) return { rows: [], total: 0 }
  return db.snapshot(() => {
    const { ids, count } = listSql(book, input, isBroad(db, book, input))
    const found = db.prepare<SqlValue[], { id: string }>(ids.text).all(...ids.params)
    return {
      rows: db
        .prepare<[string], Record<string, SqlValue>>(rowsSql(book))
        .all(JSON.stringify(found.map((row) => row.id)))
        .map((row) => shown(book, row)),
      total: countOf(db, count),
    }
  })
}

/** What was counted on a reader's connection, for as long as nobody has committed anything: all pages of a list ask for the same. */
const counted = new WeakMap<ReadDb, { readonly version: number; readonly counts: Map<string, number> }>()
const mostCounted = 50

function countOf(db: ReadDb, { text, params }: Sql): number {
  // A connection does not see its own commits in the version.
  if (db.prepare<[], { query_only: number }>('PRAGMA query_only').one()?.query_only !== 1)
    return countNow(db, text, params)
  const version = db.prepare<[], { data_version: number }>('PRAGMA data_version').one()?.data_version ?? -1
  let known = counted.get(db)
  if (known === undefined || known.version !== version || known.counts.size >= mostCounted) {
    known = { version, counts: new Map() }
    counted.set(db, known)
  }
  const key = JSON.stringify([text, params])
  const before = known.counts.get(key)
  if (before !== undefined) return before
  const n = countNow(db, text, params)
  known.counts.set(key, n)
  return n
}

function countNow(db: ReadDb, text: string, params: readonly SqlValue[]): number {
  return db.prepare<SqlValue[], { n: number }>(text).one(...params)?.n ?? 0
}

/** The rows of a page, once it is known which: what decides that is read from indexes alone, and a row is wide. */
export function rowsSql(book: BookSpec): string {
  const own = columnsOf(book).map(({ column }) => `b.${column} AS b_${column}`)
  return `SELECT e.*, o.name AS officer_name, ${own.join(', ')}
    FROM json_each(?) AS wanted CROSS JOIN entries AS e ON e.entry_id = wanted.value
      CROSS JOIN ${tableOf(book)} AS b ON b.entry_id = e.entry_id CROSS JOIN accounts AS o ON o.account_id = e.officer_id
    ORDER BY wanted.key`
}

/** From so many on it is cheaper to walk the list in its order and look whether each entry is among them. */
const broadFrom = 2_000

/** Whether the text, or else the conditions on the book's columns, hold for so many that these are better not gone through one by one. */
export function isBroad(db: ReadDb, book: BookSpec, input: Pick<ListInput, 'text' | 'filters'>): boolean {
  const match = ftsQueryForText(input.text?.trim() ?? '')
  const search = searchTableOf(book)
  const own = input.filters.map((filter) => filterSql(book, filter)).filter((one) => one.usesBook)
  if (match === null && own.length === 0) return false
  const found =
    match === null
      ? `SELECT 1 FROM ${tableOf(book)} AS b WHERE ${own.map((one) => one.text).join(' AND ')}`
      : `SELECT 1 FROM ${search} WHERE ${search} MATCH ?`
  const counted = db
    .prepare<SqlValue[], { n: number }>(`SELECT count(*) AS n FROM (${found} LIMIT ${broadFrom})`)
    .one(...(match === null ? own.flatMap((one) => [...one.params]) : [match]))
  return (counted?.n ?? 0) >= broadFrom
}

/**
 * The statements of a list, for running and for looking at their query plan.
 *
 * @param broad what `isBroad` says; either finds the same
 */
export function listSql(book: BookSpec, input: ListInput, broad = false): { ids: Sql; count: Sql } {
  const order = orderOf(book, input)
  const where = conditions(book, input, broad)
  const counted = conditions(book, { ...input, sort: undefined }, broad)
  const officer = order.startsWith('o.') ? 'JOIN accounts AS o ON o.account_id = e.officer_id' : ''
  return {
    ids: {
      text: `SELECT e.entry_id AS id ${fromOf(book, input, broad, where, order)} ${officer}
        WHERE ${where.text} ORDER BY ${order} LIMIT ? OFFSET ?`,
      params: [...where.params, input.limit, input.offset],
    },
    count: {
      text: `SELECT count(*) AS n ${fromOf(book, input, broad, counted, null)} WHERE ${counted.text}`,
      params: counted.params,
    },
  }
}

/** In which order the tables are gone through (CROSS JOIN keeps it). @param order null: it is only counted */
function fromOf(book: BookSpec, input: ListInput, broad: boolean, where: Conditions, order: string | null): string {
  const table = tableOf(book)
  const search = searchTableOf(book)
  if (where.searches && !broad) {
    return `FROM ${search} CROSS JOIN ${table} AS b ON b.row_id = ${search}.rowid
      CROSS JOIN entries AS e ON e.entry_id = b.entry_id`
  }
  const { state, from, to, due, stage } = input
  const fewEntries = [state, from, to, due, stage].some((one) => one !== undefined)
  const bookFirst =
    where.filtersBook && !where.searches
      ? // What is counted is gone through anyway, by the index of the column; a page only where little is found.
        order === null
        ? !fewEntries
        : !broad
      : false
  // Sorted by a column of the book: its index is walked in order, so that the first page is not preceded by a sort of the whole book.
  if (bookFirst || order?.startsWith('b.') === true) {
    return `FROM ${table} AS b CROSS JOIN entries AS e ON e.entry_id = b.entry_id`
  }
  return where.usesBook ? `FROM entries AS e CROSS JOIN ${table} AS b ON b.entry_id = e.entry_id` : 'FROM entries AS e'
}

type Conditions = Sql & {
  /** The book's table has to be looked into, for the text or for a column. */
  readonly usesBook: boolean
  readonly filtersBook: boolean
  readonly searches: boolean
}

function conditions(book: BookSpec, input: ListInput, broad: boolean): Conditions {
  const id = book.definition.id
  const byNumber = input.sort?.by === 'number'
  // Numbers begin with their book: their own index is walked, and the plus keeps the book's from being taken instead.
  const parts = byNumber ? ['+e.book = ?', 'e.number >= ?', 'e.number < ?'] : ['e.book = ?']
  const params: SqlValue[] = byNumber ? [id, `${id}-`, `${id}.`] : [id]
  const add = (text: string, ...values: SqlValue[]): void => {
    parts.push(text)
    params.push(...values)
  }
  if (input.stage === undefined) add(`e.stage <> 'voided'`)
  else add('e.stage = ?', input.stage)
  if (input.state !== undefined) add('e.state = ?', input.state)
  if (input.from !== undefined) add('e.occurred_on >= ?', input.from)
  if (input.to !== undefined) add('e.occurred_on <= ?', input.to)
  if (input.due === 'overdue') add('e.due_on < ?', input.today)
  if (input.due === 'soon') add('e.due_on >= ? AND e.due_on <= ?', input.today, addDays(input.today, soonDays))
  if (!input.reach.all) {
    const reached = reachSql(book, input.reach)
    add(reached.text, ...reached.params)
  }
  const filters = input.filters.map((filter) => filterSql(book, filter))
  for (const { text, params: values } of filters) add(text, ...values)
  const filtersBook = filters.some((one) => one.usesBook)
  const typed = (input.text?.trim() ?? '') !== ''
  const match = ftsQueryForText(input.text?.trim() ?? '')
  const search = searchTableOf(book)
  // Nothing in the text can be searched for: nothing is found, rather than everything.
  if (typed && match === null) add('FALSE')
  // The plus: otherwise all that match are gone through again for each entry.
  else if (match !== null && broad) add(`+b.row_id IN (SELECT rowid FROM ${search} WHERE ${search} MATCH ?)`, match)
  else if (match !== null) add(`${search} MATCH ?`, match)
  return {
    text: parts.join(' AND '),
    params,
    usesBook: filtersBook || match !== null,
    filtersBook,
    searches: match !== null,
  }
}

/** Own beats and own cases, and what waits for somebody who does not answer for it. */
function reachSql(book: BookSpec, { beats, accountId }: Extract<Reach, { all: false }>): Sql {
  const states = statesForAnother(book.definition)
  const inList = (column: string, values: readonly string[]): string[] =>
    values.length === 0 ? [] : [`${column} IN (${values.map(() => '?').join(', ')})`]
  const parts = [
    ...inList('e.beat', beats),
    'e.officer_id = ?',
    'e.typist_id = ?',
    'e.entry_id IN (SELECT entry_id FROM entry_helpers WHERE account_id = ?)',
    handledSql,
    ...inList('e.state', states),
  ]
  return { text: `(${parts.join(' OR ')})`, params: [...beats, accountId, accountId, accountId, accountId, ...states] }
}

const ofEntry: ReadonlyMap<string, string> = new Map([
  ['occurredOn', 'e.occurred_on'],
  ['filedAt', 'e.filed_at'],
  ['number', 'e.number'],
  ['state', 'e.state'],
  ['beat', 'e.beat'],
  ['officer', 'o.name'],
  ['due', 'e.due_on'],
])

/** Names of columns come from the definition only; what was asked for and is no column sorts as the book does. */
function orderOf(book: BookSpec, input: ListInput): string {
  const { columns, sort } = book.definition.list
  const own = columnsOf(book).find(({ key }) => key === input.sort?.by && columns.includes(key))
  const asked = input.sort === undefined ? undefined : ofEntry.get(input.sort.by)
  const column = own === undefined ? asked : `b.${own.column}`
  const descending = column === undefined || input.sort === undefined ? true : input.sort.descending
  const direction = descending ? 'DESC' : 'ASC'
  const chosen = column ?? ofEntry.get(sort) ?? 'e.occurred_on'
  // The second key makes pages stable; taken from the same table as the first, so that one index serves both.
  return `${chosen} ${direction}, ${chosen.startsWith('b.') ? 'b' : 'e'}.entry_id ${direction}`
}

function shown(book: BookSpec, row: Record<string, SqlValue>): EntryRow {
  const own = Object.fromEntries(columnsOf(book).map(({ column }) => [column, row[`b_${column}`] ?? null]))
  const values: Values = {
    ...valuesOf(book, own),
    occurredOn: String(row['occurred_on']),
    beat: String(row['beat']),
    officer: String(row['officer_name']),
  }
  const columns: Record<string, string> = {}
  for (const key of book.definition.list.columns) {
    const field = book.definition.fields.find((one) => one.key === key)
    const value = values[key]
    if (field !== undefined && value !== undefined) columns[key] = maskValue(field, value)
  }
  return {
    entryId: String(row['entry_id']) as EntryId,
    book: book.definition.id,
    number: String(row['number']),
    version: Number(row['version']) as Version,
    state: String(row['state']),
    occurredOn: String(row['occurred_on']) as LocalDate,
    filedAt: String(row['filed_at']) as Instant,
    beat: String(row['beat']),
    officerName: String(row['officer_name']),
    stage: Stage.parse(row['stage']),
    due: row['due_on'] === null ? null : { kind: String(row['due_kind']), on: String(row['due_on']) as LocalDate },
    columns,
  }
}
