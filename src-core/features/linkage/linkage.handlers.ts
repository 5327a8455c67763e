import { failure, success } from '../../../src-contract/errors.ts'
import type { Instant } from '../../../src-contract/ids.ts'
import { engineVersion } from '../../../src-domain/linkage/link-record.ts'
import { reviewReasons } from '../../../src-domain/linkage/verdict.ts'
import type { Answer, Handlers } from '../../rpc/handler.ts'
import { refuseAccess, withReference } from '../lookup/access.rules.ts'
import { decide, split, undo } from './decide.service.ts'
import { followLinks } from './follow-links.service.ts'
import { linkAll } from './link-all.service.ts'
import { countQueued, countRecords, countReviews, readState, writeState } from './linkage.repo.ts'
import { isReady, runState } from './run-state.ts'

export const linkageHandlers: Handlers<'linkage'> = {
  status: (ctx) => {
    const state = runState(ctx.db)
    const counts = countReviews(ctx.db)
    const running = state.phase !== null && state.phase !== 'done'
    return success({
      state: state.phase === null ? 'never' : running ? 'running' : isReady(state) ? 'ready' : 'outdated',
      phase: running && state.phase !== 'clear' ? state.phase : null,
      done: Number(readState(ctx.db, 'done') ?? 0),
      total: countRecords(ctx.db),
      queued: countQueued(ctx.db),
      reviews: reviewReasons.map((reason) => ({ reason, count: counts.get(reason) ?? 0 })),
      finishedAt: state.finishedAt as Instant | null,
      engine: engineVersion,
      tableVersion: state.tableVersion,
    })
  },

  run: async (ctx, input) => {
    const started = performance.now()
    const goOn = (): boolean => !ctx.signal.aborted
    const { db, progress, signal } = ctx
    const records = await linkAll({ db, bulk: ctx.bulkWork(), again: input.again, progress, goOn, signal })
    if (records === null) return failure('rpc/cancelled')
    await followLinks({ db: ctx.db, bulk: ctx.bulk, goOn })
    const done = ctx.commit((tx): Answer<'linkage.run'> => {
      writeState(tx, 'finished', ctx.now)
      tx.audit({ action: 'link-run', detail: { records, engine: engineVersion } })
      return success({ records, seconds: Math.round((performance.now() - started) / 100) / 10 })
    })
    ctx.emit({ name: 'data-changed', what: 'sources' })
    return done
  },

  reviews: async (ctx, input) => {
    const refused = refuseAccess(ctx, input, null)
    if (refused) return refused
    const { purpose, reason, after, limit } = input
    const page = await ctx.read('linkage.reviews', { purpose, reason: reason ?? null, after: after ?? null, limit })
    const records = page.items.flatMap(({ a, b }) => [a, b]).map((side) => `${side.system}#${side.recordId}`)
    ctx.audit({
      action: 'view',
      record: 'linkage:reviews',
      ...withReference(input),
      detail: { records: records.slice(0, 50).join(' ') },
    })
    return success(page)
  },

  evidence: async (ctx, input) => {
    const refused = refuseAccess(ctx, input, input.subjectId)
    if (refused) return refused
    const found = await ctx.read('linkage.evidence', { subjectId: input.subjectId, purpose: input.purpose })
    if (!found) return failure('linkage/record-gone')
    ctx.audit({
      action: 'view',
      record: `subject:${input.subjectId}`,
      ...withReference(input),
      detail: { links: found.links.length },
    })
    return success(found)
  },

  decide,
  split,
  undo,
}
