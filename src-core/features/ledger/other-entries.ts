import { isDeclaredMissing } from '../../../src-domain/books/absence.ts'
import { isDay } from '../../../src-domain/books/days.ts'
import type { BookSpec, Unique, Values } from '../../../src-domain/books/book.ts'
import { books } from '../../../src-domain/books/books.ts'
import type { ElsewhereEntry, OtherEntry, ShiftFact } from '../../../src-domain/books/facts.ts'
import { addDays } from '../../../src-domain/identifiers/calendar.ts'
import type { ReadDb, SqlValue } from '../../store/sql.ts'
import { columnsOf, tableOf } from './book-tables.ts'

/** What the checks ask of other entries; each answer comes from an index, which a test looks at. */

const atMost = 5
/**
 * Looked at before the newest are chosen: hardly ever are there more than two, and a sort in SQL costs more than all the rest. Written
 * into the statements: SQLite plans a statement with a bound LIMIT again each time it runs, which costs as much as thirty look-ups.
 */
const lookedAt = 50

function newest<E extends OtherEntry>(entries: readonly E[]): E[] {
  return entries.length < 2
    ? [...entries]
    : [...entries]
        .sort((a, b) => (a.occurredOn < b.occurredOn ? 1 : a.occurredOn > b.occurredOn ? -1 : 0))
        .slice(0, atMost)
}

/** Open entries of the same book with the same document. */
export function sameDocument(db: ReadDb, book: BookSpec, values: Values, except: string): OtherEntry[] {
  const number = documentOf(book, values)
  if (number === null || book.register === null) return []
  const sql = openWithDocumentSql(book)
  return newest(db.prepare<SqlValue[], OtherEntry>(sql).all(number, except, ...book.register.open))
}

/** Open entries of other register books with the same document. */
export function elsewhere(db: ReadDb, book: BookSpec, values: Values, addressKey: string | null): ElsewhereEntry[] {
  const number = documentOf(book, values)
  if (number === null || book.register === null) return []
  const others = registers.filter((one) => one.definition.id !== book.definition.id)
  if (others.length === 0) return []
  const found = db
    .prepare<SqlValue[], OtherEntry & { book: string; addressKey: string | null }>(elsewhereSql(book, others))
    .all(...others.flatMap((one) => [number, '', ...(one.register?.open ?? [])]))
  if (found.length === 0) return []
  return others
    .flatMap(({ definition: { id } }) => newest(found.filter((entry) => entry.book === id)))
    .map(({ book: theirBook, number: entry, occurredOn, addressKey: theirs }) => ({
      book: theirBook,
      number: entry,
      occurredOn,
      samePlace: addressKey !== null && addressKey === theirs,
    }))
    .slice(0, atMost)
}

const elsewhereTexts = new WeakMap<BookSpec, string>()

/** One statement for all of them: that many books are asked for each row of an import. */
function elsewhereSql(book: BookSpec, others: readonly BookSpec[]): string {
  const known = elsewhereTexts.get(book)
  if (known !== undefined) return known
  const made = others.map((one) => `SELECT * FROM (${openWithDocumentSql(one)})`).join(' UNION ALL ')
  elsewhereTexts.set(book, made)
  return made
}

/**
 * Those of many documents that stand in no register, whatever has become of their entries: of these nothing further has to be asked. One
 * statement for a page of an import instead of two for each of its rows.
 */
export function unknownDocuments(db: ReadDb, book: BookSpec, rows: readonly Values[]): Set<string> {
  const numbers = new Set<string>()
  if (book.register === null) return numbers
  for (const values of rows) {
    const number = documentOf(book, values)
    if (number !== null) numbers.add(number)
  }
  const known = db.prepare<[string], { number: string }>(knownDocumentsSql()).all(JSON.stringify([...numbers]))
  for (const { number } of known) numbers.delete(number)
  return numbers
}

/** Parameter: the numbers as JSON. */
export function knownDocumentsSql(): string {
  const held = registers.map(
    (one) => `EXISTS (SELECT 1 FROM ${tableOf(one)} WHERE ${documentColumn(one)} = asked.value)`,
  )
  return `SELECT asked.value AS number FROM json_each(?) AS asked WHERE ${held.join(' OR ')}`
}

const registers = books.filter((one) => one.register !== null && one.documents !== null)

/** The document of an entry, where its book knows people by theirs. */
export function documentOf(book: BookSpec, values: Values): string | null {
  const number = book.documents === null ? undefined : values[book.documents.number]
  return number === undefined || isDeclaredMissing(number) ? null : number
}

const documentSql = new WeakMap<BookSpec, string>()

/** Parameters: the number, the entry that is left out, the open states. */
export function openWithDocumentSql(book: BookSpec): string {
  const known = documentSql.get(book)
  if (known !== undefined) return known
  const made = makeDocumentSql(book)
  documentSql.set(book, made)
  return made
}

function documentColumn(book: BookSpec): string {
  const column = columnsOf(book).find((one) => one.key === book.documents?.number)?.column
  if (column === undefined) throw new Error('a register has no column for its documents')
  return column
}

