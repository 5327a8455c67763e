import type { OutputOf, ParsedInputOf } from '../../../src-contract/contract.ts'
import { failure, success, type Result } from '../../../src-contract/errors.ts'
import type { SubmissionId } from '../../../src-contract/features/returns.shapes.ts'
import type { Context } from '../../rpc/context.ts'
import { isFormHere } from './directory.service.ts'
import {
  findReturn,
  findSubmission,
  insertSubmission,
  newestTemplate,
  reviewSubmission,
  waitingSubmission,
  withContent,
} from './returns.repo.ts'

type SubmitError =
  | 'returns/gone'
  | 'returns/not-here'
  | 'returns/period-unknown'
  | 'returns/nothing-bound'
  | 'returns/changed'
  | 'returns/incomplete'
  | 'returns/awaiting-review'

/**
 * Freezes a return as its filler saw it (`contentHash`) and hands it to another person. Counted once more in a reader, outside of the
 * transaction: what is frozen is one state of the ledgers, whatever is filed meanwhile.
 */
export async function submitReturn(
  ctx: Context,
  input: ParsedInputOf<'returns.submit'>,
): Promise<Result<OutputOf<'returns.submit'>, SubmitError>> {
  const { returnId, period } = input
  if (findReturn(ctx.db, returnId) === undefined) return failure('returns/gone')
  if (!isFormHere(ctx.db, returnId)) return failure('returns/not-here')
  const { station, accountId } = ctx.session
  const frozen = await ctx.read('returns.freeze', {
    ...{ returnId, period, today: ctx.today, station: station.name },
    ...{ stationId: station.id, filler: accountId, at: ctx.now },
  })
  if (frozen === null) return failure('returns/period-unknown')
  if (frozen.bound === 0) return failure('returns/nothing-bound')
  if (frozen.contentHash !== input.contentHash) return failure('returns/changed')
  if (!input.acceptIncomplete && (frozen.preliminary || frozen.empty > 0)) {
    const { preliminary, empty } = frozen
    return failure('returns/incomplete', empty > 0 ? { preliminary, empty } : { preliminary })
  }
  const submitted = ctx.commit((tx) => {
    if (waitingSubmission(tx, returnId, period) !== undefined) return failure('returns/awaiting-review')
    // Another edition of the form came in between: the filler has not seen it.
    if (newestTemplate(tx, returnId)?.template_id !== frozen.templateId) return failure('returns/changed')
    const submissionId = ctx.newId()
    insertSubmission(tx, {
      submission_id: submissionId,
      return_id: returnId,
      period,
      template_id: frozen.templateId,
      template_version: frozen.templateVersion,
      status: 'submitted',
      preliminary: frozen.preliminary ? 1 : 0,
      filler_id: accountId,
      submitted_at: ctx.now,
      reviewer_id: null,
      reviewed_at: null,
      reason: null,
      sha256: frozen.sha256,
      size: frozen.size,
      snapshot: frozen.bytes,
    })
    tx.audit({
      action: 'return-submit',
      record: submissionId,
      detail: { return: returnId, period, sha256: frozen.sha256, cells: frozen.bound, empty: frozen.empty },
    })
    return success({ submissionId: submissionId as SubmissionId, sha256: frozen.sha256 })
  })
  if (submitted.ok) ctx.emit({ name: 'data-changed', what: 'returns' })
  return submitted
}

type ReviewError =
  'returns/gone' | 'returns/not-here' | 'returns/own-submission' | 'returns/reviewed' | 'returns/reason-missing'

/** The second person's word. Whoever filled it in can say nothing here, whatever their role. */
export function reviewReturn(
  ctx: Context,
  { submissionId, confirm, reason }: ParsedInputOf<'returns.review'>,
): Result<OutputOf<'returns.review'>, ReviewError> {
  const { accountId } = ctx.session
  const reviewed = ctx.commit((tx) => {
    const record = findSubmission(tx, submissionId)
    if (record === undefined) return failure('returns/gone')
    if (record.filler_id === accountId) return failure('returns/own-submission')
    if (record.status !== 'submitted') return failure('returns/reviewed')
    // Nobody confirms what they cannot see.
    if (!withContent(tx, [submissionId]).has(submissionId)) return failure('returns/not-here')
    if (!confirm && reason.length < 2) return failure('returns/reason-missing')
    const status = confirm ? 'sent' : 'returned'
    reviewSubmission(tx, submissionId, {
      status,
      reviewer_id: accountId,
      reviewed_at: ctx.now,
      reason: reason === '' ? null : reason,
    })
    tx.audit({
      action: 'return-review',
      record: submissionId,
      detail: { return: record.return_id, period: record.period, sha256: record.sha256, confirmed: confirm },
    })
    return success({})
  })
  if (reviewed.ok) ctx.emit({ name: 'data-changed', what: 'returns' })
  return reviewed
}
