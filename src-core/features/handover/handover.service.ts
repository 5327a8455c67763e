import type { OutputOf, ParsedInputOf } from '../../../src-contract/contract.ts'
import { failure, success } from '../../../src-contract/errors.ts'
import type {
  Handover,
  HandoverId,
  HandoverItem,
  HandoverKind,
} from '../../../src-contract/features/handover.contract.ts'
import type { AccountId, DraftId, EntryId, Instant, LocalDate } from '../../../src-contract/ids.ts'
import type { Context, Transaction } from '../../rpc/context.ts'
import type { Answer } from '../../rpc/handler.ts'
import { nested } from '../../rpc/nested-act.ts'
import { passDraft } from '../ledger/drafts.service.ts'
import { passCopy } from '../paper/paper.facts.ts'
import { candidatesOf } from './candidates.ts'
import { setHandler } from './handover.facts.ts'
import {
  findHandover,
  insertHandover,
  itemsOf,
  listHandovers,
  nextHandoverNumber,
  partiesOf,
  settleItem,
  updateHandover,
  type HandoverWithPeople,
  type ItemRecord,
} from './handover.repo.ts'

export function people(ctx: Context): OutputOf<'handover.people'> {
  return {
    people: partiesOf(ctx.db).map(({ accountId, name, staffNumber, active }) => {
      return { accountId: accountId as AccountId, name, staffNumber, active: active === 1 }
    }),
  }
}

export function candidates(ctx: Context, input: ParsedInputOf<'handover.candidates'>): Answer<'handover.candidates'> {
  const giver = giverOf(ctx, input.giverId)
  return giver === undefined ? failure('handover/people') : success({ items: candidatesOf(ctx.db, giver.accountId) })
}

/** The caller, or anybody where the chief asks. */
function giverOf(ctx: Context, giverId: string | undefined) {
  const { role, accountId } = ctx.session
  const wanted = giverId ?? accountId
  if (wanted !== accountId && role !== 'chief') return undefined
  return partiesOf(ctx.db).find((one) => one.accountId === wanted)
}

export function list(ctx: Context): OutputOf<'handover.list'> {
  const { role, accountId } = ctx.session
  const handovers = listHandovers(ctx.db, role === 'chief' ? null : accountId).map((one) => shown(ctx, one))
  return { handovers, mine: handovers.filter((one) => one.mine !== null).length }
}

export function read(ctx: Context, { handoverId }: ParsedInputOf<'handover.read'>): Answer<'handover.read'> {
  const found = ownHandover(ctx, handoverId)
  if (found === undefined) return failure('handover/gone')
  return success({ handover: shown(ctx, found), items: itemsOf(ctx.db, handoverId).map(shownItem) })
}

/** A handover that concerns the caller; the chief sees all. */
export function ownHandover(ctx: Pick<Context, 'db' | 'session'>, handoverId: string): HandoverWithPeople | undefined {
  const found = findHandover(ctx.db, handoverId)
  const { role, accountId } = ctx.session
  if (found === undefined || role === 'chief') return found
  return [found.giver_id, found.receiver_id, found.started_by].includes(accountId) ? found : undefined
}

export function stateOf(one: HandoverWithPeople): Handover['state'] {
  if (one.called_off_at !== null) return 'called-off'
  if (one.confirmed_at !== null) return 'done'
  return one.signed_at === null ? 'to-sign' : 'to-confirm'
}

function shown(ctx: Context, one: HandoverWithPeople): Handover {
  const state = stateOf(one)
  const { accountId } = ctx.session
  const mine =
    state === 'to-sign' && one.giver_id === accountId
      ? 'sign'
      : state === 'to-confirm' && one.receiver_id === accountId
        ? 'confirm'
        : null
  return {
    handoverId: one.handover_id as HandoverId,
    number: one.number,
    giverId: one.giver_id as AccountId,
    giverName: one.giver_name,
    receiverId: one.receiver_id as AccountId,
    receiverName: one.receiver_name,
    startedByName: one.starter_name,
    startedAt: one.started_at as Instant,
    reason: one.reason,
    note: one.note,
    signedAt: one.signed_at as Instant | null,
    signedByName: one.signer_name,
    confirmedAt: one.confirmed_at as Instant | null,
    calledOffAt: one.called_off_at as Instant | null,
    callOffReason: one.call_off_reason,
    state,
    mine,
    mayCallOff: isOpen(state) && [one.giver_id, one.started_by].includes(accountId),
    items: one.items,
  }
}