function makeDocumentSql(book: BookSpec): string {
  const column = documentColumn(book)
  const states = (book.register?.open ?? []).map(() => '?').join(', ')
  return `SELECT e.book, e.number, e.occurred_on AS occurredOn, e.address_key AS addressKey
    FROM ${tableOf(book)} AS b CROSS JOIN entries AS e ON e.entry_id = b.entry_id
    WHERE b.${column} = ? AND e.stage <> 'voided' AND e.entry_id <> ? AND e.state IN (${states}) LIMIT ${lookedAt}`
}

/** Common fields and the columns of `entries` that hold them; `address` is compared by its key. */
const commonColumns: ReadonlyMap<string, string> = new Map([
  ['occurredOn', 'e.occurred_on'],
  ['beat', 'e.beat'],
  ['officer', 'e.officer_id'],
  ['address', 'e.address_key'],
])

/** Entries of the book with the same values in all fields of a `unique`; none while one of the values is missing. */
export function sameUnique(
  db: ReadDb,
  book: BookSpec,
  unique: Unique,
  values: Values,
  addressKey: string | null,
  except: string,
): OtherEntry[] {
  const wanted = unique.fields.map((key) => (key === 'address' ? addressKey : (values[key] ?? null)))
  if (wanted.some((value) => value === null || isDeclaredMissing(value))) return []
  const found = db
    .prepare<SqlValue[], OtherEntry>(sameUniqueSql(book, unique))
    .all(...wanted, book.definition.id, except, ...unique.states)
  return newest(found)
}

const uniqueSql = new WeakMap<Unique, string>()

/** Parameters: a value for each field, the book, the entry that is left out, the states. */
export function sameUniqueSql(book: BookSpec, unique: Unique): string {
  const known = uniqueSql.get(unique)
  if (known !== undefined) return known
  const made = makeUniqueSql(book, unique)
  uniqueSql.set(unique, made)
  return made
}

function makeUniqueSql(book: BookSpec, unique: Unique): string {
  const own = new Map(columnsOf(book).map(({ key, column }) => [key, `b.${column}`]))
  const columns = unique.fields.map((key) => commonColumns.get(key) ?? own.get(key))
  const isOwn = columns.some((column) => column?.startsWith('b.'))
  const from = isOwn ? `${tableOf(book)} AS b CROSS JOIN entries AS e ON e.entry_id = b.entry_id` : 'entries AS e'
  return `SELECT e.number, e.occurred_on AS occurredOn FROM ${from}
    WHERE ${columns.map((column) => `${column} = ?`).join(' AND ')} AND e.book = ? AND e.stage <> 'voided'
    AND e.entry_id <> ? AND e.state IN (${unique.states.map(() => '?').join(', ')}) LIMIT ${lookedAt}`
}

/** Entries of a book with shifts in which somebody of the draft takes part, from the day before to the day after. */
export function shiftsAround(db: ReadDb, book: BookSpec, values: Values, except: string): ShiftFact[] {
  const { shift } = book
  if (shift === null) return []
  const day = book.stateOf(values) === shift.plannedState ? values['plannedOn'] : values['occurredOn']
  const people = [values['officer'], ...(values['helpers']?.split(',') ?? [])].filter((id) => id !== undefined)
  if (!isDay(day) || people.length === 0) return []
  const span = [addDays(day, -1), addDays(day, 1)]
  const sql = shiftsSql(book, people.length)
  const who = [...people, ...people]
  const common = [book.definition.id, shift.plannedState, ...span, except, ...who]
  return [
    ...db.prepare<SqlValue[], ShiftFact>(sql.held).all(...common),
    ...db.prepare<SqlValue[], ShiftFact>(sql.planned).all(...common),
  ]
}

/** Parameters of both: the book, the planned state, the first and last day, the entry that is left out, the people twice. */
export function shiftsSql(book: BookSpec, people: number): { held: string; planned: string } {
  const own = new Map(columnsOf(book).map(({ key, column }) => [key, `b.${column}`]))
  const { shift } = book
  if (shift === null) throw new Error('a book without shifts')
  const marks = Array.from({ length: people }, () => '?').join(', ')
  const shape = (
    day: string,
    state: string,
  ): string => `SELECT e.number, ${day} AS day, ${own.get(shift.from)} AS "from",
      ${own.get(shift.to)} AS "to"
    FROM entries AS e CROSS JOIN ${tableOf(book)} AS b ON b.entry_id = e.entry_id
    WHERE e.book = ? AND e.state ${state} ? AND ${day} >= ? AND ${day} <= ? AND e.entry_id <> ? AND e.stage <> 'voided'
      AND (e.officer_id IN (${marks})
        OR EXISTS (SELECT 1 FROM entry_helpers AS h WHERE h.entry_id = e.entry_id AND h.account_id IN (${marks})))
      AND ${own.get(shift.from)} IS NOT NULL AND ${own.get(shift.to)} IS NOT NULL`
  return { held: shape('e.occurred_on', '<>'), planned: shape(own.get('plannedOn') ?? 'e.occurred_on', '=') }
}
