import type { OutputOf, ParsedInputOf } from '../../../src-contract/contract.ts'
import { failure, success, type ErrorCode, type Result } from '../../../src-contract/errors.ts'
import type {
  ReturnId,
  ReturnRow,
  Template,
  TemplateNotice,
  TemplateSheet,
} from '../../../src-contract/features/returns.shapes.ts'
import type { FileId, Instant } from '../../../src-contract/ids.ts'
import { periodKind } from '../../../src-domain/periods/periods.ts'
import { keepBindings } from '../../../src-domain/returns/keep-bindings.ts'
import type { Context } from '../../rpc/context.ts'
import type { ReadDb } from '../../store/sql.ts'
import { mayStartWith, periodsOf } from './periods.rules.ts'
import {
  allReturns,
  bindingsOf,
  countBindings,
  findReturn,
  freeCell,
  insertReturn,
  insertTemplate,
  isNameTaken,
  namesOf,
  newestTemplate,
  submissionsOf,
  updateReturn,
  type ReturnRecord,
  type TemplateRecord,
} from './returns.repo.ts'
import { sha256 } from './snapshot.ts'
import { shownSubmissions } from './submissions.ts'
import type { ReadTemplate } from './template/read-template.ts'
import type { TemplateErrorCode } from './template/template-failure.ts'
import { readTemplateFile } from './template/template-thread.ts'

export function listReturns(ctx: Context): OutputOf<'returns.list'> {
  const bound = countBindings(ctx.db)
  return {
    returns: allReturns(ctx.db).map((record) => rowOf(ctx.db, record, bound.get(record.return_id) ?? 0, ctx.today)),
  }
}

function rowOf(db: ReadDb, record: ReturnRecord, bound: number, today: string): ReturnRow {
  const submissions = submissionsOf(db, record.return_id)
  const periods = periodsOf(record, submissions, today)
  const pending = periods.filter((period) => period.to < today && period.status !== 'sent')
  const sent = submissions.find((one) => one.status === 'sent')
  const next = pending.at(-1) ?? periods[0]
  if (next === undefined) throw new Error('a return of a kind that the catalog no longer has')
  return {
    returnId: record.return_id as ReturnId,
    name: record.name,
    issuer: record.issuer,
    periodKind: record.period_kind,
    dueDays: record.due_days,
    startsWith: record.starts_with,
    active: record.active === 1,
    bound,
    next,
    lastSent:
      sent === undefined ? null : { period: sent.period, at: (sent.reviewed_at ?? sent.submitted_at) as Instant },
  }
}

type FileError = Extract<TemplateErrorCode, ErrorCode>

async function readPicked(
  ctx: Context,
  fileId: FileId,
): Promise<Result<{ name: string; read: ReadTemplate }, FileError>> {
  const file = ctx.files.get(fileId)
  if (file === undefined) return failure('file/not-found')
  const read = await readTemplateFile(file.path, ctx.signal)
  return read.ok ? success({ name: file.name, read: read.value }) : failure(read.error.code, read.error.params)
}

/** Puts a return and its template into the directory. */
export async function createReturn(
  ctx: Context,
  input: ParsedInputOf<'returns.create'>,
): Promise<Result<OutputOf<'returns.create'>, FileError | 'returns/period-unknown' | 'returns/name-taken'>> {
  const kind = periodKind(input.periodKind)
  if (kind === undefined || !mayStartWith(kind, input.startsWith, ctx.today)) return failure('returns/period-unknown')
  const picked = await readPicked(ctx, input.fileId)
  if (!picked.ok) return picked
  const { name: fileName, read } = picked.value
  const created = ctx.commit((tx) => {
    if (isNameTaken(tx, input.name, '', false)) return failure('returns/name-taken')
    const returnId = ctx.newId()
    insertReturn(tx, {
      return_id: returnId,
      name: input.name,
      issuer: input.issuer,
      period_kind: kind.id,
      due_days: input.dueDays,
      starts_with: input.startsWith,
      active: 1,
      revision: 1,
      account_id: ctx.session.accountId,
      created_at: ctx.now,
    })
    insertTemplate(tx, templateRow(ctx, returnId, 1, fileName, read))
    tx.audit({
      action: 'return-change',
      record: returnId,
      detail: { created: true, template: 1, sha256: sha256(read.file) },
    })
    return success({ returnId: returnId as ReturnId, notices: read.notices })
  })
  if (created.ok) ctx.emit({ name: 'data-changed', what: 'returns' })
  return created
}

function templateRow(ctx: Context, returnId: string, version: number, fileName: string, read: ReadTemplate) {
  return {
    template_id: ctx.newId(),
    return_id: returnId,
    version,
    account_id: ctx.session.accountId,
    at: ctx.now,
    file_name: fileName,
    sha256: sha256(read.file),
    size: read.file.length,
    notices: JSON.stringify(read.notices),
    layout: JSON.stringify(read.sheets),
    file: Buffer.from(read.file),
  }
}

