import type { OutputOf, ParsedInputOf } from '../../../src-contract/contract.ts'
import { failure, success, type Result } from '../../../src-contract/errors.ts'
import type { SeenItem } from '../../../src-contract/features/distribution.contract.ts'
import type { SystemId } from '../../../src-contract/systems.ts'
import { mayAct, type StationAct } from '../../../src-domain/distribution/acts.rules.ts'
import { channelOf } from '../../../src-domain/distribution/forms.ts'
import { after } from '../../../src-domain/distribution/standing.rules.ts'
import type { Context, Transaction } from '../../rpc/context.ts'
import type { Answer } from '../../rpc/handler.ts'
import { findReachable } from '../ledger/find-entry.ts'
import { actOnCorrection, findCorrection } from '../conflicts/corrections.acts.ts'
import { insertDelivery } from './deliveries.repo.ts'
import { deriveActedOn } from './derive-sharing.service.ts'
import { correctionHash } from './panel.service.ts'
import { atSystem, type AtSystem } from './entry-targets.ts'

type Said = {
  /** What it is about, where that is not the record as it is now. */
  readonly hash?: string
  readonly batch?: string
  readonly receipt?: string
  readonly reason?: string
  readonly typed?: Readonly<Record<string, string>>
}

/** Writes what happened to an entry at a system, as it is now. Whoever does it derives where the entry stands, after the act. */
export function note(ctx: Context, tx: Transaction, at: AtSystem, act: StationAct | 'typed', said: Said): void {
  const { entryId, target, content, history } = at
  insertDelivery(tx, {
    delivery_id: `${entryId}.${target.system}.${ctx.newId()}`,
    entry_id: entryId,
    system: target.system,
    act,
    hash: said.hash ?? content.hash,
    at: after(history, ctx.now),
    account_id: ctx.session.accountId,
    batch: said.batch ?? null,
    receipt: said.receipt ?? null,
    reason: said.reason ?? null,
    typed: said.typed === undefined ? null : JSON.stringify(said.typed),
  })
}

/** Fills in what the system requires and nothing in the book says. */
export async function complete(
  ctx: Context,
  input: ParsedInputOf<'distribution.complete'>,
): Promise<Answer<'distribution.complete'>> {
  const typed = Object.fromEntries(Object.entries(input.typed).filter(([, value]) => value !== ''))
  const completed = ctx.commit((tx): Answer<'distribution.complete'> => {
    if (findReachable(ctx, input.entryId) === undefined) return failure('ledger/entry-gone')
    const found = atSystem(tx, input.entryId, input.system)
    if (found === undefined) return failure('distribution/nothing-to-tell')
    const open = new Set(found.content.lines.flatMap((line) => (line.open ? [line.key] : [])))
    if (Object.keys(typed).some((key) => !open.has(key))) return failure('distribution/not-open')
    note(ctx, tx, found, 'typed', { typed })
    audit(tx, input.system, 'completed', 1, input.entryId)
    return success({ standing: atSystem(tx, input.entryId, input.system)?.standing.standing ?? 'waiting' })
  })
  return told(ctx, completed, [input.entryId])
}

/** Copied by hand: exactly what was shown. */
export async function copied(
  ctx: Context,
  input: ParsedInputOf<'distribution.copied'>,
): Promise<Answer<'distribution.copied'>> {
  const { item, hash, receipt } = input
  const act = receipt === undefined ? 'exported' : 'confirmed'
  const said = receipt === undefined ? {} : { receipt }
  const done = ctx.commit((tx): Answer<'distribution.copied'> => {
    if ('requestId' in item) {
      const row = findCorrection(tx, item.requestId)
      if (row === undefined) return failure('distribution/nothing-to-tell')
      if (channelOf(row.system as SystemId) !== 'manual') return failure('distribution/other-channel')
      if (correctionHash(row) !== hash || !actOnCorrection(tx, row, act, { ...said, now: ctx.now }))
        return failure('distribution/changed')
      audit(tx, row.system as SystemId, act, 1, `correction:${row.request_id}`)
      return success({})
    }
    if (findReachable(ctx, item.entryId) === undefined) return failure('ledger/entry-gone')
    const found = atSystem(tx, item.entryId, item.system)
    if (found === undefined) return failure('distribution/nothing-to-tell')
    if (found.target.channel !== 'manual') return failure('distribution/other-channel')
    if (found.content.hash !== hash || !mayAct(act, found.standing.standing, 'manual'))
      return failure('distribution/changed')
    note(ctx, tx, found, act, said)
    audit(tx, item.system, act, 1, item.entryId)
    return success({})
  })
  return told(ctx, done, 'entryId' in item ? [item.entryId] : [])
}

