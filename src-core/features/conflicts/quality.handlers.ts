import { failure, success } from '../../../src-contract/errors.ts'
import { CorrectionState, type QualityItem } from '../../../src-contract/features/quality.contract.ts'
import type { Context, Transaction } from '../../rpc/context.ts'
import type { Handlers } from '../../rpc/handler.ts'
import type { SystemId } from '../../../src-contract/systems.ts'
import { channelOf } from '../../../src-domain/distribution/forms.ts'
import type { LocalDate } from '../../../src-contract/ids.ts'
import type { ReadDb } from '../../store/sql.ts'
import { newestCorrection, type Newest } from './corrections.repo.ts'
import { requestCorrections, sendAgain } from './request.service.ts'
import { definition } from '../subjects/describe-subject.rules.ts'
import { accountName, assign, decide, finds, listFinds, measures, type FindRow } from './worklist.repo.ts'

export const qualityHandlers: Handlers<'quality'> = {
  list: (ctx, input) => {
    const mine = input.mine ? ctx.session.accountId : null
    const { rows, total } = listFinds(ctx.db, { ...input, mine })
    const counted = measures(ctx.db)
    return success({
      items: rows.map((row) => shown(row, ctx.today, correctionOf(ctx.db, row))),
      total,
      measures: {
        open: counted.open,
        checked: counted.checked,
        requested: counted.requested,
        oldestDays: counted.oldest === null ? null : daysBetween(counted.oldest, ctx.today),
        waiting: counted.waiting,
      },
    })
  },

  settle: (ctx, input) =>
    ctx.commit((tx) => {
      const open = finds(tx, input.findIds).filter(({ state }) => state === 'open')
      for (const find of open) {
        decide(tx, find, { id: ctx.newId(), decision: 'checked', reason: input.reason, ...who(ctx) })
      }
      note(tx, 'checked', open)
      return success({ settled: open.length })
    }),

  request: requestCorrections,

  sendAgain,

  assign: (ctx, input) =>
    ctx.commit((tx) => {
      if (input.accountId !== null && accountName(tx, input.accountId) === null) return failure('accounts/unknown')
      const open = finds(tx, input.findIds).filter(({ state }) => state === 'open')
      for (const { find_id } of open) assign(tx, find_id, input.accountId)
      note(tx, 'assigned', open)
      return success({ assigned: open.length })
    }),
}

const who = (ctx: Context) => ({ accountId: ctx.session.accountId, now: ctx.now, today: ctx.today })

function note(tx: Transaction, result: string, rows: readonly FindRow[]): void {
  const records = rows.slice(0, 50).map(({ system, record_id }) => `${system}#${record_id}`)
  tx.audit({ action: 'quality', result, detail: { conflicts: rows.length, records: records.join(' ') } })
}

function correctionOf(db: ReadDb, row: FindRow): QualityItem['correction'] {
  const newest = row.state === 'requested' ? newestCorrection(db, row) : undefined
  if (newest === undefined || newest.proposed === null) return null
  return {
    requestId: newest.request_id,
    // One that a newer platform calls otherwise is at the platform at least.
    state: isSent(newest) ? 'sent' : (CorrectionState.safeParse(newest.state).data ?? 'sent'),
    refusal: newest.refusal,
    receipt: newest.receipt,
    answeredOn: (newest.answered_at?.slice(0, 10) ?? null) as LocalDate | null,
  }
}

/** Where the station hands it over itself, it waits until somebody does. */
function isSent({ state, system, sent }: Newest): boolean {
  if (state === 'sending') return true
  return state === 'waiting' && channelOf(system as SystemId) === 'interface' && sent !== null
}

function shown(row: FindRow, today: string, correction: QualityItem['correction']): QualityItem {
  const spec = definition(row.system).fields.find(({ key }) => key === row.field)
  return {
    findId: row.find_id,
    kind: row.kind,
    system: row.system,
    recordId: row.record_id as QualityItem['recordId'],
    subjectId: row.subject_id as QualityItem['subjectId'],
    label: spec?.label ?? { zh: '', en: '' },
    against: row.against_system,
    foundOn: row.found_on as QualityItem['foundOn'],
    age: daysBetween(row.found_on, today),
    state: row.state,
    settledOn: row.settled_on as QualityItem['settledOn'],
    reason: row.reason,
    assigneeName: row.assignee_name,
    correction,
  }
}

function daysBetween(from: string, to: string): number {
  return Math.max(0, Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000))
}
