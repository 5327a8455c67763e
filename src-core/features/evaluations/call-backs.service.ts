import type { OutputOf, ParsedInputOf } from '../../../src-contract/contract.ts'
import { failure, success } from '../../../src-contract/errors.ts'
import type { Context } from '../../rpc/context.ts'
import type { Answer } from '../../rpc/handler.ts'
import { closeCase, findCase, storedCases } from './call-backs.repo.ts'

export function callBacks(ctx: Context): OutputOf<'evaluations.callBacks'> {
  const cases = storedCases(ctx.db, ctx.session.accountId)
  return { cases: cases.map(({ officerId: _about, ...shown }) => shown) }
}

/** What came of a call. Whom the case is about cannot be the one who closes it. */
export function closeCallBack(
  ctx: Context,
  { caseId, outcome, note }: ParsedInputOf<'evaluations.closeCallBack'>,
): Answer<'evaluations.closeCallBack'> {
  const done = ctx.commit((tx) => {
    const found = findCase(tx, caseId)
    if (found === undefined) return failure('evaluations/case-gone')
    if (found.officerId === ctx.session.accountId) return failure('evaluations/own-case')
    if (found.closedAt !== null) return failure('evaluations/case-closed')
    closeCase(tx, caseId, { outcome, note, closed_at: ctx.now, closed_by: ctx.session.accountId })
    tx.audit({ action: 'call-back', record: caseId, detail: { step: 'closed', outcome } })
    return success({})
  })
  if (done.ok) ctx.emit({ name: 'data-changed', what: 'assessment' })
  return done
}
