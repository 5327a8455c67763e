import type { ReadDb, WriteDb } from '../../store/sql.ts'
import type { OtherContents } from '../attachments/transfer.service.ts'
import { whileApplying } from '../sync/own-marks.ts'
import { frozenOf, pack, unpack } from './snapshot.ts'
import { readTemplateBytes } from './template/template-thread.ts'

/**
 * Forms and what was frozen of a return, as they go to the platform and come from there: by the SHA-256 that their row names. A frozen return
 * goes as the JSON that was hashed, so that what comes is what its reviewer confirmed.
 */
export const returnContents: OtherContents = {
  get: contentHere,
  expects: (db, sha256) => waiting(db, 'return_templates', 'file', sha256) || waitsForSnapshot(db, sha256),
  async take(db, sha256, content) {
    const layout = waiting(db, 'return_templates', 'file', sha256) ? await layoutOf(content) : undefined
    return db.transaction((tx) => whileApplying(tx, () => keep(tx, sha256, content, layout)))
  },
  all: (db) =>
    db
      .prepare<[], { sha256: string; size: number; at: string }>(
        `SELECT sha256, size, at FROM return_templates
         UNION ALL SELECT sha256, coalesce(size, length(snapshot)), submitted_at FROM return_submissions`,
      )
      .all(),
}

/** @returns whether any row took it */
function keep(tx: WriteDb, sha256: string, content: Buffer, layout: string | undefined): boolean {
  const forms =
    layout === undefined
      ? 0
      : tx
          .prepare<[string, Buffer, string], never>(
            'UPDATE return_templates SET layout = ?, file = ? WHERE sha256 = ? AND file IS NULL',
          )
          .run(layout, content, sha256).changes
  const of = waitsForSnapshot(tx, sha256) ? frozenOf(content) : undefined
  if (of === undefined) return forms > 0
  const frozen = tx
    .prepare<[Buffer, string, string, string], never>(
      'UPDATE return_submissions SET snapshot = ? WHERE sha256 = ? AND return_id = ? AND period = ? AND snapshot IS NULL',
    )
    .run(pack(content), sha256, of.returnId, of.period).changes
  return forms + frozen > 0
}

/** Undefined: no form that would have been accepted here. */
async function layoutOf(content: Buffer): Promise<string | undefined> {
  const read = await readTemplateBytes(content, new AbortController().signal)
  return read.ok ? JSON.stringify(read.value.sheets) : undefined
}

export function contentHere(db: ReadDb, sha256: string): Buffer | undefined {
  const form = db
    .prepare<[string], { file: Uint8Array }>(
      'SELECT file FROM return_templates WHERE sha256 = ? AND file IS NOT NULL LIMIT 1',
    )
    .one(sha256)
  if (form !== undefined) return Buffer.from(form.file)
  const frozen = db
    .prepare<[string], { snapshot: Uint8Array }>(
      'SELECT snapshot FROM return_submissions WHERE sha256 = ? AND snapshot IS NOT NULL LIMIT 1',
    )
    .one(sha256)
  return frozen === undefined ? undefined : unpack(frozen.snapshot)
}

function waitsForSnapshot(db: ReadDb, sha256: string): boolean {
  return waiting(db, 'return_submissions', 'snapshot', sha256)
}

function waiting(db: ReadDb, table: string, column: string, sha256: string): boolean {
  return (
    db
      .prepare<[string], { n: number }>(
        `SELECT EXISTS (SELECT 1 FROM ${table} WHERE sha256 = ? AND ${column} IS NULL) AS n`,
      )
      .one(sha256)?.n === 1
  )
}
