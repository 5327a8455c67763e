import type { OutputOf, ParsedInputOf } from '../../../src-contract/contract.ts'
import { failure, success, type Result } from '../../../src-contract/errors.ts'
import type { BatchId } from '../../../src-contract/features/duty.shapes.ts'
import type { Context } from '../../rpc/context.ts'
import type { Answer } from '../../rpc/handler.ts'
import type { WriteDb } from '../../store/sql.ts'
import { seesAll } from './access.rules.ts'
import { actOf, noteChange } from './acts.ts'
import { changed } from './assignments.service.ts'
import { entryHead, handOverEntries, linkedBatch, linkEntry, nextBatchNumber, paperBatches } from './batches.repo.ts'
import { findRow, removeRow, writeRow, type RowOf } from './records.repo.ts'
import { beatKnown, staffMember } from './staff.repo.ts'

export function listBatches(ctx: Context, { open }: { open: boolean }): OutputOf<'duty.batches'> {
  const own = seesAll(ctx.session.role) ? {} : { party: ctx.session.accountId }
  return { batches: paperBatches(ctx.db, { ...own, open }) }
}

/** A clerk receives; officers and auxiliaries hand in. Entering the batch is one's own confirmation. */
export function handPaper(ctx: Context, input: ParsedInputOf<'duty.handPaper'>): Answer<'duty.handPaper'> {
  const { accountId: own, role } = ctx.session
  if (input.handedAt > ctx.now) return failure('duty/batch-future')
  return changed(ctx, (tx) => {
    const other = staffMember(tx, input.otherId)
    if (other?.active !== true) return failure('duty/account-unknown')
    if (other.accountId === own || (other.role === 'clerk') === (role === 'clerk')) return failure('duty/batch-parties')
    if (!beatKnown(tx, input.beat)) return failure('duty/beat-unknown')
    const receives = role === 'clerk'
    const batchId = ctx.newId() as BatchId
    const number = nextBatchNumber(tx, ctx.today.slice(0, 4))
    const row = {
      batch_id: batchId,
      number,
      book: input.book,
      beat: input.beat,
      sheets: input.sheets,
      handed_by: receives ? other.accountId : own,
      handed_at: input.handedAt,
      handed_confirmed_at: receives ? null : ctx.now,
      received_by: receives ? own : other.accountId,
      received_confirmed_at: receives ? ctx.now : null,
      note: input.note,
      created_by: own,
      created_at: ctx.now,
      removed_at: null,
    }
    writeRow(tx, 'batch', row, actOf(ctx, number))
    tx.audit({
      action: 'hand-paper',
      record: batchId,
      detail: { change: 'new', number, book: input.book, sheets: input.sheets },
    })
    return success({ batchId, number })
  })
}

/** Only whoever has not confirmed yet, and only the same number of sheets: a difference is settled on paper, not here. */
export function confirmBatch(ctx: Context, input: ParsedInputOf<'duty.confirmBatch'>): Answer<'duty.confirmBatch'> {
  return changed(ctx, (tx) => {
    const batch = findRow(tx, 'batch', input.batchId)
    if (batch === undefined) return failure('duty/gone')
    if (isClosed(batch)) return failure('duty/batch-closed')
    const waits = batch.handed_confirmed_at === null ? batch.handed_by : batch.received_by
    if (waits !== ctx.session.accountId) return failure('duty/batch-not-yours')
    if (batch.sheets !== input.sheets)
      return failure('duty/sheets-differ', { stated: batch.sheets, counted: input.sheets })
    const row = {
      ...batch,
      handed_confirmed_at: batch.handed_confirmed_at ?? ctx.now,
      received_confirmed_at: batch.received_confirmed_at ?? ctx.now,
    }
    writeRow(tx, 'batch', row, actOf(ctx, batch.number))
    const entries = handOverEntries(tx, batch.batch_id, batch.handed_at)
    tx.audit({
      action: 'hand-paper',
      record: batch.batch_id,
      detail: { change: 'confirmed', number: batch.number, entries },
    })
    return success({})
  })
}

export function cancelBatch(ctx: Context, input: ParsedInputOf<'duty.cancelBatch'>): Answer<'duty.cancelBatch'> {
  return changed(ctx, (tx) => {
    const batch = findRow(tx, 'batch', input.batchId)
    if (batch === undefined) return failure('duty/gone')
    if (isClosed(batch)) return failure('duty/batch-closed')
    if (batch.created_by !== ctx.session.accountId && ctx.session.role !== 'clerk')
      return failure('duty/batch-not-yours')
    removeRow(tx, 'batch', batch.batch_id, actOf(ctx, input.reason))
    noteChange(tx, 'batch', batch.batch_id, 'removed')
    return success({})
  })
}

export function linkEntries(ctx: Context, input: ParsedInputOf<'duty.linkBatch'>): Answer<'duty.linkBatch'> {
  return changed(ctx, (tx) => {
    let linked = 0
    for (const entryId of new Set(input.entryIds)) {
      const done = linkToBatch(tx, input.batchId, entryId)
      if (!done.ok) return done
      linked += done.value
    }
    tx.audit({ action: 'hand-paper', record: input.batchId, detail: { change: 'linked', entries: linked } })
    return success({ linked })
  })
}

/**
 * Points an entry to the paper batch from which it was typed. Once both have confirmed, the entry was handed over when the paper
 * was. 0 when it already points there.
 */
export function linkToBatch(
  tx: WriteDb,
  batchId: string,
  entryId: string,
): Result<number, 'duty/gone' | 'duty/entry-unknown' | 'duty/entry-other-book' | 'duty/entry-linked'> {
  const batch = findRow(tx, 'batch', batchId)
  if (batch === undefined) return failure('duty/gone')
  const entry = entryHead(tx, entryId)
  if (entry === undefined || entry.voided_at !== null) return failure('duty/entry-unknown')
  if (entry.book !== batch.book) return failure('duty/entry-other-book', { book: batch.book })
  const before = linkedBatch(tx, entryId)
  if (before !== undefined) return before === batchId ? success(0) : failure('duty/entry-linked')
  linkEntry(tx, batchId, entryId)
  if (isClosed(batch)) handOverEntries(tx, batchId, batch.handed_at)
  return success(1)
}

function isClosed(batch: RowOf<'batch'>): boolean {
  return batch.handed_confirmed_at !== null && batch.received_confirmed_at !== null
}
