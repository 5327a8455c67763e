import type {
  BookImport,
  BookImportCounts,
  BookMapping,
  ImportProblem,
  ImportRepair,
  ImportState,
} from '../../../src-contract/features/exchange.shapes.ts'
import type { FileNotice } from '../../../src-contract/features/sources.contract.ts'
import type { Schema } from '../../../db/schema.ts'
import { q } from '../../query.ts'
import type { ReadDb, WriteDb } from '../../store/sql.ts'

export type ImportColumn = BookImport['columns'][number]

/** An import as it is kept. */
export type StoredImport = {
  readonly importId: string
  readonly book: string
  readonly fileName: string
  readonly format: string
  readonly encoding: string | null
  readonly sheet: string
  readonly sheets: BookImport['sheets']
  readonly columns: readonly ImportColumn[]
  readonly notices: readonly FileNotice[]
  readonly shape: string
  readonly mapping: BookMapping
  readonly mappedBy: BookImport['mappedBy']
  readonly repairs: readonly ImportRepair[]
  readonly problems: readonly ImportProblem[]
  readonly accountId: string
  readonly at: string
  readonly state: ImportState
  readonly counts: BookImportCounts
  /** Local day and newest audit row when it was checked; null before the first check. */
  readonly checked: { readonly on: string; readonly seq: number } | null
}

export function insertImport(tx: WriteDb, one: StoredImport): void {
  const { counts } = one
  tx.run(
    q.insertInto('ledger_imports').values({
      import_id: one.importId,
      book: one.book,
      origin: 'file',
      file_name: one.fileName,
      format: one.format,
      encoding: one.encoding,
      sheet: one.sheet,
      sheets: JSON.stringify(one.sheets),
      columns: JSON.stringify(one.columns),
      notices: JSON.stringify(one.notices),
      shape: one.shape,
      mapping: JSON.stringify(one.mapping),
      mapped_by: one.mappedBy,
      repairs: JSON.stringify(one.repairs),
      problems: JSON.stringify(one.problems),
      account_id: one.accountId,
      at: one.at,
      state: one.state,
      ...countColumns(counts),
      checked_on: one.checked?.on ?? null,
      checked_seq: one.checked?.seq ?? null,
    }),
  )
}

export type ImportChange = Partial<
  Pick<StoredImport, 'mapping' | 'mappedBy' | 'repairs' | 'problems' | 'state' | 'counts' | 'checked' | 'notices'>
>

export function changeImport(tx: WriteDb, importId: string, change: ImportChange): void {
  const { mapping, mappedBy, repairs, problems, state, counts, checked, notices } = change
  tx.run(
    q
      .updateTable('ledger_imports')
      .set({
        ...(mapping === undefined ? {} : { mapping: JSON.stringify(mapping) }),
        ...(mappedBy === undefined ? {} : { mapped_by: mappedBy }),
        ...(repairs === undefined ? {} : { repairs: JSON.stringify(repairs) }),
        ...(problems === undefined ? {} : { problems: JSON.stringify(problems) }),
        ...(notices === undefined ? {} : { notices: JSON.stringify(notices) }),
        ...(state === undefined ? {} : { state }),
        ...(counts === undefined ? {} : countColumns(counts)),
        ...(checked === undefined ? {} : { checked_on: checked?.on ?? null, checked_seq: checked?.seq ?? null }),
      })
      .where('import_id', '=', importId),
  )
}

function countColumns(counts: BookImportCounts) {
  return {
    rows_total: counts.rows,
    rows_new: counts.new,
    rows_existing: counts.existing,
    rows_in_file: counts.inFile,
    rows_errors: counts.errors,
    rows_warnings: counts.warnings,
    rows_filed: counts.filed,
  }
}

export function countsOf(row: Schema['ledger_imports']): BookImportCounts {
  return {
    rows: row.rows_total,
    new: row.rows_new,
    existing: row.rows_existing,
    inFile: row.rows_in_file,
    errors: row.rows_errors,
    warnings: row.rows_warnings,
    filed: row.rows_filed,
  }
}

