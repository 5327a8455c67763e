import type { Schema } from '../../../db/schema.ts'
import { q } from '../../query.ts'
import type { ReadDb, WriteDb } from '../../store/sql.ts'

export type CopyRecord = Schema['paper_copies']
export type RowRecord = Schema['paper_rows']
export type CopyWithPeople = CopyRecord & {
  readonly officer_name: string
  readonly holder_name: string
  readonly maker_name: string
  readonly returner_name: string | null
  readonly destroyer_name: string | null
  readonly typist_name: string | null
  readonly rows: number
  readonly typed: number
  readonly filed: number
}

const mostListed = 500

const copySql = `SELECT c.*, o.name AS officer_name, h.name AS holder_name, m.name AS maker_name, r.name AS returner_name,
    d.name AS destroyer_name, t.name AS typist_name,
    (SELECT count(*) FROM paper_rows AS p WHERE p.copy_id = c.copy_id) AS rows,
    (SELECT count(*) FROM paper_rows AS p WHERE p.copy_id = c.copy_id AND p.outcome IS NOT NULL) AS typed,
    (SELECT count(*) FROM paper_rows AS p JOIN entries AS e ON e.entry_id = p.visit_id
      WHERE p.copy_id = c.copy_id AND e.stage <> 'voided') AS filed
  FROM paper_copies AS c JOIN accounts AS o ON o.account_id = c.officer_id JOIN accounts AS h ON h.account_id = c.holder_id
    JOIN accounts AS m ON m.account_id = c.made_by LEFT JOIN accounts AS r ON r.account_id = c.returned_by
    LEFT JOIN accounts AS d ON d.account_id = c.destroyed_by LEFT JOIN accounts AS t ON t.account_id = c.typist_id`

/** Newest first; of one account only: those that it walks with, holds or made. */
export function listCopies(db: ReadDb, of: string | null): CopyWithPeople[] {
  const own = of === null ? '' : 'WHERE ? IN (c.officer_id, c.holder_id, c.made_by)'
  return db
    .prepare<(string | number)[], CopyWithPeople>(`${copySql} ${own} ORDER BY c.made_at DESC, c.number DESC LIMIT ?`)
    .all(...(of === null ? [] : [of]), mostListed)
}

export function findCopyWithPeople(db: ReadDb, copyId: string): CopyWithPeople | undefined {
  return db.prepare<[string], CopyWithPeople>(`${copySql} WHERE c.copy_id = ?`).one(copyId)
}

export function findCopy(db: ReadDb, copyId: string): CopyRecord | undefined {
  return db.one(q.selectFrom('paper_copies').selectAll().where('copy_id', '=', copyId))
}

export function insertCopy(db: WriteDb, copy: CopyRecord): void {
  db.run(q.insertInto('paper_copies').values(copy))
}

export function updateCopy(db: WriteDb, copyId: string, changes: Partial<CopyRecord>): void {
  db.run(q.updateTable('paper_copies').set(changes).where('copy_id', '=', copyId))
}

export function insertRow(
  db: WriteDb,
  row: Pick<RowRecord, 'copy_id' | 'position' | 'household' | 'entry_id' | 'version' | 'state'>,
): void {
  const empty = {
    outcome: null,
    day: null,
    phone: null,
    note: null,
    seen_version: null,
    typed_at: null,
    visit_id: null,
  }
  db.run(q.insertInto('paper_rows').values({ ...row, ...empty, revision: 0 }))
}

export type KeptRow = RowRecord & { readonly visit_number: string | null }
type JoinedRow = KeptRow & { readonly visit_stage: string | null }

const rowSql = `SELECT p.*, e.number AS visit_number, e.stage AS visit_stage FROM paper_rows AS p
  LEFT JOIN entries AS e ON e.entry_id = p.visit_id WHERE p.copy_id = ?`

/** Rows in the order of the paper; `visit_id` only where the visit is still in force. */
export function rowsOfCopy(db: ReadDb, copyId: string): KeptRow[] {
  return db.prepare<[string], JoinedRow>(`${rowSql} ORDER BY p.position`).all(copyId).map(inForce)
}

export function findRow(db: ReadDb, copyId: string, position: number): KeptRow | undefined {
  const row = db.prepare<[string, number], JoinedRow>(`${rowSql} AND p.position = ?`).one(copyId, position)
  return row === undefined ? undefined : inForce(row)
}

function inForce(row: JoinedRow): KeptRow {
  return row.visit_stage === 'voided' ? { ...row, visit_id: null, visit_number: null } : row
}

export function updateRow(db: WriteDb, at: { copyId: string; position: number }, changes: Partial<RowRecord>): void {
  db.run(q.updateTable('paper_rows').set(changes).where('copy_id', '=', at.copyId).where('position', '=', at.position))
}

export function setVisit(db: WriteDb, copyId: string, household: number, visitId: string): void {
  db.run(
    q
      .updateTable('paper_rows')
      .set({ visit_id: visitId })
      .where('copy_id', '=', copyId)
      .where('household', '=', household)
      .where('outcome', 'is not', null),
  )
}

export function insertNewcomer(db: WriteDb, newcomer: Schema['paper_newcomers']): void {
  db.run(q.insertInto('paper_newcomers').values(newcomer))
}

/** Drafts that were opened for people who were not on the paper, and whether they were filed; a discarded one is gone. */
export function newcomersOf(
  db: ReadDb,
  copyId: string,
): { household: number; draftId: string; book: string; filed: number }[] {
  return db
    .prepare<[string], { household: number; draftId: string; book: string; filed: number }>(
      `SELECT n.household, n.draft_id AS draftId, n.book, d.draft_id IS NULL OR d.gone_entry IS NOT NULL AS filed
       FROM paper_newcomers AS n LEFT JOIN drafts AS d ON d.draft_id = n.draft_id
       WHERE n.copy_id = ? AND NOT (d.gone_act IS NOT NULL AND d.gone_entry IS NULL) ORDER BY n.at, n.draft_id`,
    )
    .all(copyId)
}

/** Copies that went out before an instant and have neither come back nor been destroyed. */
export function countOutSince(db: ReadDb, before: string, of: string | null): number {
  const own = of === null ? '' : 'AND ? IN (officer_id, holder_id, made_by)'
  return (
    db
      .prepare<string[], { n: number }>(
        `SELECT count(*) AS n FROM paper_copies
         WHERE returned_at IS NULL AND destroyed_at IS NULL AND made_at < ? ${own}`,
      )
      .one(before, ...(of === null ? [] : [of]))?.n ?? 0
  )
}

/** The next number of a year: Z2026-0001. */
export function nextCopyNumber(tx: WriteDb, year: string): string {
  const name = `walk-list-${year}`
  tx.prepare<[string], never>(
    'INSERT INTO counters (name, value) VALUES (?, 1) ON CONFLICT (name) DO UPDATE SET value = value + 1',
  ).run(name)
  const value = tx.one(q.selectFrom('counters').select('value').where('name', '=', name))?.value ?? 1
  return `Z${year}-${String(value).padStart(4, '0')}`
}

export function isActiveStaff(db: ReadDb, accountId: string, roles: readonly string[]): boolean {
  const account = db.one(q.selectFrom('accounts').select(['role', 'active']).where('account_id', '=', accountId))
  return account?.active === 1 && roles.includes(account.role)
}
