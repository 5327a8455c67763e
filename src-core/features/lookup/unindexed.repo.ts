import type { SystemId } from '../../../src-contract/systems.ts'
import type { ReadDb, SqlValue } from '../../store/sql.ts'
import type { Wording } from './wording.rules.ts'

/** Source records that are here and that the search index does not lead to yet. */

export type UnindexedRecord = { record_id: number; system: SystemId; payload: string }

/** A part of them, in the order in which they are indexed: from behind `after` up to `last`. */
export type Part = { readonly after: number; readonly last: number }

/** How many there are. A station's take some milliseconds to count. */
export function countUnindexed(db: ReadDb): number {
  return db.prepare<[], { n: number }>('SELECT count(*) AS n FROM index_queue').one()?.n ?? 0
}

export function hasUnindexed(db: ReadDb): boolean {
  return db.prepare<[], { one: number }>('SELECT 1 AS one FROM index_queue LIMIT 1').one() !== undefined
}

/** The next so many; undefined behind the last one. */
export function nextPart(db: ReadDb, after: number, most: number): { part: Part; records: number } | undefined {
  const row = db
    .prepare<[number, number], { last: number | null; records: number }>(
      `SELECT max(record_id) AS last, count(*) AS records
       FROM (SELECT record_id FROM index_queue WHERE record_id > ? ORDER BY record_id LIMIT ?)`,
    )
    .one(after, most)
  return row === undefined || row.last === null ? undefined : { part: { after, last: row.last }, records: row.records }
}

const columns = 'r.record_id, r.system, r.payload'
// The order of the tables is fixed: a part of the queue, then the record of each.
const inPart = `FROM index_queue q CROSS JOIN source_records r ON r.record_id = q.record_id
  WHERE q.record_id > ? AND q.record_id <= ? AND r.system IN (SELECT value FROM json_each(?))`

/** Those of some systems that hold what a wording asks. One by one: of a common word it is nearly all of them. */
export function recordsHolding(
  db: ReadDb,
  { after, last }: Part,
  systems: readonly SystemId[],
  wording: Wording,
): IterableIterator<UnindexedRecord> {
  const values: SqlValue[] = [after, last, JSON.stringify(systems)]
  const held = wording.map((group) => {
    const ways = group.map(({ text, anyCase }) => {
      values.push(anyCase ? `%${text.replace(/[\\%_]/g, '\\$&')}%` : text)
      return anyCase ? `r.payload LIKE ? ESCAPE '\\'` : 'instr(r.payload, ?) > 0'
    })
    return `(${ways.join(' OR ')})`
  })
  return db
    .prepare<SqlValue[], UnindexedRecord>(`SELECT ${columns} ${inPart} AND ${held.join(' AND ')}`)
    .iterate(...values)
}

/**
 * Those that hold one of these values in one of these fields, as far as it is written just so: many values are asked for as quickly as one.
 */
export function recordsWithValue(
  db: ReadDb,
  { after, last }: Part,
  systems: readonly SystemId[],
  fields: readonly string[],
  values: readonly string[],
): UnindexedRecord[] {
  if (fields.length === 0 || values.length === 0) return []
  const lengths = [...new Set(values.map(({ length }) => length))]
  const asked: SqlValue[] = [after, last, JSON.stringify(systems)]
  const list = JSON.stringify(values)
  const ways = fields.flatMap((field) => {
    const start = `"${field}":"`
    return lengths.map((length) => {
      asked.push(start, start.length, length, list)
      return 'upper(substr(r.payload, instr(r.payload, ?) + ?, ?)) IN (SELECT value FROM json_each(?))'
    })
  })
  return db.prepare<SqlValue[], UnindexedRecord>(`SELECT ${columns} ${inPart} AND (${ways.join(' OR ')})`).all(...asked)
}