export async function confirm(
  ctx: Context,
  { items, receipt }: ParsedInputOf<'distribution.confirm'>,
): Promise<Answer<'distribution.confirm'>> {
  if (receipt !== undefined && items.length > 1) return failure('distribution/one-receipt')
  return actOnAll(ctx, items, 'confirmed', receipt === undefined ? {} : { receipt })
}

export function refuse(
  ctx: Context,
  { items, reason }: ParsedInputOf<'distribution.refuse'>,
): Promise<Answer<'distribution.refuse'>> {
  return actOnAll(ctx, items, 'rejected', { reason })
}

export function sendAgain(
  ctx: Context,
  { items }: ParsedInputOf<'distribution.sendAgain'>,
): Promise<Answer<'distribution.sendAgain'>> {
  return actOnAll(ctx, items, 'again', {})
}

function actOnAll(
  ctx: Context,
  items: readonly SeenItem[],
  act: StationAct,
  said: Said,
): Promise<Result<OutputOf<'distribution.confirm'>, never>> {
  const done = ctx.commit((tx): Result<OutputOf<'distribution.confirm'>, never> => {
    const acted = new Map<SystemId, string[]>()
    for (const item of items) {
      const system = actOn(ctx, tx, item, act, said)
      if (system === undefined) continue
      const record = 'requestId' in item ? `correction:${item.requestId}` : item.entryId
      acted.set(system, [...(acted.get(system) ?? []), record])
    }
    for (const [system, records] of acted) auditAll(tx, system, act, records)
    const done = [...acted.values()].flat().length
    return success({ done, left: items.length - done })
  })
  const entries = items.flatMap((item) => ('entryId' in item ? [item.entryId] : []))
  return told(ctx, done, entries)
}

/** @returns of which system it was; undefined: it was left as it is */
function actOn(ctx: Context, tx: Transaction, item: SeenItem, act: StationAct, said: Said): SystemId | undefined {
  if ('requestId' in item) {
    const row = findCorrection(tx, item.requestId)
    const acted = row !== undefined && actOnCorrection(tx, row, act, { ...said, now: ctx.now })
    return acted ? (row.system as SystemId) : undefined
  }
  const found = findReachable(ctx, item.entryId) && atSystem(tx, item.entryId, item.system)
  if (found === undefined || found.content.hash !== item.hash) return undefined
  if (!mayAct(act, found.standing.standing, found.target.channel)) return undefined
  note(ctx, tx, found, act, said)
  return item.system
}

export function audit(tx: Transaction, system: SystemId, result: string, rows: number, record?: string): void {
  tx.audit({ action: 'distribution', result, ...(record === undefined ? {} : { record }), detail: { system, rows } })
}

/** As many of them as one looks through. */
const mostNamed = 50

export function auditAll(tx: Transaction, system: SystemId, result: string, records: readonly string[]): void {
  const detail = { system, rows: records.length, records: records.slice(0, mostNamed).join(' ') }
  tx.audit({ action: 'distribution', result, detail })
}

/** The lists show it, also to those who look at another page. */
export async function told<T extends { readonly ok: boolean }>(
  ctx: Context,
  answer: T,
  entryIds: readonly string[],
): Promise<T> {
  if (!answer.ok) return answer
  await deriveActedOn(ctx, entryIds)
  ctx.emit({ name: 'data-changed', what: 'ledger' })
  return answer
}
