import type { OutputOf, ParsedInputOf } from '../../../src-contract/contract.ts'
import { failure, success, type Result } from '../../../src-contract/errors.ts'
import type { Filled } from '../../../src-contract/features/returns.shapes.ts'
import type { Context } from '../../rpc/context.ts'
import { sheetsOf, shownTemplate } from './directory.service.ts'
import { changesFor, emptyCells } from './fill-changes.rules.ts'
import { findReturn, findSubmission, newestTemplate, templateFile, templateOf, withContent } from './returns.repo.ts'
import { shownSubmissions } from './submissions.ts'
import { fillTemplateFile } from './template/template-thread.ts'

/** A submission with the edition of the form that it was made on. */
export async function readSubmission(
  ctx: Context,
  { submissionId }: ParsedInputOf<'returns.submission'>,
): Promise<Result<OutputOf<'returns.submission'>, 'returns/gone' | 'returns/not-here'>> {
  const record = findSubmission(ctx.db, submissionId)
  const template = record && templateOf(ctx.db, record.template_id)
  if (record === undefined || template === undefined) return failure('returns/gone')
  if (template.layout === null || !withContent(ctx.db, [submissionId]).has(submissionId))
    return failure('returns/not-here')
  const { accountId } = ctx.session
  const filled = await ctx.read('returns.frozen', { submissionId, caller: accountId })
  const [submission] = shownSubmissions(ctx.db, [record], accountId)
  if (filled === null || submission === undefined) return failure('returns/gone')
  return success({ submission, template: shownTemplate(ctx.db, template), filled })
}

/** The filled template. The audit row comes before the file: what leaves the program is on record. */
export async function writeFile(
  ctx: Context,
  input: ParsedInputOf<'returns.file'>,
): Promise<
  Result<OutputOf<'returns.file'>, 'returns/gone' | 'returns/not-here' | 'returns/period-unknown' | 'file/unreadable'>
> {
  const { returnId, period, submissionId } = input
  if (findReturn(ctx.db, returnId) === undefined) return failure('returns/gone')
  const { accountId, station } = ctx.session
  let filled: Filled | null
  let template = newestTemplate(ctx.db, returnId)
  if (submissionId === undefined) {
    if (template?.layout === null) return failure('returns/not-here')
    filled = await ctx.read('returns.fill', {
      ...{ returnId, period, today: ctx.today, station: station.name, caller: accountId },
    })
    if (filled === null) return failure('returns/period-unknown')
  } else {
    const record = findSubmission(ctx.db, submissionId)
    if (record === undefined || record.return_id !== returnId) return failure('returns/gone')
    if (!withContent(ctx.db, [submissionId]).has(submissionId)) return failure('returns/not-here')
    filled = await ctx.read('returns.frozen', { submissionId, caller: accountId })
    template = templateOf(ctx.db, record.template_id)
  }
  if (filled === null || template === undefined) return failure('returns/gone')
  const bytes = templateFile(ctx.db, template.template_id)
  if (bytes === undefined) return failure('returns/not-here')
  const written = await fillTemplateFile(bytes, changesFor(filled, sheetsOf(template)), ctx.signal)
  if (!written.ok) return failure('file/unreadable')
  const empty = emptyCells(filled)
  ctx.audit({
    action: 'export',
    record: submissionId ?? returnId,
    detail: { return: returnId, period, template: template.version, empty, bytes: written.value.length },
  })
  return success({ file: written.value, empty })
}
