import { failure, success } from '../../../src-contract/errors.ts'
import type { InputOf } from '../../../src-contract/contract.ts'
import type { SystemId } from '../../../src-contract/systems.ts'
import { mayBeCorrected } from '../../../src-domain/conflicts/corrections.ts'
import type { Context, Transaction } from '../../rpc/context.ts'
import type { Answer } from '../../rpc/handler.ts'
import type { ReadDb } from '../../store/sql.ts'
import { definition } from '../subjects/describe-subject.rules.ts'
import { textsOf } from '../subjects/payload.ts'
import { correction, putCorrection } from './corrections.repo.ts'
import { decide, finds, type FindRow } from './worklist.repo.ts'

/**
 * 提请更正: what a system should change, from what to what, is kept and goes out with the next exchange. Without a value typed for it
 * the other side of the conflict is proposed; where there is none, or the system takes no such correction, the find stays open.
 */
export function requestCorrections(ctx: Context, input: InputOf<'quality.request'>): Answer<'quality.request'> {
  const { findIds, reason, proposed } = input
  if (proposed !== undefined && findIds.length > 1) return failure('quality/one-value')
  return ctx.commit((tx): Answer<'quality.request'> => {
    const open = finds(tx, findIds).filter(({ state }) => state === 'open')
    const asked: FindRow[] = []
    const left = { withoutValue: 0, notTaken: 0 }
    for (const find of open) {
      const field = definition(find.system).fields.find(({ key }) => key === find.field)
      const value = proposed ?? otherSide(tx, find)
      if (field === undefined || !mayBeCorrected(find.system, field.meaning)) left.notTaken += 1
      else if (value === null) left.withoutValue += 1
      else {
        keep(ctx, tx, find, { value, reason })
        asked.push(find)
      }
    }
    tx.audit({ action: 'quality', result: 'requested', detail: noted(asked) })
    return success({ requested: asked.length, ...left })
  })
}

/** One that the system sent back goes out again, with another value or other grounds. */
export function sendAgain(ctx: Context, input: InputOf<'quality.sendAgain'>): Answer<'quality.sendAgain'> {
  return ctx.commit((tx): Answer<'quality.sendAgain'> => {
    const row = correction(tx, input.requestId)
    if (row === undefined || row.state !== 'rejected' || row.proposed === null) return failure('quality/not-rejected')
    putCorrection(tx, {
      ...row,
      state: 'waiting',
      proposed: input.proposed ?? row.proposed,
      reason: input.reason,
      account_id: ctx.session.accountId,
      receipt: null,
      refusal: null,
      answered_at: null,
      batch: null,
    })
    tx.audit({
      action: 'quality',
      result: 'sent-again',
      record: `correction:${row.request_id}`,
      detail: { system: row.system },
    })
    return success({})
  })
}

function keep(
  ctx: Context,
  tx: Transaction,
  find: FindRow,
  { value, reason }: { value: string; reason: string },
): void {
  const accountId = ctx.session.accountId
  decide(tx, find, { id: ctx.newId(), decision: 'requested', reason, accountId, now: ctx.now, today: ctx.today })
  putCorrection(tx, {
    request_id: ctx.newId(),
    system: find.system,
    native_id: find.native_id,
    kind: find.kind,
    field: find.field,
    reason,
    state: 'waiting',
    account_id: accountId,
    created_at: ctx.now,
    fingerprint: find.fingerprint,
    old_value: payloadOf(tx, find.record_id)?.[find.field] ?? '',
    proposed: value,
    receipt: null,
    refusal: null,
    answered_at: null,
    batch: null,
  })
}

/** What the other record says in a field of the same meaning; null without one, or when it says nothing. */
function otherSide(db: ReadDb, find: FindRow): string | null {
  if (find.against_record_id === null || find.against_system === null) return null
  const meaning = definition(find.system).fields.find(({ key }) => key === find.field)?.meaning
  const fields = definition(find.against_system).fields
  const field = find.against_system === find.system ? find.field : fields.find((one) => one.meaning === meaning)?.key
  if (field === undefined) return null
  const [own, other] = [payloadOf(db, find.record_id)?.[find.field], payloadOf(db, find.against_record_id)?.[field]]
  return other === undefined || other === '' || other === own ? null : other
}

function payloadOf(db: ReadDb, recordId: number): Readonly<Record<string, string>> | undefined {
  const row = db
    .prepare<[number], { payload: string }>('SELECT payload FROM source_records WHERE record_id = ?')
    .one(recordId)
  return row && textsOf(row.payload)
}

function noted(rows: readonly { system: SystemId; record_id: number }[]): { conflicts: number; records: string } {
  const records = rows.slice(0, 50).map(({ system, record_id }) => `${system}#${record_id}`)
  return { conflicts: rows.length, records: records.join(' ') }
}
