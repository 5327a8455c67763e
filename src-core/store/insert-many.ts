import type { SqlValue, WriteDb } from './sql.ts'

/**
 * Rows to a statement, the most first: each size is one text, so that statements stay prepared. Many, because for each statement SQLite
 * keeps a copy of every page that it touches, to take it back if it fails.
 */
const sizes = [128, 16, 4, 1] as const

/**
 * Inserts rows of one shape in few statements: crossing into SQLite costs as much as a row of a small table.
 *
 * @param into `INSERT INTO table (column, …)` without its values
 */
export function insertMany(tx: WriteDb, into: string, rows: readonly (readonly SqlValue[])[]): void {
  const width = rows[0]?.length ?? 0
  let at = 0
  for (const size of sizes) {
    if (rows.length - at < size) continue
    const statement = tx.prepare<SqlValue[], never>(textOf(into, width, size))
    const values: SqlValue[] = []
    for (; rows.length - at >= size; at += size) {
      values.length = 0
      for (let n = at; n < at + size; n += 1) for (const value of rows[n] ?? []) values.push(value)
      statement.run(...values)
    }
  }
}

const texts = new Map<string, string>()

function textOf(into: string, width: number, size: number): string {
  const key = `${into} ${width} ${size}`
  const known = texts.get(key)
  if (known !== undefined) return known
  const row = `(${Array.from({ length: width }, () => '?').join(', ')})`
  const made = `${into} VALUES ${Array.from({ length: size }, () => row).join(', ')}`
  texts.set(key, made)
  return made
}
