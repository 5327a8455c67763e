import { canonicalJson } from '../../src-domain/canonical/canonical-json.ts'
import { hashOfCanonical } from '../../src-domain/sync/canonical-row.ts'
import type { Db } from '../../src-core/store/sql.ts'
import { sourceRecord } from './source-record.ts'

type Held = { readonly id: string; readonly fields: string }

/**
 * The reference of what brings rows: rows that are in the replica, hashed and inserted into one bare table of the same encrypted file.
 *
 * @returns ms, without reading them first
 */
export function bareInserts(db: Db, rows: number, perCommit: number): number {
  db.exec(`CREATE TABLE bare_rows (tbl TEXT NOT NULL, row_id TEXT NOT NULL, ver INTEGER NOT NULL, fields TEXT NOT NULL,
    hash TEXT NOT NULL, PRIMARY KEY (tbl, row_id)) WITHOUT ROWID`)
  const insert = db.prepare<(string | number)[], never>('INSERT INTO bare_rows VALUES (?, ?, ?, ?, ?)')
  const held = db
    .prepare<[number], Held>(
      `SELECT row_id AS id, fields FROM sync_rows WHERE tbl = 'source_records' ORDER BY row_id LIMIT ?`,
    )
    .all(rows)
  const started = performance.now()
  for (let first = 0; first < held.length; first += perCommit) {
    db.transaction(() => {
      for (const { id, fields } of held.slice(first, first + perCommit))
        insert.run('source_records', id, 1, fields, hashOfCanonical('source_records', id, 1, fields))
    })
  }
  return performance.now() - started
}

/** Upserts of records as `sourceRecord` makes them, hashed, into one bare table of the same encrypted file. @returns ms */
export function bareUpserts(db: Db, rows: number, perCommit: number): number {
  db.exec(`CREATE TABLE bare_rows (tbl TEXT NOT NULL, row_id TEXT NOT NULL, ver INTEGER NOT NULL, fields TEXT NOT NULL,
    hash TEXT NOT NULL, PRIMARY KEY (tbl, row_id)) WITHOUT ROWID`)
  const insert = db.prepare<(string | number)[], never>(
    'INSERT INTO bare_rows VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET ver = excluded.ver, fields = excluded.fields, hash = excluded.hash',
  )
  const texts = Array.from({ length: rows }, (_, n) => canonicalJson(sourceRecord(n)))
  const started = performance.now()
  for (let first = 0; first < rows; first += perCommit) {
    db.transaction(() => {
      for (let n = first; n < Math.min(rows, first + perCommit); n += 1) {
        const text = texts[n] ?? ''
        insert.run('source_records', `JZ:R${n}`, 1, text, hashOfCanonical('source_records', `JZ:R${n}`, 1, text))
      }
    })
  }
  return performance.now() - started
}
