import { failure, success } from '../../../src-contract/errors.ts'
import type { OutputOf, ParsedInputOf } from '../../../src-contract/contract.ts'
import type { BookId } from '../../../src-contract/books.ts'
import type { ExportRequest } from '../../../src-contract/features/exchange.shapes.ts'
import type { Instant } from '../../../src-contract/ids.ts'
import { Purpose } from '../../../src-contract/purposes.ts'
import type { Context } from '../../rpc/context.ts'
import type { Answer } from '../../rpc/handler.ts'
import { opensPlain } from './export-rule.rules.ts'
import { count, selectionOf } from './list-part.service.ts'
import { decideRequest, findRequest, insertRequest, requestsSince } from './requests.repo.ts'

const shownDays = 30

/** Asks a chief for an export of more rows than one may take on one's own. */
export async function askExport(
  ctx: Context,
  { kind, reason, ...part }: ParsedInputOf<'exchange.askExport'>,
): Promise<Answer<'exchange.askExport'>> {
  const counted = await count(ctx, kind, part)
  if (!counted.ok) return counted
  const rows = counted.value.ids.length
  const plain = part.plain && opensPlain(part.purpose, part.book)
  return ctx.commit((tx) => {
    const requestId = ctx.newId()
    insertRequest(tx, {
      request_id: requestId,
      book: part.book,
      kind,
      purpose: part.purpose,
      reference: part.reference ?? null,
      plain: plain ? 1 : 0,
      selection: selectionOf(kind, part),
      rows,
      reason,
      asked_by: ctx.session.accountId,
      asked_at: ctx.now,
    })
    tx.audit({
      action: 'export-ask',
      record: requestId,
      purpose: part.purpose,
      ...(part.reference === undefined ? {} : { reference: part.reference }),
      detail: { book: part.book, rows, plain, kind },
    })
    return success({ requestId })
  })
}

/** A chief sees all, others what they asked for themselves. */
export function exportRequests(ctx: Context): OutputOf<'exchange.exportRequests'> {
  const since = new Date(Date.parse(ctx.now) - shownDays * 86_400_000).toISOString()
  const { role, accountId } = ctx.session
  const requests = requestsSince(ctx.db, since, role === 'chief' ? undefined : accountId).map((row): ExportRequest => ({
    requestId: row.request_id,
    book: row.book as BookId,
    kind: row.kind as ExportRequest['kind'],
    purpose: Purpose.parse(row.purpose),
    rows: row.rows,
    plain: row.plain === 1,
    reason: row.reason,
    askedBy: row.asker,
    askedAt: row.asked_at as Instant,
    state: row.state as ExportRequest['state'],
    decidedBy: row.decider,
    mine: row.asked_by === accountId,
    part: partOf(row.selection),
  }))
  return { requests }
}

function partOf(selection: string): ExportRequest['part'] {
  const { kind: _, ...part } = JSON.parse(selection) as ExportRequest['part'] & { kind: string }
  return part
}

export function decideExport(
  ctx: Context,
  { requestId, approve, note }: ParsedInputOf<'exchange.decideExport'>,
): Answer<'exchange.decideExport'> {
  return ctx.commit((tx) => {
    const request = findRequest(tx, requestId)
    if (request === undefined || request.state !== 'waiting') return failure('exchange/approval-gone')
    if (request.asked_by === ctx.session.accountId) return failure('exchange/own-request')
    const state = approve ? ('approved' as const) : ('refused' as const)
    decideRequest(tx, requestId, { state, by: ctx.session.accountId, at: ctx.now, note })
    tx.audit({
      action: 'export-decide',
      record: requestId,
      result: state,
      detail: { book: request.book, rows: request.rows, plain: request.plain === 1 },
    })
    return success({})
  })
}
