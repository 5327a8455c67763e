import type { ParsedInputOf } from '../../../src-contract/contract.ts'
import { failure, success } from '../../../src-contract/errors.ts'
import type { ActingId } from '../../../src-contract/features/duty.shapes.ts'
import { spansOverlap } from '../../../src-domain/duty/spans.rules.ts'
import { addDays } from '../../../src-domain/identifiers/calendar.ts'
import type { Context } from '../../rpc/context.ts'
import type { Answer } from '../../rpc/handler.ts'
import { actOf, noteChange } from './acts.ts'
import { allActing } from './assignments.repo.ts'
import { changed, spanParams } from './assignments.service.ts'
import { findRow, removeRow, writeRow } from './records.repo.ts'
import { staffMember } from './staff.repo.ts'

/** Nobody acts for longer than this on one signature, days. */
const longestActing = 184

/**
 * The chief's own act, while logged in with the own passphrase, is the signature: it is audited with who, for whom, from when to
 * when. It cannot begin in the past, because what a deputy did before is not made right afterwards.
 */
export function nameDeputy(ctx: Context, input: ParsedInputOf<'duty.nameDeputy'>): Answer<'duty.nameDeputy'> {
  if (input.from > input.to) return failure('duty/dates-reversed')
  if (input.from < ctx.today) return failure('duty/acting-past')
  if (input.to > addDays(input.from, longestActing)) return failure('duty/acting-long', { days: longestActing })
  const chiefId = ctx.session.accountId
  return changed(ctx, (tx) => {
    const deputy = staffMember(tx, input.deputyId)
    if (deputy?.active !== true) return failure('duty/account-unknown')
    if (deputy.accountId === chiefId || deputy.staffKind !== 'officer' || deputy.role === 'auditor')
      return failure('duty/deputy-unfit')
    const other = allActing(tx).find((one) => one.chiefId === chiefId && spansOverlap(one, input))
    if (other !== undefined) return failure('duty/acting-overlap', spanParams(other))
    const actingId = ctx.newId() as ActingId
    const row = {
      acting_id: actingId,
      chief_id: chiefId,
      deputy_id: input.deputyId,
      from_date: input.from,
      to_date: input.to,
      reason: input.reason,
      signed_at: ctx.now,
      removed_at: null,
    }
    writeRow(tx, 'acting', row, actOf(ctx, input.reason))
    tx.audit({
      action: 'act-for',
      record: actingId,
      detail: { change: 'new', account: input.deputyId, from: input.from, to: input.to },
    })
    return success({ actingId })
  })
}

/** From tomorrow on nobody acts; what was done under it stays right. One that has not begun is taken back. */
export function endActing(ctx: Context, input: ParsedInputOf<'duty.endActing'>): Answer<'duty.endActing'> {
  return changed(ctx, (tx) => {
    const row = findRow(tx, 'acting', input.actingId)
    if (row === undefined || row.to_date < ctx.today) return failure('duty/gone')
    const act = actOf(ctx, input.reason)
    if (row.from_date > ctx.today) removeRow(tx, 'acting', row.acting_id, act)
    else if (!writeRow(tx, 'acting', { ...row, to_date: ctx.today }, act)) return failure('duty/nothing-changed')
    noteChange(tx, 'acting', row.acting_id, 'removed')
    return success({})
  })
}
