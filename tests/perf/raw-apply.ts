import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { hashOfCanonical } from '../../src-domain/sync/canonical-row.ts'
import type { ReplicaKey } from '../../src-core/crypto/replica-key.ts'
import { openReplica } from '../../src-core/store/open.ts'
import { replicaPaths } from '../../src-core/store/paths.ts'
import type { Db, SqlValue } from '../../src-core/store/sql.ts'
import { makeReplica } from '../support/test-context.ts'

/** As many rows as a pull puts into a commit when it is quick. */
export const perCommit = 1_024

type Filled = { readonly name: string; readonly rows: readonly SqlValue[][]; readonly insert: string }

export type RawApplied = {
  readonly ms: number
  /** With the received pages parsed too. */
  readonly parsedMs: number
  readonly tables: string
}

/**
 * The reference of a pull: the rows that it left, in every table in which it left them, put into a fresh encrypted replica with all its
 * indexes and triggers, each hashed once, so many to a commit. No network, no look at what was there, no proof; no JSON, but in a second
 * figure: whoever applies rows that came over a wire has to read them.
 */
export function rawApply(pulled: Db, rows: number, perCommit: number): RawApplied {
  const filled = tablesWith(pulled, rows)
  const pages = pagesOf(pulled, rows)
  const started = performance.now()
  for (const page of pages) JSON.parse(page.toString('utf8'))
  const parsing = performance.now() - started
  const ms = insertAll(filled, rows, perCommit)
  return { ms, parsedMs: ms + parsing, tables: filled.map(({ name }) => name).join(' ') }
}

/** The replica as it is now, to be filled by a raw loop later. @returns the copy's file */
export function copyReplica(db: Db, dir: string): string {
  db.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  const copy = join(dir, 'before.db')
  copyFileSync(replicaPaths(dir).database, copy)
  return copy
}

/**
 * The same reference where the tables are full: the rows that a pull has brought since the copy was made, into the copy. Tables are filled in
 * the order of their row ids.
 */
export function rawApplyInto(
  pulled: Db,
  { file, key, dir }: { readonly file: string; readonly key: ReplicaKey; readonly dir: string },
  perCommit: number,
): RawApplied {
  const again = join(dir, 'raw.db')
  copyFileSync(file, again)
  const opened = openReplica({ dir, file: again, key })
  if (!opened.ok) throw new Error(opened.error.code)
  const copy = opened.value
  const filled = ['sync_rows', 'source_records'].map((name) => addedTo(name, copy, pulled))
  const rows = filled[0]?.rows.length ?? 0
  if (filled.some((one) => one.rows.length !== rows)) throw new Error('not one row of each table for each row')
  const pages = pagesOf(pulled, rows)
  const started = performance.now()
  for (const page of pages) JSON.parse(page.toString('utf8'))
  const parsing = performance.now() - started
  const ms = insertInto(copy, filled, rows, perCommit)
  copy.close()
  for (const end of ['', '-wal', '-shm']) rmSync(`${again}${end}`, { force: true })
  return { ms, parsedMs: ms + parsing, tables: filled.map(({ name }) => name).join(' ') }
}

function addedTo(name: string, copy: Db, pulled: Db): Filled {
  const last = copy.prepare<[], { n: number }>(`SELECT max(rowid) AS n FROM ${name}`).one()?.n ?? 0
  const all = pulled
    .prepare<[number], Record<string, SqlValue>>(`SELECT * FROM ${name} WHERE rowid > ? ORDER BY rowid`)
    .all(last)
  return filledWith(name, all)
}

function filledWith(name: string, all: readonly Record<string, SqlValue>[]): Filled {
  const marks = Object.keys(all[0] ?? {}).map(() => '?')
  return {
    name,
    rows: all.map((row) => Object.values(row)),
    insert: `INSERT INTO "${name}" VALUES (${marks.join()})`,
  }
}

function insertAll(filled: readonly Filled[], rows: number, perCommit: number): number {
  const dir = mkdtempSync(join(tmpdir(), 'beatbook-bench-raw-'))
  const opened = openReplica({ dir, key: makeReplica(dir) })
  if (!opened.ok) throw new Error(opened.error.code)
  const ms = insertInto(opened.value, filled, rows, perCommit)
  opened.value.close()
  rmSync(dir, { recursive: true, force: true })
  return ms
}

function insertInto(db: Db, filled: readonly Filled[], rows: number, perCommit: number): number {
  db.exec('UPDATE sync_switch SET applying = 1')
  const inserts = filled.map(({ name, rows: all, insert }) => ({
    name,
    all,
    insert: db.prepare<SqlValue[], never>(insert),
  }))
  const started = performance.now()
  for (let first = 0; first < rows; first += perCommit)
    db.transaction(() => {
      for (const { name, all, insert } of inserts)
        for (const row of all.slice(first, first + perCommit)) {
          const [table, id, ver, fields] = row
          if (name === 'sync_rows') hashOfCanonical(String(table), String(id), Number(ver), String(fields))
          insert.run(...row)
        }
    })
  return performance.now() - started
}

/** Rows as a page of 4 MB has them. */
function pagesOf(db: Db, rows: number): Buffer[] {
  const all = db
    .prepare<[number], { id: string; fields: string; hash: string }>(
      'SELECT row_id AS id, fields, hash FROM sync_rows LIMIT ?',
    )
    .all(rows)
  const perPage = 5_000
  return Array.from({ length: Math.ceil(rows / perPage) }, (_, n) => {
    const operations = all.slice(n * perPage, (n + 1) * perPage).map(({ id, fields, hash }, at) => {
      const said = { seq: at, last: true, op: 'upsert', table: 'source_records', id, ver: 1, hash }
      return {
        ...said,
        device: hash,
        actor: hash,
        at: '2026-11-01T08:30:05.000Z',
        fields: JSON.parse(fields) as unknown,
      }
    })
    return Buffer.from(JSON.stringify({ operations }), 'utf8')
  })
}

/** Those that have at least one row for each row pulled, as they were made: none refers to a later one. */
function tablesWith(db: Db, rows: number): Filled[] {
  const tables = db
    .prepare<[], { name: string }>(
      `SELECT s.name FROM sqlite_schema AS s JOIN pragma_table_list AS l ON l.name = s.name AND l.schema = 'main'
       WHERE s.type = 'table' AND l.type = 'table' ORDER BY s.rowid`,
    )
    .all()
  return tables.flatMap(({ name }) => {
    const all = db.prepare<[], Record<string, SqlValue>>(`SELECT * FROM "${name}" LIMIT ${rows}`).all()
    if (all.length < rows) return []
    return [filledWith(name, all)]
  })
}
