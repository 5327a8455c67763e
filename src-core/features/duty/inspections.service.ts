import type { OutputOf, ParsedInputOf } from '../../../src-contract/contract.ts'
import { failure, success } from '../../../src-contract/errors.ts'
import type { PlanId } from '../../../src-contract/features/duty.shapes.ts'
import { readPlace } from '../../../src-domain/books/place.ts'
import type { Context } from '../../rpc/context.ts'
import type { Answer } from '../../rpc/handler.ts'
import { seesAll } from './access.rules.ts'
import { actOf, noteChange } from './acts.ts'
import { changed } from './assignments.service.ts'
import { placeContext } from './place-context.ts'
import { entryNumbered, inspectionPlans } from './plans.repo.ts'
import { findRow, writeRow } from './records.repo.ts'
import { beatKnown, staffMember } from './staff.repo.ts'

export function listInspections(ctx: Context, { open }: { open: boolean }): OutputOf<'duty.inspections'> {
  const own = seesAll(ctx.session.role) ? {} : { officerId: ctx.session.accountId }
  return { inspections: inspectionPlans(ctx.db, ctx.today, { ...own, open }) }
}

export function saveInspection(
  ctx: Context,
  input: ParsedInputOf<'duty.saveInspection'>,
): Answer<'duty.saveInspection'> {
  if (input.from > input.to) return failure('duty/dates-reversed')
  return changed(ctx, (tx) => {
    const before = input.planId === undefined ? undefined : findRow(tx, 'inspection', input.planId)
    if (input.planId !== undefined && before === undefined) return failure('duty/gone')
    if (staffMember(tx, input.officerId)?.active !== true) return failure('duty/account-unknown')
    if (!beatKnown(tx, input.beat)) return failure('duty/beat-unknown')
    const objectNumber = input.objectNumber === '' ? null : input.objectNumber
    if (objectNumber !== null && entryNumbered(tx, objectNumber) === undefined) return failure('duty/entry-unknown')
    const planId = input.planId ?? (ctx.newId() as PlanId)
    const row = {
      plan_id: planId,
      object: input.object,
      object_number: objectNumber,
      address: input.address,
      address_key: input.address === '' ? null : readPlace(input.address, placeContext(tx)).key,
      beat: input.beat,
      from_date: input.from,
      to_date: input.to,
      officer_id: input.officerId,
      fulfilled_by: before?.fulfilled_by ?? null,
      fulfilled_on: before?.fulfilled_on ?? null,
      created_at: before?.created_at ?? ctx.now,
      removed_at: null,
    }
    if (!writeRow(tx, 'inspection', row, actOf(ctx, input.reason))) return failure('duty/nothing-changed')
    noteChange(tx, 'inspection', planId, before === undefined ? 'new' : 'changed')
    return success({ planId })
  })
}

/** By hand, where filing did not find the plan. The entry must be the officer's own and lie in the window. */
export function fulfilByHand(
  ctx: Context,
  input: ParsedInputOf<'duty.fulfilInspection'>,
): Answer<'duty.fulfilInspection'> {
  return changed(ctx, (tx) => {
    const plan = findRow(tx, 'inspection', input.planId)
    if (plan === undefined) return failure('duty/gone')
    const entry = input.entryNumber === null ? null : entryNumbered(tx, input.entryNumber)
    if (entry === undefined) return failure('duty/entry-unknown')
    if (entry !== null && entry.officer_id !== plan.officer_id) return failure('duty/entry-other-officer')
    if (entry !== null && (entry.occurred_on < plan.from_date || entry.occurred_on > plan.to_date))
      return failure('duty/entry-outside', { from: plan.from_date, to: plan.to_date })
    const row = { ...plan, fulfilled_by: entry?.entry_id ?? null, fulfilled_on: entry?.occurred_on ?? null }
    if (!writeRow(tx, 'inspection', row, actOf(ctx, input.reason))) return failure('duty/nothing-changed')
    noteChange(tx, 'inspection', plan.plan_id, 'changed')
    return success({})
  })
}
