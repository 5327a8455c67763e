import type { ParsedInputOf } from '../../../src-contract/contract.ts'
import { failure, success } from '../../../src-contract/errors.ts'
import type { SubjectId } from '../../../src-contract/ids.ts'
import type { Context, Transaction } from '../../rpc/context.ts'
import type { Answer } from '../../rpc/handler.ts'
import { recordIdsOfSubject, subjectOfRecord } from '../subjects/subjects.service.ts'
import { decisionsOfAct, insertDecision, supersede, undoAct } from './decisions.repo.ts'
import { recordIdOf } from './linkage.repo.ts'
import { relink } from './relink.service.ts'
import { isReady, runState, tableOf } from './run-state.ts'
import { StoredRecords } from './stored-records.ts'

const shortestReason = 2
type Pair = readonly [number, number]

/** Two records are one person, or are not. What was decided against it before rests as long as this stands. */
export function decide(ctx: Context, input: ParsedInputOf<'linkage.decide'>): Answer<'linkage.decide'> {
  const done = ctx.commit((tx): Answer<'linkage.decide'> => {
    if (!isReady(runState(tx))) return failure('linkage/not-ready')
    if (input.reason.length < shortestReason) return failure('linkage/reason-missing')
    const [a, b] = [subjectOfRecord(tx, input.recordA), subjectOfRecord(tx, input.recordB)]
    if (a === null || b === null || input.recordA === input.recordB) return failure('linkage/record-gone')
    if (a === b && input.same) return failure('linkage/same-file')
    const pairs = product(recordIdsOfSubject(tx, a), recordIdsOfSubject(tx, b))
    const actId = write(ctx, tx, input.same ? 'must' : 'cannot', [[input.recordA, input.recordB]], pairs, input.reason)
    const of = (recordId: number): SubjectId => subjectOfRecord(tx, recordId) as SubjectId
    return success({ actId, subjectA: of(input.recordA), subjectB: of(input.recordB) })
  })
  if (done.ok) ctx.emit({ name: 'data-changed', what: 'sources' })
  return done
}

/** Each record that leaves is kept apart from each that stays. */
export function split(ctx: Context, input: ParsedInputOf<'linkage.split'>): Answer<'linkage.split'> {
  const done = ctx.commit((tx): Answer<'linkage.split'> => {
    if (!isReady(runState(tx))) return failure('linkage/not-ready')
    if (input.reason.length < shortestReason) return failure('linkage/reason-missing')
    const held = recordIdsOfSubject(tx, input.subjectId)
    const leaving = new Set<number>(input.recordIds)
    if (held.length === 0 || ![...leaving].every((id) => held.includes(id))) return failure('linkage/record-gone')
    const staying = held.filter((id) => !leaving.has(id))
    if (staying.length === 0) return failure('linkage/split-parts')
    const pairs = product([...leaving], staying)
    const actId = write(ctx, tx, 'cannot', pairs, pairs, input.reason)
    return success({ actId, subjectId: subjectOfRecord(tx, input.recordIds[0] as number) as SubjectId })
  })
  if (done.ok) ctx.emit({ name: 'data-changed', what: 'sources' })
  return done
}

export function undo(ctx: Context, input: ParsedInputOf<'linkage.undo'>): Answer<'linkage.undo'> {
  const done = ctx.commit((tx): Answer<'linkage.undo'> => {
    if (!isReady(runState(tx))) return failure('linkage/not-ready')
    if (input.reason.length < shortestReason) return failure('linkage/reason-missing')
    const decisions = decisionsOfAct(tx, input.actId).filter((one) => one.undone_at === null)
    if (decisions.length === 0) return failure('linkage/act-gone')
    undoAct(tx, input.actId, ctx.now, ctx.session.accountId)
    linkAgain(
      tx,
      decisions.flatMap((one) => [one.key_a, one.key_b].flatMap((key) => recordIdOf(tx, key) ?? [])),
    )
    tx.audit({ action: 'link-undo', record: input.actId, detail: { pairs: decisions.length } })
    return success({})
  })
  if (done.ok) ctx.emit({ name: 'data-changed', what: 'sources' })
  return done
}

/** @param opposed pairs about which an opposite decision rests from now on */
function write(
  ctx: Context,
  tx: Transaction,
  kind: 'must' | 'cannot',
  pairs: readonly Pair[],
  opposed: readonly Pair[],
  reason: string,
): string {
  const actId = ctx.newId()
  const records = new StoredRecords(tx)
  const key = (id: number): string => {
    const record = records.record(id)
    if (!record) throw new Error('a linked record has no profile')
    return record.key
  }
  for (const [a, b] of opposed) supersede(tx, kind === 'must' ? 'cannot' : 'must', key(a), key(b), actId)
  for (const [a, b] of pairs)
    insertDecision(tx, {
      act_id: actId,
      kind,
      key_a: key(a),
      key_b: key(b),
      reason,
      account_id: ctx.session.accountId,
      decided_at: ctx.now,
    })
  linkAgain(tx, pairs.flat())
  tx.audit({
    action: 'link-decide',
    record: actId,
    detail: {
      kind,
      pairs: pairs.length,
      records: pairs
        .slice(0, 10)
        .map((pair) => pair.join('-'))
        .join(' '),
    },
  })
  return actId
}

function linkAgain(tx: Transaction, seeds: readonly number[]): void {
  const table = tableOf(tx)
  if (table !== null) relink(tx, new StoredRecords(tx), table, [...new Set(seeds)])
}

function product(left: readonly number[], right: readonly number[]): Pair[] {
  return left.flatMap((a) => right.map((b): Pair => [a, b]))
}
