import { readPlace } from '../../../src-domain/books/place.ts'
import type { WriteDb } from '../../store/sql.ts'
import { inspectionPlans } from './plans.repo.ts'
import { placeContext } from './place-context.ts'
import { findRow, writeRow } from './records.repo.ts'

/**
 * What filing an entry does to duty's records, for the feature that files: called inside its transaction. `linkToBatch` points the
 * entry to the paper that it was typed from and gives it its handed_over_at.
 */
export { linkToBatch } from './batches.service.ts'

export type FiledInspection = {
  readonly entryId: string
  readonly number: string
  readonly officerId: string
  readonly occurredOn: string
  readonly address: string | null
  /** Number of the L05 entry that was inspected, where the entry points to one. */
  readonly objectNumber: string | null
}

/**
 * The planned inspection that an entry fulfils: the officer's own, its window holding the day, for the same object or address;
 * the one that ends first. Returns its id, or null when none was planned.
 */
export function fulfilInspection(
  tx: WriteDb,
  entry: FiledInspection,
  act: { at: string; accountId: string },
): string | null {
  const key = entry.address === null ? null : readPlace(entry.address, placeContext(tx)).key
  const plan = inspectionPlans(tx, entry.occurredOn, { officerId: entry.officerId, open: true })
    .filter(({ from, to }) => from <= entry.occurredOn && entry.occurredOn <= to)
    .map(({ planId }) => findRow(tx, 'inspection', planId))
    .find(
      (row) =>
        row !== undefined &&
        ((row.object_number !== null && row.object_number === entry.objectNumber) ||
          (row.address_key !== null && row.address_key === key)),
    )
  if (plan === undefined) return null
  const row = { ...plan, fulfilled_by: entry.entryId, fulfilled_on: entry.occurredOn }
  writeRow(tx, 'inspection', row, { ...act, reason: entry.number })
  return plan.plan_id
}

/** An entry that was voided fulfils nothing any more. */
export function releaseInspection(
  tx: WriteDb,
  entry: { entryId: string; number: string },
  act: { at: string; accountId: string },
): void {
  const plans = tx
    .prepare<[string], { id: string }>(
      'SELECT plan_id AS id FROM inspection_plans WHERE fulfilled_by = ? AND removed_at IS NULL',
    )
    .all(entry.entryId)
  for (const { id } of plans) {
    const plan = findRow(tx, 'inspection', id)
    if (plan !== undefined)
      writeRow(tx, 'inspection', { ...plan, fulfilled_by: null, fulfilled_on: null }, { ...act, reason: entry.number })
  }
}