function isOpen(state: Handover['state']): boolean {
  return state === 'to-sign' || state === 'to-confirm'
}

function shownItem(item: ItemRecord): HandoverItem {
  return {
    position: item.position,
    kind: item.kind as HandoverKind,
    ref: item.ref,
    entryId: item.entry_id as EntryId | null,
    number: item.number,
    book: item.book,
    state: item.state,
    dueKind: item.due_kind,
    dueOn: item.due_on as LocalDate | null,
    outcome: item.outcome as HandoverItem['outcome'],
    reason: item.reason,
  }
}

/** What is selected is written down as it stands now; nothing moves before the receiver has confirmed. */
export function start(ctx: Context, input: ParsedInputOf<'handover.start'>): Answer<'handover.start'> {
  return changed(ctx, () =>
    ctx.commit((tx): Answer<'handover.start'> => {
      const own = ctx.session.accountId
      const giver = giverOf(ctx, input.giverId)
      const receiver = partiesOf(tx).find((one) => one.accountId === input.receiverId)
      if (giver === undefined || receiver?.active !== 1 || receiver.accountId === giver.accountId)
        return failure('handover/people')
      if (giver.accountId !== own && input.reason.length < 2) return failure('handover/reason-missing')
      if (input.items.length === 0) return failure('handover/nothing')
      const there = new Map(candidatesOf(tx, giver.accountId).map((one) => [`${one.kind} ${one.ref}`, one]))
      const wanted = new Set(input.items.map(({ kind, ref }) => `${kind} ${ref}`))
      const chosen = [...wanted].flatMap((key) => there.get(key) ?? [])
      if (chosen.length < wanted.size) return failure('handover/item-gone')
      const handoverId = ctx.newId()
      const number = nextHandoverNumber(tx, ctx.today.slice(0, 4))
      // The giver's own start is the giver's signature; the chief signs only for who cannot any more.
      const signed = giver.accountId === own || giver.active !== 1
      insertHandover(
        tx,
        {
          handover_id: handoverId,
          number,
          giver_id: giver.accountId,
          receiver_id: receiver.accountId,
          started_by: own,
          started_at: ctx.now,
          reason: input.reason,
          note: input.note,
          signed_at: signed ? ctx.now : null,
          signed_by: signed ? own : null,
          confirmed_at: null,
          called_off_at: null,
          called_off_by: null,
          call_off_reason: null,
        },
        chosen.map((one, at) => ({
          handover_id: handoverId,
          position: at + 1,
          kind: one.kind,
          ref: one.ref,
          entry_id: one.entryId,
          number: one.number,
          book: one.book,
          state: one.state,
          due_kind: one.dueKind,
          due_on: one.dueOn,
          outcome: null,
          reason: null,
        })),
      )
      const detail = { change: signed ? 'signed' : 'started', number, items: chosen.length, to: receiver.accountId }
      tx.audit({ action: 'handover', record: handoverId, detail })
      return success({ handoverId: handoverId as HandoverId, number })
    }),
  )
}

export function sign(ctx: Context, { handoverId }: ParsedInputOf<'handover.sign'>): Answer<'handover.sign'> {
  return changed(ctx, () =>
    ctx.commit((tx): Answer<'handover.sign'> => {
      const found = ownHandover(ctx, handoverId)
      if (found === undefined) return failure('handover/gone')
      if (stateOf(found) !== 'to-sign') return failure('handover/closed')
      if (found.giver_id !== ctx.session.accountId) return failure('handover/not-yours')
      updateHandover(tx, handoverId, { signed_at: ctx.now, signed_by: ctx.session.accountId })
      tx.audit({ action: 'handover', record: handoverId, detail: { change: 'signed', number: found.number } })
      return success({})
    }),
  )
}

