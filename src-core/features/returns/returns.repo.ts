import type { Schema } from '../../../db/schema.ts'
import type { Binding, BoundCell } from '../../../src-contract/features/returns.shapes.ts'
import { canonicalJson, type Json } from '../../../src-domain/canonical/canonical-json.ts'
import { q } from '../../query.ts'
import type { ReadDb, WriteDb } from '../../store/sql.ts'

export type ReturnRecord = Schema['returns']
export type TemplateRecord = Omit<Schema['return_templates'], 'row_id' | 'file'>
/** Without the snapshot, which may be large. */
export type SubmissionRecord = Omit<Schema['return_submissions'], 'row_id' | 'snapshot'>

export function allReturns(db: ReadDb): ReturnRecord[] {
  return db.all(q.selectFrom('returns').selectAll().orderBy('active', 'desc').orderBy('created_at'))
}

export function findReturn(db: ReadDb, returnId: string): ReturnRecord | undefined {
  return db.one(q.selectFrom('returns').selectAll().where('return_id', '=', returnId))
}

/** Two returns can have one name where two PCs made them; then one of them has ended. */
export function isNameTaken(db: ReadDb, name: string, except: string, onlyActive: boolean): boolean {
  const found = db.all(q.selectFrom('returns').select(['return_id', 'active']).where('name', '=', name))
  return found.some((one) => one.return_id !== except && (one.active === 1 || !onlyActive))
}

export function insertReturn(db: WriteDb, record: ReturnRecord): void {
  db.run(q.insertInto('returns').values(record))
}

export function updateReturn(
  db: WriteDb,
  returnId: string,
  change: Partial<Pick<ReturnRecord, 'name' | 'issuer' | 'due_days' | 'active' | 'revision'>>,
): void {
  db.run(q.updateTable('returns').set(change).where('return_id', '=', returnId))
}

const templateColumns = [
  'template_id',
  'return_id',
  'version',
  'account_id',
  'at',
  'file_name',
  'sha256',
  'size',
  'notices',
  'layout',
] as const

/** Of two editions that two PCs added at the same time the later one holds, on every PC. */
export function newestTemplate(db: ReadDb, returnId: string): TemplateRecord | undefined {
  return db.one(
    q
      .selectFrom('return_templates')
      .select(templateColumns)
      .where('return_id', '=', returnId)
      .orderBy('version', 'desc')
      .orderBy('at', 'desc')
      .orderBy('template_id', 'desc')
      .limit(1),
  )
}

export function templateOf(db: ReadDb, templateId: string): TemplateRecord | undefined {
  return db.one(q.selectFrom('return_templates').select(templateColumns).where('template_id', '=', templateId))
}

/** Undefined: it has not come from the platform yet. */
export function templateFile(db: ReadDb, templateId: string): Uint8Array | undefined {
  const found = db.one(q.selectFrom('return_templates').select('file').where('template_id', '=', templateId))
  return found?.file ?? undefined
}

export function insertTemplate(db: WriteDb, template: Omit<Schema['return_templates'], 'row_id'>): void {
  const names = [...templateColumns, 'file'] as const
  db.prepare<(string | number | Uint8Array | null)[], unknown>(
    `INSERT INTO return_templates (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`,
  ).run(...names.map((name) => template[name]))
}

export function bindingsOf(db: ReadDb, returnId: string): BoundCell[] {
  return db
    .all(
      q
        .selectFrom('return_bindings')
        .select(['sheet', 'cell', 'binding'])
        .where('return_id', '=', returnId)
        .where('binding', 'is not', null)
        .orderBy('sheet')
        .orderBy('cell'),
    )
    .map(({ sheet, cell, binding }) => ({ sheet, cell, binding: JSON.parse(binding ?? '') as Binding }))
}

export function countBindings(db: ReadDb): Map<string, number> {
  const rows = db.all(
    q
      .selectFrom('return_bindings')
      .select(['return_id', (n) => n.fn.countAll<number>().as('n')])
      .where('binding', 'is not', null)
      .groupBy('return_id'),
  )
  return new Map(rows.map((row) => [row.return_id, row.n]))
}

export type BindingWrite = { returnId: string; sheet: string; cell: string; accountId: string; at: string }