export function findImport(db: ReadDb, importId: string): StoredImport | undefined {
  const row = db.one(q.selectFrom('ledger_imports').selectAll().where('import_id', '=', importId))
  if (row === undefined) return undefined
  return {
    importId: row.import_id,
    book: row.book,
    fileName: row.file_name,
    format: row.format,
    encoding: row.encoding,
    sheet: row.sheet,
    sheets: JSON.parse(row.sheets) as StoredImport['sheets'],
    columns: JSON.parse(row.columns) as StoredImport['columns'],
    notices: JSON.parse(row.notices) as StoredImport['notices'],
    shape: row.shape,
    mapping: JSON.parse(row.mapping) as BookMapping,
    mappedBy: row.mapped_by as StoredImport['mappedBy'],
    repairs: JSON.parse(row.repairs) as StoredImport['repairs'],
    problems: JSON.parse(row.problems) as StoredImport['problems'],
    accountId: row.account_id,
    at: row.at,
    state: row.state as ImportState,
    counts: countsOf(row),
    checked: row.checked_on === null || row.checked_seq === null ? null : { on: row.checked_on, seq: row.checked_seq },
  }
}

const mostListed = 100

/** Newest first. */
export function listImports(db: ReadDb, book: string | undefined) {
  const all = q
    .selectFrom('ledger_imports')
    .innerJoin('accounts', 'accounts.account_id', 'ledger_imports.account_id')
    .selectAll('ledger_imports')
    .select('accounts.name as by')
    .orderBy('at', 'desc')
    .orderBy('import_id', 'desc')
    .limit(mostListed)
  return db.all(book === undefined ? all : all.where('book', '=', book))
}

export function deleteImport(tx: WriteDb, importId: string): void {
  tx.run(q.deleteFrom('ledger_imports').where('import_id', '=', importId))
}

/** Imports that nobody filed anything of, and rows that were sent back, from before an instant. */
export function staleImports(db: ReadDb, before: string): { importId: string; begun: boolean }[] {
  return db
    .prepare<[string], { importId: string; state: string }>(
      `SELECT import_id AS importId, state FROM ledger_imports WHERE at < ?
         AND (state IN ('read', 'checked') OR EXISTS (SELECT 1 FROM ledger_import_rows AS r
           WHERE r.import_id = ledger_imports.import_id)) LIMIT 20`,
    )
    .all(before)
    .map(({ importId, state }) => ({ importId, begun: state !== 'read' && state !== 'checked' }))
}

/** The number of the newest audit row. */
export function auditSeq(db: ReadDb): number {
  return db.prepare<[], { seq: number }>('SELECT seq FROM audit_head').one()?.seq ?? 0
}

/** Whether something was done since an audit row that a check may see otherwise: entries, accounts, duty. Looks and drafts do not count. */
export function changedSince(db: ReadDb, seq: number, importId: string): boolean {
  return (
    db
      .prepare<[number, string], { seq: number }>(
        `SELECT seq FROM audit_log WHERE seq > ? AND coalesce(record, '') <> ?
           AND action NOT IN ('search', 'view', 'reveal', 'prefill', 'print', 'export', 'draft-open', 'log-in', 'log-in-failed',
             'lock', 'resume', 'import-preview', 'audit-read', 'check', 'denied', 'backup') LIMIT 1`,
      )
      .one(seq, importId) !== undefined
  )
}

export type Remembered = { readonly mapping: BookMapping; readonly repairs: readonly ImportRepair[] }

export function rememberedMapping(db: ReadDb, book: string, shape: string): Remembered | undefined {
  const row = db.one(
    q.selectFrom('ledger_mappings').select(['mapping', 'repairs']).where('book', '=', book).where('shape', '=', shape),
  )
  return row && { mapping: JSON.parse(row.mapping) as BookMapping, repairs: JSON.parse(row.repairs) as ImportRepair[] }
}

export function rememberMapping(
  tx: WriteDb,
  { book, shape, at, mapping, repairs }: Remembered & { book: string; shape: string; at: string },
): void {
  const values = { mapping: JSON.stringify(mapping), repairs: JSON.stringify(repairs), updated_at: at }
  tx.run(
    q
      .insertInto('ledger_mappings')
      .values({ book, shape, ...values })
      .onConflict((conflict) => conflict.columns(['book', 'shape']).doUpdateSet(values)),
  )
}
