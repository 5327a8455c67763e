import type { Connection } from './native.ts'

/** One table, in the copy (`main`) and in the replica (`live`), which are attached to one connection. */
export type CopiedTable = {
  readonly name: string
  /** What a row is found by, in order: the row id, or the primary key of a table without one. */
  readonly keys: readonly string[]
  readonly columns: readonly string[]
}

/** Rows of one step: short enough that an order to stop is heard at once. */
const rowsOfStep = 2_000

type Values = readonly unknown[]
type Range = { readonly after: Values | undefined; readonly upTo: Values; readonly rows: number }

export class CopyStopped extends Error {}

/** How the tables of the replica are found and compared. Values come as they are: integers of 64 bits stay exact. */
export function tableOf(raw: Connection, name: string): CopiedTable {
  type Column = { name: string; pk: bigint; hidden: bigint; type: string }
  const all = raw.prepare(`SELECT name, pk, hidden, type FROM pragma_table_xinfo(?, 'live')`).all(name) as Column[]
  const listed = raw.prepare(`SELECT wr FROM pragma_table_list WHERE schema = 'live' AND name = ?`).get(name)
  const withoutRowId = Number((listed as { wr: bigint } | undefined)?.wr ?? 0) === 1
  // Generated columns are not stored.
  const columns = all.filter(({ hidden }) => Number(hidden) === 0).map((column) => column.name)
  const primary = all.filter(({ pk }) => Number(pk) > 0).sort((a, b) => Number(a.pk) - Number(b.pk))
  if (withoutRowId) return { name, keys: primary.map((column) => column.name), columns }
  const [only] = primary
  const isAlias = primary.length === 1 && only?.type.toUpperCase() === 'INTEGER'
  return { name, keys: ['rowid'], columns: isAlias ? columns : ['rowid', ...columns] }
}

/**
 * Makes a table of the copy equal to the replica's: every row is compared in every column, what differs goes, what is missing comes.
 * All that goes does so before anything comes, since a unique value may have moved from one row to another.
 *
 * @param goOn asked between steps
 * @param onRows told of the rows that were looked at
 * @returns 0 when the table was equal already
 * @throws CopyStopped
 */
export function followTable(
  raw: Connection,
  table: CopiedTable,
  goOn: () => boolean,
  onRows: (rows: number) => void = () => undefined,
): number {
  const sql = statementsOf(table)
  const missing: Range[] = []
  let changed = 0
  let last: Range | undefined
  for (const range of rangesOf(raw, sql)) {
    if (!goOn()) throw new CopyStopped()
    changed += step(raw, sql.drop, range)
    if (count(raw, sql.count, range) !== range.rows) missing.push(range)
    onRows(range.rows)
    last = range
  }
  changed += last === undefined ? runAll(raw, sql.dropAll) : runAll(raw, sql.dropAfter, last.upTo)
  for (const range of missing) {
    if (!goOn()) throw new CopyStopped()
    changed += step(raw, sql.add, range)
  }
  // A row that was passed over, because something else of the copy stood in its way, is not there yet.
  return changed + missing.length
}

/** The replica's rows in steps, in the order of their keys. */
function* rangesOf(raw: Connection, sql: Sql): Generator<Range, void> {
  const ends = { first: raw.prepare(sql.firstEnd), after: raw.prepare(sql.nextEnd) }
  const lasts = { first: raw.prepare(sql.firstLast), after: raw.prepare(sql.nextLast) }
  let after: Values | undefined
  for (;;) {
    const end = endOf(ends, after) ?? endOf(lasts, after)
    if (end === undefined) return
    const upTo = end.slice(0, -1)
    yield { after, upTo, rows: Number(end.at(-1)) }
    after = upTo
  }
}

type Ends = { readonly first: ReturnType<Connection['prepare']>; readonly after: ReturnType<Connection['prepare']> }

/** The last key of the next step, and behind it how many rows the step has. */
function endOf(statements: Ends, after: Values | undefined): Values | undefined {
  const row = after === undefined ? statements.first.get() : statements.after.get(...after)
  return row === undefined ? undefined : Object.values(row as Record<string, unknown>)
}

