import type { Context, Transaction } from '../../rpc/context.ts'
import { calendarOf } from '../duty/office-catalogs.facts.ts'
import { openCases } from './call-backs.repo.ts'

/** Working days within which somebody who is dissatisfied and agreed to it is called. */
export const callWithin = 5

export function openCallBacks(ctx: Context, tx: Transaction, importId: string): void {
  const opened = openCases(tx, importId, {
    at: ctx.now,
    dueOn: calendarOf(tx).addWorkingDays(ctx.today, callWithin),
    newId: () => ctx.newId(),
  })
  if (opened > 0) tx.audit({ action: 'call-back', record: importId, detail: { step: 'opened', cases: opened } })
}