/** One that ended because another PC had made the same keeps its name while it stays so. */
function takesName(db: ReadDb, before: ReturnRecord, { name, active }: { name: string; active: boolean }): boolean {
  if (name === before.name && (!active || before.active === 1)) return false
  return isNameTaken(db, name, before.return_id, name === before.name)
}

export function changeReturn(
  ctx: Context,
  input: ParsedInputOf<'returns.update'>,
): Result<OutputOf<'returns.update'>, 'returns/gone' | 'returns/name-taken'> {
  const changed = ctx.commit((tx) => {
    const record = findReturn(tx, input.returnId)
    if (record === undefined) return failure('returns/gone')
    if (takesName(tx, record, input)) return failure('returns/name-taken')
    const { name, issuer, dueDays: due_days } = input
    updateReturn(tx, input.returnId, { name, issuer, due_days, active: input.active ? 1 : 0 })
    tx.audit({ action: 'return-change', record: input.returnId, detail: { active: input.active } })
    return success({})
  })
  if (changed.ok) ctx.emit({ name: 'data-changed', what: 'returns' })
  return changed
}

/** Keeps a newer edition of the form beside the older ones, which the frozen submissions still need. */
export async function replaceTemplate(
  ctx: Context,
  input: ParsedInputOf<'returns.replaceTemplate'>,
): Promise<
  Result<
    OutputOf<'returns.replaceTemplate'>,
    FileError | 'returns/gone' | 'returns/not-here' | 'returns/awaiting-review'
  >
> {
  if (findReturn(ctx.db, input.returnId) === undefined) return failure('returns/gone')
  const picked = await readPicked(ctx, input.fileId)
  if (!picked.ok) return picked
  const { name: fileName, read } = picked.value
  const replaced = ctx.commit((tx) => {
    const record = findReturn(tx, input.returnId)
    const before = newestTemplate(tx, input.returnId)
    if (record === undefined || before === undefined) return failure('returns/gone')
    if (submissionsOf(tx, input.returnId).some((one) => one.status === 'submitted'))
      return failure('returns/awaiting-review')
    // Which bindings stay is seen by the headings of the edition before.
    if (before.layout === null) return failure('returns/not-here')
    const version = before.version + 1
    const { kept, dropped } = keepBindings(bindingsOf(tx, input.returnId), sheetsOf(before), read.sheets)
    const who = { returnId: input.returnId, accountId: ctx.session.accountId, at: ctx.now }
    for (const { sheet, cell } of dropped) freeCell(tx, { ...who, sheet, cell })
    insertTemplate(tx, templateRow(ctx, input.returnId, version, fileName, read))
    updateReturn(tx, input.returnId, { revision: record.revision + 1 })
    tx.audit({
      action: 'return-change',
      record: input.returnId,
      detail: { template: version, dropped: dropped.length, sha256: sha256(read.file) },
    })
    return success({ version, notices: read.notices, kept: kept.length, dropped })
  })
  if (replaced.ok) ctx.emit({ name: 'data-changed', what: 'returns' })
  return replaced
}

/** The form, its bindings, its periods and what was sent. */
export function openReturn(
  ctx: Context,
  { returnId }: ParsedInputOf<'returns.open'>,
): Result<OutputOf<'returns.open'>, 'returns/gone'> {
  const record = findReturn(ctx.db, returnId)
  const template = newestTemplate(ctx.db, returnId)
  if (record === undefined || template === undefined) return failure('returns/gone')
  const bindings = bindingsOf(ctx.db, returnId)
  const submissions = submissionsOf(ctx.db, returnId)
  return success({
    row: rowOf(ctx.db, record, bindings.length, ctx.today),
    revision: record.revision,
    template: shownTemplate(ctx.db, template),
    bindings,
    periods: periodsOf(record, submissions, ctx.today),
    submissions: shownSubmissions(ctx.db, submissions, ctx.session.accountId),
  })
}

export function shownTemplate(db: ReadDb, template: TemplateRecord): Template {
  return {
    version: template.version,
    here: template.layout !== null,
    fileName: template.file_name,
    at: template.at as Instant,
    by: namesOf(db, [template.account_id]).get(template.account_id) ?? '',
    notices: JSON.parse(template.notices) as TemplateNotice[],
    sheets: sheetsOf(template),
  }
}

/** None where the form has not come from the platform yet. */
export function sheetsOf(template: Pick<TemplateRecord, 'layout'>): TemplateSheet[] {
  return template.layout === null ? [] : (JSON.parse(template.layout) as TemplateSheet[])
}

export function isFormHere(db: ReadDb, returnId: string): boolean {
  const template = newestTemplate(db, returnId)
  return template !== undefined && template.layout !== null
}
