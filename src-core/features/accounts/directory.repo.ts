import type { Schema } from '../../../db/schema.ts'
import { officeRole } from '../../../src-contract/roles.ts'
import { q } from '../../query.ts'
import type { ReadDb, WriteDb } from '../../store/sql.ts'

export type KeptRecord = Schema['directory_records']
export type AccountRow = Schema['accounts']

export function findRecord(db: ReadDb, recordId: string): KeptRecord | undefined {
  return db.one(q.selectFrom('directory_records').selectAll().where('record_id', '=', recordId))
}

export function keepRecord(tx: WriteDb, record: Omit<KeptRecord, 'governs'>): void {
  const { record_id: _, ...rest } = record
  tx.run(
    q
      .insertInto('directory_records')
      .values({ ...record, governs: 0 })
      .onConflict((conflict) => conflict.column('record_id').doUpdateSet(rest)),
  )
}

/**
 * Of each account that the directory has ever named, the record that counts: the account's own before one of the same person under another
 * id, one that is active before one that is not, the newest. Null where the platform has none of them any more.
 */
export function governing(db: ReadDb): Map<string, KeptRecord | null> {
  const all = db
    .prepare<[], KeptRecord & { there: number }>(
      `SELECT d.*, EXISTS (SELECT 1 FROM sync_rows AS r WHERE r.tbl = 'directory' AND r.row_id = d.record_id) AS there
       FROM directory_records AS d
       ORDER BY d.account_id, d.record_id = d.account_id DESC, d.active DESC, d.at DESC, d.record_id`,
    )
    .all()
  const found = new Map<string, KeptRecord | null>()
  for (const { there, ...record } of all) {
    if (there === 1 && (found.get(record.account_id) ?? null) === null) found.set(record.account_id, record)
    else if (!found.has(record.account_id)) found.set(record.account_id, null)
  }
  return found
}

/** Records that count, as they were marked last. */
export function markGoverning(tx: WriteDb, recordIds: ReadonlySet<string>): void {
  const all = tx.all(q.selectFrom('directory_records').select(['record_id', 'governs']))
  const mark = tx.prepare<[number, string], never>('UPDATE directory_records SET governs = ? WHERE record_id = ?')
  for (const { record_id, governs } of all) {
    const counts = recordIds.has(record_id) ? 1 : 0
    if (counts !== governs) mark.run(counts, record_id)
  }
}

/** The record that counts of an account, as it was settled last. */
export function governingOf(db: ReadDb, accountId: string): KeptRecord | undefined {
  const counts = q.selectFrom('directory_records').selectAll().where('governs', '=', 1)
  return db.one(counts.where('account_id', '=', accountId))
}

export function accountRow(db: ReadDb, accountId: string): AccountRow | undefined {
  return db.one(q.selectFrom('accounts').selectAll().where('account_id', '=', accountId))
}

/** Somebody of the station with this number; nobody has an empty one. */
export function accountByNumber(db: ReadDb, staffNumber: string): AccountRow | undefined {
  if (staffNumber === '') return undefined
  const ofStation = q.selectFrom('accounts').selectAll().where('role', '!=', officeRole)
  return db.one(ofStation.where('staff_number', '=', staffNumber).orderBy('account_id'))
}

export function setAccountRow(tx: WriteDb, accountId: string, change: Partial<AccountRow>): void {
  tx.run(q.updateTable('accounts').set(change).where('account_id', '=', accountId))
}

export function isClosed(db: ReadDb, accountId: string): boolean {
  return db.one(q.selectFrom('closed_accounts').selectAll().where('account_id', '=', accountId)) !== undefined
}

export function setClosed(tx: WriteDb, accountId: string, closed: boolean): void {
  if (closed)
    tx.run(
      q
        .insertInto('closed_accounts')
        .values({ account_id: accountId })
        .onConflict((conflict) => conflict.doNothing()),
    )
  else tx.run(q.deleteFrom('closed_accounts').where('account_id', '=', accountId))
}
