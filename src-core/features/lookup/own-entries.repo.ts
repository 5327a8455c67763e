import { books } from '../../../src-domain/books/books.ts'
import type { BookSpec } from '../../../src-domain/books/book.ts'
import { indexOfKey } from '../../../src-domain/books/likeness.rules.ts'
import type { ReadDb } from '../../store/sql.ts'
import { columnsOf, tableOf } from '../ledger/book-tables.ts'

export type OwnEntry = { entryId: string; book: string; occurredOn: string; state: string }

const shown = 'e.entry_id AS entryId, e.book, e.occurred_on AS occurredOn, e.state'
/** A file is no ledger: the newest are enough. */
const mostEntries = 50

export const bySourceSql = `SELECT ${shown} FROM entry_sources s JOIN entries e ON e.entry_id = s.entry_id
  WHERE s.system = ? AND s.native_id = ?`
export const byKeySql = `SELECT ${shown} FROM entry_keys k CROSS JOIN entries e ON e.entry_id = k.entry_id
  WHERE k.book = ? AND k.key = ? ORDER BY k.entry_id DESC LIMIT ${mostEntries}`
/** In books whose own table has an index over the number. */
export function byNumberSql(book: BookSpec): string {
  const column = columnsOf(book).find(({ key }) => key === book.documents?.number)?.column
  if (column === undefined) throw new Error('a book has no column for its documents')
  return `SELECT ${shown} FROM ${tableOf(book)} b CROSS JOIN entries e ON e.entry_id = b.entry_id
    WHERE b.${column} = ? AND e.stage <> 'voided' ORDER BY b.entry_id DESC LIMIT ${mostEntries}`
}
export const atRoomSql = `SELECT ${shown} FROM entries e
  WHERE e.address_key = ? ORDER BY e.occurred_on DESC LIMIT ${mostEntries}`
export const inBuildingSql = `SELECT ${shown} FROM entries e
  WHERE e.address_key >= ? AND e.address_key < ? ORDER BY e.address_key LIMIT ${mostEntries * 4}`

/** Entries that were made from one of these records. */
export function entriesFromRecords(db: ReadDb, rows: readonly { system: string; native_id: string }[]): OwnEntry[] {
  const bySource = db.prepare<[string, string], OwnEntry>(bySourceSql)
  return rows.flatMap((row) => bySource.all(row.system, row.native_id))
}

const holding = (kind: 'document-number' | 'uscc'): readonly BookSpec[] =>
  books.filter(({ definition }) => definition.fields.some((field) => field.kind === kind))

/** Entries that name a person by the number of the document, or an organisation by its code. */
export function entriesByNumber(
  db: ReadDb,
  documents: readonly (string | null)[],
  codes: readonly string[],
): OwnEntry[] {
  const asked = [
    ...documents.flatMap((number) =>
      number === null ? [] : holding('document-number').map((book) => [book, `d:${number}`] as const),
    ),
    ...codes.flatMap((code) => holding('uscc').map((book) => [book, `u:${code}`] as const)),
  ]
  return asked.flatMap(([book, key]) => {
    const index = indexOfKey(book, key)
    if (index.by !== 'field') return db.prepare<[string, string], OwnEntry>(byKeySql).all(book.definition.id, key)
    return db.prepare<[string], OwnEntry>(byNumberSql(book)).all(index.value)
  })
}

/** Entries at a home. @param rooms its keys */
export function entriesAtRoom(db: ReadDb, rooms: readonly string[]): OwnEntry[] {
  return rooms.flatMap((room) => db.prepare<[string], OwnEntry>(atRoomSql).all(room))
}

export function entriesInBuilding(db: ReadDb, buildings: readonly string[]): OwnEntry[] {
  return buildings.flatMap((building) =>
    db.prepare<[string, string], OwnEntry>(inBuildingSql).all(`${building}|`, `${building}|\u{10FFFF}`),
  )
}
