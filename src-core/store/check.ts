import { sqliteCode } from './native.ts'
import type { ReadDb, WriteDb } from './sql.ts'

export type CheckProblem = {
  readonly kind: 'unreadable' | 'integrity' | 'foreign-key' | 'search-index'
  /** Table or index concerned; empty when the whole file is. */
  readonly table: string
  /** SQLite's words or code: structure only, never a value. */
  readonly detail: string
}

export type CheckReport = {
  readonly ok: boolean
  readonly tables: readonly { readonly name: string; readonly rows: number }[]
  readonly problems: readonly CheckProblem[]
}

type TableRow = { name: string; sql: string | null }

/**
 * Reads everything. cipher_integrity_check finds nothing wrong with files that are broken, so nothing here relies on it: every row
 * of every table is fetched, which authenticates every page in use, and SQLite's own checks follow.
 *
 * @param db the writer's connection: the check of the search indexes is an INSERT. With a reader they are only scanned.
 */
export function checkReplica(db: ReadDb | WriteDb): CheckReport {
  const problems: CheckProblem[] = []
  const tables: { name: string; rows: number }[] = []
  const listed = attempt(problems, '', () =>
    db.prepare<[], TableRow>(`SELECT name, sql FROM sqlite_schema WHERE type = 'table' ORDER BY name`).all(),
  )
  const all = listed ?? []
  const searchIndexes = all.filter((table) => /^create virtual table.*using fts5/is.test(table.sql ?? ''))
  const virtual = all.filter((table) => /^create virtual table/i.test(table.sql ?? '')).map((table) => table.name)

  for (const { name } of all) {
    if (virtual.includes(name)) continue
    const rows = attempt(problems, name, () => scan(db, name))
    if (rows !== undefined) tables.push({ name, rows })
  }
  attempt(problems, '', () => {
    for (const row of db.prepare<[], { integrity_check: string }>('PRAGMA integrity_check(100)').iterate()) {
      if (row.integrity_check !== 'ok') problems.push({ kind: 'integrity', table: '', detail: row.integrity_check })
    }
  })
  attempt(problems, '', () => {
    type Orphan = { table: string; parent: string; orphans: number }
    const orphans = db.prepare<[], Orphan>(
      'SELECT "table", parent, count(*) AS orphans FROM pragma_foreign_key_check GROUP BY "table", parent',
    )
    for (const row of orphans.all()) {
      problems.push({ kind: 'foreign-key', table: row.table, detail: `${row.orphans} rows without ${row.parent}` })
    }
  })
  if ('run' in db) {
    for (const { name } of searchIndexes) {
      try {
        const quoted = quote(name)
        db.transaction((tx) => tx.exec(`INSERT INTO ${quoted}(${quoted}) VALUES ('integrity-check')`))
      } catch (error) {
        problems.push({ kind: 'search-index', table: name, detail: codeOf(error) })
      }
    }
  }
  return { ok: problems.length === 0, tables, problems }
}

/** Fetches every column of every row, overflow pages included; returns the number of rows. */
function scan(db: ReadDb, table: string): number {
  let rows = 0
  for (const row of db.prepare<[], unknown>(`SELECT * FROM ${quote(table)}`).iterate()) {
    if (row !== undefined) rows += 1
  }
  return rows
}

function attempt<T>(problems: CheckProblem[], table: string, work: () => T): T | undefined {
  try {
    return work()
  } catch (error) {
    problems.push({ kind: 'unreadable', table, detail: codeOf(error) })
    return undefined
  }
}

function codeOf(error: unknown): string {
  const code = sqliteCode(error)
  if (code === undefined) throw error
  return code
}

function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
