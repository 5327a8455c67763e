import type { SqlValue, WriteDb } from './sql.ts'

/**
 * Rows to a statement, the most first: each size is one text, so that statements stay prepared. Many, because for each statement SQLite
 * keeps a copy of every page that it touches, to take it back if it fails.
 */
const sizes = [128, 16, 4, 1] as const

const plainRow = (width: number): string => `(${Array.from({ length: width }, () => '?').join(', ')})`

/**
 * Inserts rows of one shape in few statements: crossing into SQLite costs as much as a row of a small table.
 *
 * @param into `INSERT INTO table (column, …)` without its values
 * @param row what stands for the values of one row; without it `(?, …)`. `CAST(? AS TEXT)` takes a text's bytes as they are.
 */
export function insertMany(tx: WriteDb, into: string, rows: readonly (readonly SqlValue[])[], row?: string): void {
  const shape = row ?? plainRow(rows[0]?.length ?? 0)
  let at = 0
  for (const size of sizes) {
    if (rows.length - at < size) continue
    const statement = tx.prepare<SqlValue[], never>(textOf(into, shape, size))
    const values: SqlValue[] = []
    for (; rows.length - at >= size; at += size) {
      values.length = 0
      for (let n = at; n < at + size; n += 1) for (const value of rows[n] ?? []) values.push(value)
      statement.run(...values)
    }
  }
}

const texts = new Map<string, string>()

function textOf(into: string, row: string, size: number): string {
  const key = `${into} ${row} ${size}`
  const known = texts.get(key)
  if (known !== undefined) return known
  const made = `${into} VALUES ${Array.from({ length: size }, () => row).join(', ')}`
  texts.set(key, made)
  return made
}