/** Drafts go to the receiver, open entries are worked on by the receiver from now on; who answers for them, and the credit, stays. */
export function confirm(ctx: Context, input: ParsedInputOf<'handover.confirm'>): Answer<'handover.confirm'> {
  return changed(ctx, () =>
    ctx.commit((tx): Answer<'handover.confirm'> => {
      const found = ownHandover(ctx, input.handoverId)
      if (found === undefined) return failure('handover/gone')
      const state = stateOf(found)
      if (!isOpen(state)) return failure('handover/closed')
      if (found.receiver_id !== ctx.session.accountId) return failure('handover/not-yours')
      if (state === 'to-sign') return failure('handover/not-signed')
      const back = new Map(input.returned.map((one) => [one.position, one.reason]))
      if ([...back.values()].some((reason) => reason.length < 2)) return failure('handover/reason-missing')
      const there = new Set(candidatesOf(tx, found.giver_id).map((one) => `${one.kind} ${one.ref}`))
      const counts = { taken: 0, returned: 0, gone: 0 }
      for (const item of itemsOf(tx, found.handover_id)) {
        const reason = back.get(item.position)
        const outcome =
          reason !== undefined
            ? 'returned'
            : there.has(`${item.kind} ${item.ref}`) && take(ctx, tx, found, item)
              ? 'taken'
              : 'gone'
        settleItem(tx, item, outcome, reason ?? null)
        counts[outcome] += 1
      }
      updateHandover(tx, found.handover_id, { confirmed_at: ctx.now })
      const detail = { change: 'confirmed', number: found.number, ...counts }
      tx.audit({ action: 'handover', record: found.handover_id, detail })
      return success(counts)
    }),
  )
}

/** False where the item cannot be taken any more. Paper batches change hands outside: what is confirmed is that they did. */
function take(ctx: Context, tx: Transaction, handover: HandoverWithPeople, item: ItemRecord): boolean {
  const { giver_id: from, receiver_id: to, handover_id: handoverId } = handover
  switch (item.kind as HandoverKind) {
    case 'draft': {
      // The giver signed for it: the draft is passed on in the giver's place, by the ledger's own rule.
      const giver = nested({ ...ctx, session: { ...ctx.session, accountId: from as AccountId } }, tx)
      return passDraft(giver, { draftId: item.ref as DraftId, to: to as AccountId }).ok
    }
    case 'copy':
      return passCopy(tx, item.ref, from, to)
    case 'batch':
      return true
    default:
      if (item.entry_id === null) return false
      setHandler(tx, { entryId: item.entry_id, accountId: to, since: ctx.now, handoverId })
      return true
  }
}

export function callOff(ctx: Context, input: ParsedInputOf<'handover.callOff'>): Answer<'handover.callOff'> {
  return changed(ctx, () =>
    ctx.commit((tx): Answer<'handover.callOff'> => {
      const found = ownHandover(ctx, input.handoverId)
      if (found === undefined) return failure('handover/gone')
      if (!isOpen(stateOf(found))) return failure('handover/closed')
      const { accountId } = ctx.session
      if (![found.giver_id, found.started_by].includes(accountId)) return failure('handover/not-yours')
      if (input.reason.length < 2) return failure('handover/reason-missing')
      const change = { called_off_at: ctx.now, called_off_by: accountId, call_off_reason: input.reason }
      updateHandover(tx, found.handover_id, change)
      tx.audit({
        action: 'handover',
        record: found.handover_id,
        detail: { change: 'called-off', number: found.number },
      })
      return success({})
    }),
  )
}

function changed<R extends { ok: boolean }>(ctx: Context, act: () => R): R {
  const done = act()
  if (done.ok) ctx.emit({ name: 'data-changed', what: 'ledger' })
  return done
}
