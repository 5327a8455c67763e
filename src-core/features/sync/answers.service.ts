import type {
  ActorProblem,
  Mutation,
  MutationResult,
  PushRequest,
  PushResponse,
  RefusalReason,
  Undecided,
} from '../../../src-contract/sync/push.ts'
import { valuesOf } from '../../../src-domain/sync/merge.rules.ts'
import type { WriteDb } from '../../store/sql.ts'
import { keepOwnConflict, reopenConflict } from './conflicts.service.ts'
import { dropHeld, forgetHeld, isAnyHeld, keepHeld } from './held-back.ts'
import { positionOf } from './pull.service.ts'
import { ownChanges, showRow, type RowKey } from './row-view.ts'
import {
  ackOutbox,
  dropOutbox,
  dropSetting,
  insertRejected,
  outboxSeqs,
  settleRejected,
  whileApplying,
} from './sync.repo.ts'
import { peopleIn, syncedTable } from './synced-tables.ts'

export type Answered = { readonly accepted: number; readonly conflicts: number; readonly rejected: number }

/**
 * What the platform said of what was pushed: taken (it stays as an overlay until a pull brings it back), in conflict (the platform's
 * value is shown and both are kept), or refused (it stays shown and is listed with the reason). One transaction.
 */
export function takeAnswers(
  db: WriteDb,
  { epoch, mutations }: Pick<PushRequest, 'epoch' | 'mutations'>,
  { results, headSeq }: Pick<PushResponse, 'results' | 'headSeq'>,
  now: string,
): Answered {
  return db.transaction((tx) => {
    const heldFor = new Set<string>()
    const people = peopleIn(tx)
    const answered = { accepted: 0, conflicts: 0, rejected: 0 }
    const again: RowKey[] = []
    const here = outboxSeqs(tx, epoch, mutations[0]?.seq ?? 0, mutations.at(-1)?.seq ?? 0)
    const sent = new Map(mutations.filter(({ seq }) => here.has(seq)).map((mutation) => [mutation.seq, mutation]))
    const records = results.flatMap((result) => {
      const mutation = sent.get(result.seq)
      return mutation === undefined ? [] : [{ result, mutation }]
    })
    // What was compared before says nothing of what the platform made of this: a decision that changes no row is not in the outbox any more.
    if (records.length > 0) dropSetting(tx, 'proven')
    const pulled = positionOf(tx)?.seq ?? 0
    const anyHeld = isAnyHeld(tx)
    const keys = records.map(({ mutation }) => ({ table: mutation.table, id: mutation.id }))
    const own = ownChanges(tx, keys, people)
    for (const { result, mutation } of records) {
      const status = result.status === 'duplicate' ? (result.was ?? 'applied') : result.status
      // Held back again, it is kept below.
      if (anyHeld) dropHeld(tx, mutation.mid)
      const key = { table: mutation.table, id: mutation.id }
      if (status === 'applied' || status === 'merged') {
        answered.accepted += 1
        // What changed nothing may be there in rows that this PC does not have yet: until it does, its own changes stand on this one.
        const upTo = result.serverSeq === 0 ? headSeq : result.serverSeq
        if (upTo > pulled) ackOutbox(tx, epoch, result.seq, result.ver, upTo)
        else {
          dropOutbox(tx, epoch, result.seq)
          again.push(key)
        }
        continue
      }
      dropOutbox(tx, epoch, result.seq)
      const decides = mutation.op === 'resolve' || (mutation.table === 'conflicts' && mutation.restored !== undefined)
      if (decides && status === 'rejected') {
        // Somebody else was first, or the row says something else by now: it is for a person again, unless it is settled.
        refuse(tx, mutation, result, now)
        settleRejected(tx, mutation.mid, { state: 'given-up', by: null, at: now })
        reopenConflict(tx, mutation)
        again.push(key)
        continue
      }
      if (status === 'rejected' || (status === 'held' && result.reason !== undefined)) {
        answered.rejected += 1
        refuse(tx, mutation, result, now)
        continue
      }
      if (status === 'conflict') {
        answered.conflicts += 1
        keepOwnConflict(tx, mutation, result, now)
      }
      if (result.conflict !== undefined) {
        keepHeld(tx, mutation, result.conflict, now)
        heldFor.add(result.conflict)
      }
      again.push(key)
    }
    // Somebody may have settled it before the answer came.
    for (const conflict of heldFor) forgetHeld(tx, conflict)
    whileApplying(tx, () => {
      for (const key of again) showRow(tx, key, own, people)
    })
    return answered
  })
}

function refuse(tx: WriteDb, mutation: Mutation, { reason, field }: MutationResult, now: string): void {
  const { mid, txn, table, id } = mutation
  insertRejected(tx, {
    mid,
    txn,
    tbl: table,
    row_id: id,
    entry_id: syncedTable(table)?.entryOf(id, valuesOf(mutation)) ?? null,
    mutation: JSON.stringify(mutation),
    reason: reasonShown(reason, field),
    field: field ?? null,
    at: now,
  })
}

/** The platform says which field was wrong; that somebody could not decide, or is not known, has words of its own. */
function reasonShown(reason: MutationResult['reason'], field: string | undefined): RefusalReason {
  const told = reason === 'invalid' && field !== undefined ? toldByField.get(field) : undefined
  return told ?? reason ?? 'invalid'
}

const toldByField: ReadonlyMap<string, RefusalReason> = new Map<ActorProblem | Undecided | string, RefusalReason>([
  ['decidedBy', 'decider'],
  ['actor', 'actor-unknown'],
  ['actor.unlisted', 'actor-unlisted'],
  ['actor.ended', 'actor-ended'],
  ['actor.role', 'actor-role'],
  ['actor.owner', 'actor-owner'],
  ['stage.review', 'not-decided'],
  ['state.review', 'not-decided'],
])