function step(raw: Connection, sql: ByRange, { after, upTo }: Range): number {
  return after === undefined ? runAll(raw, sql.first, upTo) : runAll(raw, sql.next, [...after, ...upTo])
}

function count(raw: Connection, sql: ByRange, { after, upTo }: Range): number {
  const row = after === undefined ? raw.prepare(sql.first).get(...upTo) : raw.prepare(sql.next).get(...after, ...upTo)
  return Number((row as { n: bigint }).n)
}

function runAll(raw: Connection, sql: string, params: Values = []): number {
  return raw.prepare(sql).run(...params).changes
}

type Sql = ReturnType<typeof statementsOf>
type ByRange = { readonly first: string; readonly next: string }

function statementsOf({ name, keys, columns }: CopiedTable) {
  const table = quote(name)
  const of = (alias: string): string => keys.map((key) => `${alias}.${quoteKey(key)}`).join(', ')
  const marks = keys.map(() => '?').join(', ')
  const order = keys.map((key) => `m.${quoteKey(key)}`).join(', ')
  const within = (alias: string): ByRange => ({
    first: `(${of(alias)}) <= (${marks})`,
    next: `(${of(alias)}) > (${marks}) AND (${of(alias)}) <= (${marks})`,
  })
  const same = keys.map((key) => `m.${quoteKey(key)} = c.${quoteKey(key)}`).join(' AND ')
  // By its bytes, also where a column's own order takes two spellings for one.
  const equal = columns.map((column) => `m.${quoteKey(column)} IS c.${quoteKey(column)} COLLATE BINARY`).join(' AND ')
  const named = columns.map(quoteKey).join(', ')
  const outer = keys.map((_, at) => `k${at}`)
  const keyed = keys.map((key, at) => `m.${quoteKey(key)} AS k${at}`).join(', ')
  const page = (where: string): string =>
    `SELECT ${keyed} FROM live.${table} AS m ${where} ORDER BY ${order} LIMIT ${rowsOfStep}`
  const end = (where: string): string =>
    `SELECT ${keyed}, ${rowsOfStep} AS n FROM live.${table} AS m ${where} ORDER BY ${order} LIMIT 1 OFFSET ${rowsOfStep - 1}`
  // Of the last step, which is shorter: its last row, with the number of its rows.
  const lastOf = (where: string): string =>
    `SELECT ${outer.join(', ')}, count(*) OVER () AS n FROM (${page(where)}) ORDER BY ${outer.map((key) => `${key} DESC`).join(', ')} LIMIT 1`
  const after = `WHERE (${of('m')}) > (${marks})`
  const dropWhere = (range: string): string =>
    `DELETE FROM main.${table} AS c WHERE ${range} AND NOT EXISTS (SELECT 1 FROM live.${table} AS m WHERE ${same} AND ${equal})`
  const addWhere = (range: string): string =>
    `INSERT OR IGNORE INTO main.${table} (${named}) SELECT ${columns.map((column) => `m.${quoteKey(column)}`).join(', ')}
     FROM live.${table} AS m WHERE ${range} AND NOT EXISTS (SELECT 1 FROM main.${table} AS c WHERE ${same})`
  const countWhere = (range: string): string => `SELECT count(*) AS n FROM main.${table} AS c WHERE ${range}`
  const byRange = (alias: string, make: (range: string) => string): ByRange => ({
    first: make(within(alias).first),
    next: make(within(alias).next),
  })
  return {
    firstEnd: end(''),
    nextEnd: end(after),
    firstLast: lastOf(''),
    nextLast: lastOf(after),
    drop: byRange('c', dropWhere),
    count: byRange('c', countWhere),
    add: byRange('m', addWhere),
    dropAll: `DELETE FROM main.${table}`,
    dropAfter: `DELETE FROM main.${table} AS c WHERE (${of('c')}) > (${marks})`,
  }
}

/** The row id has no quotes: in quotes it would be a text where a table has none. */
function quoteKey(name: string): string {
  return name === 'rowid' ? name : quote(name)
}

export function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
