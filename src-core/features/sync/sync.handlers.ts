import { failure, success, type Result } from '../../../src-contract/errors.ts'
import type { Clock } from '../../clock.ts'
import type { Instant } from '../../../src-contract/ids.ts'
import { tellAt } from '../../../src-domain/sync/only-here.rules.ts'
import type { Handlers } from '../../rpc/handler.ts'
import { answerRejected } from './rejected.service.ts'
import { chosenSides, disputedNow, fieldsOfSide, settleConflict } from './conflicts.service.ts'
import { askForCertificate, isEnrolled, keepEnrolment, keepEnrolmentAgain } from './enrol.service.ts'
import { givenUp } from './given-up.service.ts'
import { countWrong, isTry, judgeCode, keepLeaseKey, requestCode, useCode } from './lease-code.service.ts'
import { leaseShown, startLease } from './lease.service.ts'
import { openWork } from './open-work.service.ts'
import { listWaiting } from './list-waiting.service.ts'
import { waitingFor } from './standing.queries.ts'
import { recordStates, statusOf } from './status.service.ts'
import { findConflict } from './sync.repo.ts'
import { carryPackage, pack } from './unsent-package.service.ts'
import type { SyncEngine } from './sync-engine.ts'

export function syncHandlers(
  engine: Pick<
    SyncEngine,
    | 'state'
    | 'runAnew'
    | 'wake'
    | 'reconnect'
    | 'carry'
    | 'way'
    | 'appVersion'
    | 'unlockDrafts'
    | 'unsentContents'
    | 'networkBack'
  >,
  clock: Clock,
): Handlers<'sync'> {
  return {
    status: (ctx) => {
      const status = statusOf(ctx.db, engine.state, leaseShown(ctx.db, clock))
      // A PC that is not enrolled says so wherever it is looked at, and nobody at it can do anything about it.
      const oldest = status.state === 'not-enrolled' ? null : status.oldest
      return success({ ...status, tellAt: tellAt(ctx.session.role, oldest) as Instant | null })
    },
    enrol: async (ctx, input) => {
      const again = isEnrolled(ctx.db)
      if (again && !input.again) return failure('sync/enrolled')
      const asked = await askForCertificate({ ...input, appVersion: engine.appVersion, way: engine.way(ctx.db) })
      if (!asked.ok) return asked
      const { station, stationName, device } = asked.value.answer
      const own = ctx.session.station.id
      if (station !== own) return failure('sync/other-station', { station })
      const kept = ctx.commit((tx): Result<{ station: string; stationName: string }, never> => {
        if (again) keepEnrolmentAgain(tx, asked.value, ctx.now)
        else keepEnrolment(tx, asked.value, ctx.now)
        // The platform was reached just now.
        startLease(tx, clock)
        keepLeaseKey(tx, asked.value.answer.leaseKey)
        tx.audit({ action: 'sync-enrol', detail: { device, station, ...(again ? { change: 'again' } : {}) } })
        return success({ station, stationName })
      })
      // Under the old certificate nothing is asked any more.
      if (again) engine.reconnect()
      engine.wake()
      ctx.emit({ name: 'data-changed', what: 'sync' })
      return kept
    },
    networkBack: () => {
      engine.networkBack()
      return success({})
    },
    now: async (ctx) => {
      const done = await engine.runAnew()
      if (!done.ok) return done
      const { sent, received, conflicts, rejected, proven } = done.value
      const waiting = waitingFor(ctx.db)
      const open = { conflicts: waiting.conflicts, rejected: waiting.rejected }
      return success({ sent, received, conflicts, rejected, proven, open, filesUp: waiting.filesUp })
    },
    openDrafts: async (ctx, { passphrase }) => {
      ctx.audit({ action: 'sync-settle', detail: { choice: 'drafts' } })
      if (!(await engine.unlockDrafts(passphrase))) return failure('sync/drafts-locked')
      engine.wake()
      ctx.emit({ name: 'data-changed', what: 'sync' })
      return success({})
    },
    requestLeaseCode: (ctx) =>
      ctx.commit((tx) => {
        const asked = requestCode(tx, clock)
        if (asked.ok) tx.audit({ action: 'lease-code', detail: { request: asked.value.number } })
        return asked
      }),
    enterLeaseCode: (ctx, { code }) => {
      const judged = judgeCode(ctx.db, clock, code)
      if (!judged.ok) {
        // Counted also where the trail cannot be written.
        if (judged.error.code === 'sync/lease-code-wrong') ctx.bulk((tx) => countWrong(tx, clock))
        if (isTry(judged.error.code))
          ctx.audit({ action: 'lease-code', detail: { code: judged.error.code }, result: 'denied' })
        return judged
      }
      const { hours } = judged.value
      const used = ctx.commit((tx): Result<{ leftMs: number }, never> => {
        tx.audit({ action: 'lease-code', detail: { hours } })
        return success(useCode(tx, clock, hours))
      })
      ctx.emit({ name: 'data-changed', what: 'sync' })
      return used
    },
    pack: (ctx) => pack(ctx, engine.unsentContents),
    carry: (ctx, { fileId }) => carryPackage(ctx, engine, fileId),
    waiting: (ctx) => success(listWaiting(ctx.db)),
    open: (ctx) => success({ ...openWork(ctx.db), givenUp: givenUp(ctx.db) }),
    records: (ctx, { entryIds }) => success({ records: recordStates(ctx.db, entryIds) }),
    settle: (ctx, { conflictId, choice, sides, reason }) => {
      const settled = ctx.commit((tx) => {
        const conflict = findConflict(tx, conflictId)
        if (conflict?.state !== 'open') return failure('sync/conflict-gone')
        const { accountId: actor } = ctx.session
        const chosen = choice === 'merged' ? chosenSides(tx, conflict, sides ?? {}) : undefined
        if (choice === 'merged' && chosen === undefined) return failure('sync/decide-together')
        const whole = choice === 'mine' ? 'mine' : 'theirs'
        const settling = {
          conflict,
          disputed: disputedNow(tx, conflict),
          choice: whole,
          sides: chosen,
          reason,
          actor,
          now: ctx.now,
        } as const
        const decided = settleConflict(tx, { ...settling, newId: () => ctx.newId() })
        const taken = decided === 'merged' ? { mine: fieldsOfSide(chosen, 'mine') } : {}
        tx.audit({
          action: 'sync-settle',
          ...(conflict.entry_id === null ? {} : { record: conflict.entry_id }),
          detail: { conflict: conflictId, choice: decided, ...taken },
        })
        return success({})
      })
      if (settled.ok) ctx.emit({ name: 'data-changed', what: 'ledger' })
      return settled
    },
    answerRejected: (ctx, input) => {
      const answered = ctx.commit((tx) => {
        const record = answerRejected(tx, { ...input, by: ctx.session.accountId, now: ctx.now })
        if (record === undefined) return failure('sync/rejected-gone')
        tx.audit({
          action: 'sync-settle',
          ...(record === null ? {} : { record }),
          detail: { txn: input.txn, choice: input.answer },
        })
        return success({})
      })
      if (answered.ok) ctx.emit({ name: 'data-changed', what: 'ledger' })
      return answered
    },
  }
}
