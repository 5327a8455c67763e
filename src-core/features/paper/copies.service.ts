import type { OutputOf, ParsedInputOf } from '../../../src-contract/contract.ts'
import { failure, success, type Result } from '../../../src-contract/errors.ts'
import type { CopyId, WalkCopy } from '../../../src-contract/features/paper.contract.ts'
import type { Instant } from '../../../src-contract/ids.ts'
import type { Context } from '../../rpc/context.ts'
import type { Answer } from '../../rpc/handler.ts'
import { findReachable } from '../ledger/find-entry.ts'
import { keyOfBuilding, openEntries, placeOf, rowsAtMost } from './buildings.service.ts'
import { walkOrder } from './order.rules.ts'
import { copiesOf, overdueBefore, overdueCopies } from './paper.facts.ts'
import {
  findCopy,
  insertCopy,
  insertRow,
  isActiveStaff,
  listCopies,
  nextCopyNumber,
  updateCopy,
  type CopyRecord,
  type CopyWithPeople,
} from './paper.repo.ts'

export function copies(ctx: Context): OutputOf<'paper.copies'> {
  return {
    copies: listCopies(ctx.db, copiesOf(ctx.session)).map((copy) => shownCopy(copy, ctx.today)),
    overdue: overdueCopies(ctx.db, ctx.session, ctx.today),
  }
}

export function shownCopy(copy: CopyWithPeople, today: string): WalkCopy {
  const state = stateOf(copy)
  return {
    copyId: copy.copy_id as CopyId,
    number: copy.number,
    place: copy.place,
    officerName: copy.officer_name,
    holderName: copy.holder_name,
    madeByName: copy.maker_name,
    madeAt: copy.made_at as Instant,
    printedAt: copy.printed_at as Instant | null,
    state,
    overdue: state === 'out' && copy.made_at < overdueBefore(today),
    returnedAt: copy.returned_at as Instant | null,
    returnedByName: copy.returner_name,
    destroyedAt: copy.destroyed_at as Instant | null,
    destroyedByName: copy.destroyer_name,
    note: copy.note,
    typistName: copy.typist_name,
    rows: copy.rows,
    typed: copy.typed,
    filed: copy.filed,
  }
}

function stateOf(copy: CopyRecord): WalkCopy['state'] {
  if (copy.destroyed_at !== null) return 'destroyed'
  return copy.returned_at === null ? 'out' : 'returned'
}

/** Which entries stand on the paper, at which version and in which state, is fixed now; their values are read when they are shown. */
export function prepare(ctx: Context, input: ParsedInputOf<'paper.prepare'>): Answer<'paper.prepare'> {
  const building = keyOfBuilding(ctx.db, input.place)
  if (building === null) return failure('paper/building-unreadable')
  return changed(ctx, () =>
    ctx.commit((tx): Answer<'paper.prepare'> => {
      if (!isActiveStaff(tx, input.officerId, ['officer']) || !isActiveStaff(tx, input.holderId, holders))
        return failure('paper/people')
      const entries = openEntries(ctx, building, rowsAtMost)
      const [first] = entries
      if (first === undefined) return failure('paper/no-entries')
      if (entries.length > rowsAtMost) return failure('paper/too-many', { max: rowsAtMost })
      const copyId = ctx.newId()
      const number = nextCopyNumber(tx, ctx.today.slice(0, 4))
      const people = { officer_id: input.officerId, holder_id: input.holderId, made_by: ctx.session.accountId }
      const nothing = { printed_at: null, visited_on: null, typist_id: null, note: null }
      const nowhere = { returned_at: null, returned_by: null, destroyed_at: null, destroyed_by: null }
      const place = placeOf(ctx, first.entryId)
      insertCopy(tx, { copy_id: copyId, number, building, place, ...people, made_at: ctx.now, ...nothing, ...nowhere })
      const rooms = walkOrder(entries, building)
      let position = 0
      rooms.forEach((room, at) => {
        for (const { entryId } of room.rows) {
          const found = findReachable(ctx, entryId)
          if (found === undefined) continue
          position += 1
          const { version, state } = found.entry
          insertRow(tx, { copy_id: copyId, position, household: at + 1, entry_id: entryId, version, state })
        }
      })
      tx.audit({ action: 'paper-copy', record: copyId, detail: { change: 'made', number, rows: position } })
      return success({ copyId: copyId as CopyId, number, rows: position, rooms: rooms.length })
    }),
  )
}

/** Who may carry a walk list. */
const holders = ['clerk', 'officer', 'auxiliary'] as const

/** Given back once, destroyed once; a copy that is destroyed before it came back needs a word about why. */
export function tick(ctx: Context, input: ParsedInputOf<'paper.tick'>): Answer<'paper.tick'> {
  return changed(ctx, () =>
    ctx.commit((tx): Answer<'paper.tick'> => {
      const copy = ownCopy(ctx, input.copyId)
      if (copy === undefined) return failure('paper/gone')
      if (copy.destroyed_at !== null) return failure('paper/destroyed')
      if (input.what === 'returned' && copy.returned_at !== null) return failure('paper/ticked')
      if (input.what === 'destroyed' && copy.returned_at === null && input.note.length < 2)
        return failure('paper/note-missing')
      const by = ctx.session.accountId
      const note = input.note === '' ? copy.note : input.note
      updateCopy(
        tx,
        copy.copy_id,
        input.what === 'returned'
          ? { returned_at: ctx.now, returned_by: by, note }
          : { destroyed_at: ctx.now, destroyed_by: by, note },
      )
      tx.audit({ action: 'paper-copy', record: copy.copy_id, detail: { change: input.what, number: copy.number } })
      return success({})
    }),
  )
}

/** A copy that the caller may see. */
export function ownCopy(ctx: Pick<Context, 'db' | 'session'>, copyId: string): CopyRecord | undefined {
  const copy = findCopy(ctx.db, copyId)
  const of = copiesOf(ctx.session)
  if (copy === undefined || of === null) return copy
  return [copy.officer_id, copy.holder_id, copy.made_by].includes(of) ? copy : undefined
}

/** Says to the screens that something changed, when it did. */
export function changed<R extends Result<unknown>>(ctx: Context, act: () => R): R {
  const done = act()
  if (done.ok) ctx.emit({ name: 'data-changed', what: 'ledger' })
  return done
}