export function putBinding(db: WriteDb, place: BindingWrite, binding: Binding): void {
  const { returnId: return_id, sheet, cell, accountId: account_id, at } = place
  const text = canonicalJson(binding as unknown as Json)
  db.run(
    q
      .insertInto('return_bindings')
      .values({ return_id, sheet, cell, binding: text, account_id, at })
      .onConflict((conflict) =>
        conflict.columns(['return_id', 'sheet', 'cell']).doUpdateSet({ binding: text, account_id, at }),
      ),
  )
}

/** The row stays, so that the other PCs learn of it. */
export function freeCell(db: WriteDb, { returnId, sheet, cell, accountId, at }: BindingWrite): void {
  db.run(
    q
      .updateTable('return_bindings')
      .set({ binding: null, account_id: accountId, at })
      .where('return_id', '=', returnId)
      .where('sheet', '=', sheet)
      .where('cell', '=', cell),
  )
}

const submissionColumns = [
  'submission_id',
  'return_id',
  'period',
  'template_id',
  'template_version',
  'status',
  'preliminary',
  'filler_id',
  'submitted_at',
  'reviewer_id',
  'reviewed_at',
  'reason',
  'sha256',
  'size',
] as const

/** Newest first. */
export function submissionsOf(db: ReadDb, returnId: string): SubmissionRecord[] {
  return db.all(
    q
      .selectFrom('return_submissions')
      .select(submissionColumns)
      .where('return_id', '=', returnId)
      .orderBy('submitted_at', 'desc')
      .orderBy('submission_id', 'desc'),
  )
}

export function findSubmission(db: ReadDb, submissionId: string): SubmissionRecord | undefined {
  return db.one(q.selectFrom('return_submissions').select(submissionColumns).where('submission_id', '=', submissionId))
}

/** What was sent last for a period. */
export function lastSent(db: ReadDb, returnId: string, period: string): SubmissionRecord | undefined {
  return db.one(
    q
      .selectFrom('return_submissions')
      .select(submissionColumns)
      .where('return_id', '=', returnId)
      .where('period', '=', period)
      .where('status', '=', 'sent')
      .orderBy('submitted_at', 'desc')
      .orderBy('submission_id', 'desc')
      .limit(1),
  )
}

/** Of two that were handed in on two PCs, the one that was handed in first. */
export function waitingSubmission(db: ReadDb, returnId: string, period: string): SubmissionRecord | undefined {
  return db.one(
    q
      .selectFrom('return_submissions')
      .select(submissionColumns)
      .where('return_id', '=', returnId)
      .where('period', '=', period)
      .where('status', '=', 'submitted')
      .orderBy('submitted_at')
      .orderBy('submission_id')
      .limit(1),
  )
}

/** Undefined: what was frozen has not come from the platform yet. */
export function snapshotBytes(db: ReadDb, submissionId: string): Uint8Array | undefined {
  const found = db.one(q.selectFrom('return_submissions').select('snapshot').where('submission_id', '=', submissionId))
  return found?.snapshot ?? undefined
}

/** Those of these submissions whose content is on this PC. */
export function withContent(db: ReadDb, submissionIds: readonly string[]): ReadonlySet<string> {
  if (submissionIds.length === 0) return new Set()
  const rows = db.all(
    q
      .selectFrom('return_submissions')
      .select('submission_id')
      .where('submission_id', 'in', [...submissionIds])
      .where('snapshot', 'is not', null),
  )
  return new Set(rows.map((row) => row.submission_id))
}

export function insertSubmission(db: WriteDb, record: SubmissionRecord & { snapshot: Uint8Array | null }): void {
  const values = [...submissionColumns.map((column) => record[column]), record.snapshot]
  db.prepare<(string | number | null | Uint8Array)[], unknown>(
    `INSERT INTO return_submissions (${submissionColumns.join(', ')}, snapshot) VALUES (${values.map(() => '?').join(', ')})`,
  ).run(...values)
}

export function reviewSubmission(
  db: WriteDb,
  submissionId: string,
  change: { status: 'sent' | 'returned'; reviewer_id: string; reviewed_at: string; reason: string | null },
): void {
  db.run(q.updateTable('return_submissions').set(change).where('submission_id', '=', submissionId))
}

/** Names of accounts, also of those that are no longer active. */
export function namesOf(db: ReadDb, accountIds: readonly string[]): ReadonlyMap<string, string> {
  if (accountIds.length === 0) return new Map()
  const rows = db.all(
    q
      .selectFrom('accounts')
      .select(['account_id', 'name'])
      .where('account_id', 'in', [...new Set(accountIds)]),
  )
  return new Map(rows.map((row) => [row.account_id, row.name]))
}
