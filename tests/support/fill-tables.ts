import { describeSchema } from '../../src-core/store/schema.ts'
import type { Db, SqlValue } from '../../src-core/store/sql.ts'

type Column = { name: string; type: string }
type Reference = { from: string; table: string; to: string | null }

/**
 * Puts rows into every ordinary table of whatever schema is there, so that each new migration is tested on a populated database
 * without anyone writing rows for it. References point at rows that exist.
 */
export function fillTables(db: Db, rows: number): void {
  const { tables } = describeSchema(db)
  const ordinary = Object.entries(tables).filter(([name, { kind }]) => kind === 'table' && name !== 'schema_migration')
  db.transaction(() => {
    db.exec('PRAGMA defer_foreign_keys = ON')
    for (const [table] of ordinary) {
      const columns = db.prepare<[string], Column>('SELECT name, type FROM pragma_table_info(?)').all(table)
      const references = db
        .prepare<[string], Reference>('SELECT "from", "table", "to" FROM pragma_foreign_key_list(?)')
        .all(table)
      const names = columns.map(({ name }) => `"${name}"`).join(', ')
      const marks = columns.map(() => '?').join(', ')
      // OR IGNORE: a table of one row by its CHECK keeps the first.
      const insert = db.prepare<SqlValue[], never>(`INSERT OR IGNORE INTO "${table}" (${names}) VALUES (${marks})`)
      for (let n = 1; n <= rows; n += 1) {
        insert.run(...columns.map(({ name, type }) => valueFor(parentColumn(db, name, references), type, n)))
      }
    }
  })
}

function parentColumn(db: Db, column: string, references: readonly Reference[]): string {
  const reference = references.find(({ from }) => from === column)
  if (reference === undefined) return column
  if (reference.to !== null) return reference.to
  const key = db
    .prepare<[string], { name: string }>('SELECT name FROM pragma_table_info(?) WHERE pk = 1')
    .one(reference.table)
  return key?.name ?? column
}

function valueFor(column: string, type: string, n: number): SqlValue {
  if (type === 'INTEGER') return n
  if (type === 'BLOB') return Buffer.from([n])
  return `${column} ${n}`
}
