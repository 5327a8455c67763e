import { instantOf, localDateOf } from '../../clock.ts'
import { handUpReviews, reviewsToHandUp } from '../ledger/office-reviews.ts'
import { bootstrap, isBootstrapping, isSnapshotAsked } from './bootstrap.service.ts'
import { audited } from './came-in.ts'
import { compareDigests } from './digest.service.ts'
import { endAct } from './end-act.ts'
import { tellEarlierImports } from './gather-records.service.ts'
import { greet } from './greet.service.ts'
import { isTold, markLateTables } from './late-tables.ts'
import { pullAll } from './pull-all.service.ts'
import { Untrue } from './pull.service.ts'
import { pushAll, pushRecords, pushUnanswered } from './push.service.ts'
import { isRestored } from './restored.service.ts'
import { locked, RunEnded, type RunOutcome, type RunParts, type RunReport } from './run-parts.ts'
import { builtOn, showWaiting } from './show-waiting.service.ts'
import { checkStored } from './stored-rows.service.ts'
import { keepSetting } from './sync.repo.ts'

/** How often somebody else may have pushed between this PC's pull and its look at the digests, in one run. */
const mostRounds = 4
/** From so many changes on, a PC that has none takes the rows as they are instead of how they came about. */
const bootstrapFrom = 2_000

/**
 * One exchange: greeting, everything that is new there, everything that is new here, what the platform made of it, and the comparison
 * of both sides. It is good only if every step was.
 */
export async function runOnce(parts: RunParts): Promise<RunOutcome> {
  const report: RunReport = { sent: 0, accepted: 0, conflicts: 0, rejected: 0, received: 0, proven: false }
  try {
    const { hello, position } = await greet(parts)
    const behind = position.seq === 0 && hello.headSeq > bootstrapFrom
    const restored = isRestored(parts.open.db)
    const asked = isBootstrapping(parts.open.db) || isSnapshotAsked(parts.open.db)
    if (restored || hello.cursorStatus === 'rebootstrap' || behind || asked) report.received += await bootstrap(parts)
    // What the platform has lost is sent again under an epoch of its own.
    if (restored) await greet(parts)
    await showWaiting(parts, builtOn)
    const notTaken = await pushUnanswered(parts, report)
    // Then what is there: accounts that the platform knows under another id, and the rows that this PC's changes build on.
    await pullAll(parts, report, hello.headSeq)
    if (notTaken !== null) throw notTaken
    tellLateTables(parts)
    await tellEarlierImports(parts, instantOf(parts.clock.nowMs()))
    handUp(parts)
    await checkStored(parts)
    for (let round = 0; round < mostRounds && !report.proven; round += 1) {
      await pushAll(parts, report, true)
      await pullAll(parts, report, hello.headSeq)
      await pushRecords(parts, report, hello.headSeq)
      report.proven = await compareDigests(parts)
    }
    await showWaiting(parts, (table) => !builtOn(table))
    note(parts, report)
    return { ok: true, report }
  } catch (error) {
    if (error instanceof RunEnded) {
      const { problem, code, retryAfterMs } = error
      return { ok: false, problem, code, retryAfterMs }
    }
    if (error instanceof Untrue) {
      parts.log.error('sync-untrue', { code: error.what })
      return { ok: false, problem: 'sync/untrue', code: error.what, retryAfterMs: 0 }
    }
    // Locked meanwhile: the run simply ends.
    if (!parts.isOpen()) return locked
    throw error
  }
}

/** What the platform says, and nothing of this PC's own: for whoever waits to be let in. Ends quietly where it does not get through. */
export async function readOnce(parts: RunParts): Promise<void> {
  const report: RunReport = { sent: 0, accepted: 0, conflicts: 0, rejected: 0, received: 0, proven: false }
  try {
    const { hello } = await greet(parts, false)
    // What needs a snapshot needs somebody who is logged in for as long as it takes.
    if (hello.cursorStatus === 'ok' && !isRestored(parts.open.db) && !isBootstrapping(parts.open.db))
      await pullAll(parts, report, hello.headSeq)
  } catch (error) {
    const code = error instanceof RunEnded ? error.code : error instanceof Untrue ? error.what : undefined
    if (code === undefined && parts.isOpen()) throw error
    parts.log.info('directory-not-asked', { code: code ?? 'closed' })
  }
}

function tellLateTables({ open, clock }: RunParts): void {
  if (!isTold(open.db)) open.db.transaction((tx) => markLateTables(tx, instantOf(clock.nowMs())))
}

/** What nobody of the station may decide goes to the superior office with what is pushed now. */
function handUp({ open, clock }: RunParts): void {
  const today = localDateOf(clock.nowMs())
  if (reviewsToHandUp(open.db, today).length === 0) return
  open.db.transaction((tx) => {
    endAct(tx)
    handUpReviews(tx, today)
    endAct(tx)
  })
}

function note(parts: RunParts, report: RunReport): void {
  parts.open.db.transaction((tx) => {
    keepSetting(tx, 'lastSuccess', instantOf(parts.clock.nowMs()))
    if (report.sent + report.received > 0) audited(tx, parts, report)
  })
}
