import type { Declared, ImportCounts, Mapping } from '../../../src-contract/features/sources.contract.ts'
import type { SystemId } from '../../../src-contract/systems.ts'
import { q } from '../../query.ts'
import type { ReadDb, WriteDb } from '../../store/sql.ts'

export type StoredImport = {
  readonly importId: string
  readonly system: SystemId
  readonly fileName: string
  /** SHA-256 of the file, hex. */
  readonly fileHash: string
  readonly sheet: string
  readonly declared: Declared
  readonly mapping: Mapping
  readonly accountId: string
  readonly at: string
  readonly counts: ImportCounts
  readonly newest: string | null
}

export function insertPreview(tx: WriteDb, preview: StoredImport): void {
  const { counts } = preview
  tx.run(
    q.insertInto('source_imports').values({
      import_id: preview.importId,
      system: preview.system,
      file_name: preview.fileName,
      file_hash: preview.fileHash,
      sheet: preview.sheet,
      declared: preview.declared,
      mapping: JSON.stringify(preview.mapping),
      account_id: preview.accountId,
      previewed_at: preview.at,
      applied_at: null,
      rows_total: counts.rows,
      rows_new: counts.new,
      rows_changed: counts.changed,
      rows_unchanged: counts.unchanged,
      rows_not_in_file: counts.notInFile,
      rows_rejected: counts.rejected,
      newest_source_time: preview.newest,
    }),
  )
}

/** A preview that is still to be applied; undefined when there is none, or it was applied. */
export function openPreview(db: ReadDb, importId: string): StoredImport | undefined {
  const row = db.one(
    q.selectFrom('source_imports').selectAll().where('import_id', '=', importId).where('applied_at', 'is', null),
  )
  if (!row) return undefined
  return {
    importId: row.import_id,
    system: row.system as SystemId,
    fileName: row.file_name,
    fileHash: row.file_hash,
    sheet: row.sheet,
    declared: row.declared as Declared,
    mapping: JSON.parse(row.mapping) as Mapping,
    accountId: row.account_id,
    at: row.previewed_at,
    counts: countsOf(row),
    newest: row.newest_source_time,
  }
}

type CountColumns = {
  rows_total: number
  rows_new: number
  rows_changed: number
  rows_unchanged: number
  rows_not_in_file: number | null
  rows_rejected: number
}

export function countsOf(row: CountColumns): ImportCounts {
  return {
    rows: row.rows_total,
    new: row.rows_new,
    changed: row.rows_changed,
    unchanged: row.rows_unchanged,
    notInFile: row.rows_not_in_file,
    rejected: row.rows_rejected,
  }
}

export function markApplied(tx: WriteDb, importId: string, at: string, accountId: string): void {
  tx.run(
    q.updateTable('source_imports').set({ applied_at: at, account_id: accountId }).where('import_id', '=', importId),
  )
}

/** Previews that nobody applied are of no use the day after. */
export function forgetPreviewsBefore(tx: WriteDb, at: string): void {
  tx.run(q.deleteFrom('source_imports').where('applied_at', 'is', null).where('previewed_at', '<', at))
}

const mostListed = 200

/** Applied imports, the newest first. */
export function appliedImports(db: ReadDb, system: SystemId | undefined) {
  const all = q
    .selectFrom('source_imports')
    .leftJoin('accounts', 'accounts.account_id', 'source_imports.account_id')
    .selectAll('source_imports')
    .select('accounts.name as by')
    .where('applied_at', 'is not', null)
    .orderBy('applied_at', 'desc')
    .orderBy('import_id', 'desc')
    .limit(mostListed)
  return db.all(system === undefined ? all : all.where('system', '=', system))
}

export function rememberedMapping(db: ReadDb, system: SystemId, shape: string): Mapping | undefined {
  const row = db.one(
    q.selectFrom('source_mappings').select('mapping').where('system', '=', system).where('shape', '=', shape),
  )
  return row && (JSON.parse(row.mapping) as Mapping)
}

export function rememberMapping(tx: WriteDb, system: SystemId, shape: string, mapping: Mapping, at: string): void {
  const values = { mapping: JSON.stringify(mapping), updated_at: at }
  tx.run(
    q
      .insertInto('source_mappings')
      .values({ system, shape, ...values })
      .onConflict((conflict) => conflict.columns(['system', 'shape']).doUpdateSet(values)),
  )
}
