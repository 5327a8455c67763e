import type { DutyImportId, ImportKind, PastDutyImport } from '../../../src-contract/features/duty.shapes.ts'
import type { Instant } from '../../../src-contract/ids.ts'
import { q } from '../../query.ts'
import type { ReadDb, WriteDb } from '../../store/sql.ts'

export function insertImport(
  tx: WriteDb,
  done: {
    importId: string
    kind: ImportKind | 'inspections'
    fileName: string
    fileHash: string
    accountId: string
    at: string
    counts: { rows: number; new: number; changed: number; unchanged: number }
  },
): void {
  tx.run(
    q.insertInto('duty_imports').values({
      import_id: done.importId,
      kind: done.kind,
      file_name: done.fileName,
      file_hash: done.fileHash,
      account_id: done.accountId,
      applied_at: done.at,
      rows_total: done.counts.rows,
      rows_new: done.counts.new,
      rows_changed: done.counts.changed,
      rows_unchanged: done.counts.unchanged,
      undone_at: null,
      undone_by: null,
    }),
  )
}

export function importHead(db: ReadDb, importId: string) {
  return db.one(q.selectFrom('duty_imports').selectAll().where('import_id', '=', importId))
}

export function markUndone(tx: WriteDb, importId: string, at: string, by: string): void {
  tx.run(q.updateTable('duty_imports').set({ undone_at: at, undone_by: by }).where('import_id', '=', importId))
}

/** The last hundred, the newest first. */
export function pastImports(db: ReadDb, kind: ImportKind): PastDutyImport[] {
  return db
    .all(
      q
        .selectFrom('duty_imports as i')
        .innerJoin('accounts as a', 'a.account_id', 'i.account_id')
        .leftJoin('accounts as u', 'u.account_id', 'i.undone_by')
        .selectAll('i')
        .select(['a.name as by', 'u.name as undone_name'])
        .where('i.kind', '=', kind)
        .orderBy('i.applied_at', 'desc')
        .orderBy('i.import_id', 'desc')
        .limit(100),
    )
    .map((row) => ({
      importId: row.import_id as DutyImportId,
      kind: row.kind as ImportKind,
      fileName: row.file_name,
      at: row.applied_at as Instant,
      by: row.by,
      counts: { rows: row.rows_total, new: row.rows_new, changed: row.rows_changed, unchanged: row.rows_unchanged },
      undoneAt: row.undone_at as Instant | null,
      undoneBy: row.undone_name,
    }))
}
