import type { OutputOf, ParsedInputOf } from '../../../src-contract/contract.ts'
import { failure, success } from '../../../src-contract/errors.ts'
import type { Instant } from '../../../src-contract/ids.ts'
import type { DutyImportId } from '../../../src-contract/features/duty.shapes.ts'
import { readPlace } from '../../../src-domain/books/place.ts'
import type { InspectionIntervals } from '../../../src-domain/duty/inspection-intervals.ts'
import type { Context } from '../../rpc/context.ts'
import type { Answer } from '../../rpc/handler.ts'
import { actOf } from './acts.ts'
import { changed } from './assignments.service.ts'
import { insertImport } from './imports.repo.ts'
import { proposeInspections, type Proposed } from './inspection-proposal.ts'
import { placeContext } from './place-context.ts'
import { intervalsOf } from './office-catalogs.facts.ts'
import { writeRow } from './records.repo.ts'

/** How many places of each kind are to be inspected in a period, and what becomes of the others. Writes nothing. */
export function proposed(
  ctx: Context,
  input: ParsedInputOf<'duty.proposeInspections'>,
): Answer<'duty.proposeInspections'> {
  if (input.from > input.to) return failure('duty/dates-reversed')
  const { intervals, issued } = intervalsOf(ctx.db)
  const kinds = countedByKind(proposeInspections(ctx.db, input.from, input.to), intervals)
  return success({ kinds, issued: issued === null ? null : { ...issued, at: issued.at as Instant } })
}

/** Plans what the proposal counted, for the kinds that were chosen; one undo takes all of it back. */
export function planInspections(
  ctx: Context,
  input: ParsedInputOf<'duty.planInspections'>,
): Answer<'duty.planInspections'> {
  if (input.from > input.to) return failure('duty/dates-reversed')
  return changed(ctx, (tx) => {
    const kinds = new Set(input.kinds)
    const due = proposeInspections(tx, input.from, input.to).flatMap((one) =>
      one.as === 'due' && kinds.has(one.place.kind) ? [one] : [],
    )
    if (due.length !== input.count) return failure('duty/preview-stale')
    if (due.length === 0) return failure('duty/import-nothing')
    const importId = ctx.newId() as DutyImportId
    const act = actOf(ctx, input.reason, importId)
    const context = placeContext(tx)
    for (const { place, officerId } of due) {
      const row = {
        plan_id: ctx.newId(),
        object: place.name,
        object_number: place.number,
        address: place.address,
        address_key: place.address === '' ? null : readPlace(place.address, context).key,
        beat: place.beat,
        from_date: input.from,
        to_date: input.to,
        officer_id: officerId,
        ...{ fulfilled_by: null, fulfilled_on: null, created_at: ctx.now, removed_at: null },
      }
      writeRow(tx, 'inspection', row, act)
    }
    const counts = { rows: due.length, new: due.length, changed: 0, unchanged: 0 }
    const { accountId } = ctx.session
    insertImport(tx, {
      ...{ importId, kind: 'inspections', fileName: '', fileHash: '', accountId, at: ctx.now, counts },
    })
    tx.audit({
      action: 'duty-import',
      record: importId,
      detail: { part: 'inspections', rows: due.length, new: due.length, changed: 0 },
    })
    return success({ importId, planned: due.length })
  })
}

function countedByKind(
  all: readonly Proposed[],
  intervals: InspectionIntervals,
): OutputOf<'duty.proposeInspections'>['kinds'] {
  const kinds = [...intervals].map(([kind, everyMonths]) => {
    const own = all.filter(({ place }) => place.kind === kind)
    const how = (as: Proposed['as']): number => own.filter((one) => one.as === as).length
    return {
      ...{ kind, everyMonths, places: own.length, due: how('due') },
      ...{ plannedAlready: how('planned-already'), notDue: how('not-due'), nobody: how('nobody') },
    }
  })
  return kinds.filter(({ places }) => places > 0)
}
