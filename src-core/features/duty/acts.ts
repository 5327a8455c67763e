import type { RecordKind } from '../../../src-contract/features/duty.shapes.ts'
import type { Context, Transaction } from '../../rpc/context.ts'
import type { Act } from './records.repo.ts'

/** This call as an entry of the change log. */
export function actOf(ctx: Context, reason: string, importId?: string): Act {
  return { at: ctx.now, accountId: ctx.session.accountId, reason, ...(importId === undefined ? {} : { importId }) }
}

export function noteChange(
  tx: Transaction,
  kind: RecordKind,
  record: string,
  change: 'new' | 'changed' | 'removed',
): void {
  tx.audit({
    action: kind === 'acting' ? 'act-for' : kind === 'batch' ? 'hand-paper' : 'duty-change',
    record,
    detail: { part: kind, change },
  })
}
