import { rowSchema } from '../../../src-contract/sync/protocol.ts'
import { batch, nextBatch } from '../../../src-domain/sync/back-off.rules.ts'
import { instantOf } from '../../clock.ts'
import { takeAnswers } from './answers.service.ts'
import { cameIn } from './came-in.ts'
import { gatherRecords } from './gather-records.service.ts'
import { gather, type Gathering } from './gather.service.ts'
import { nextPush } from './next-push.ts'
import { checkReceipt, keepReceipt } from './platform-word.ts'
import { pullAll } from './pull-all.service.ts'
import { Untrue } from './pull.service.ts'
import { lineageOf } from './restored.service.ts'
import { RunEnded, valueOf, type RunParts, type RunReport } from './run-parts.ts'
import { anyMarks, unanswered } from './sync.repo.ts'

/**
 * What was handed over before and not answered, as it was: the platform says what became of it.
 *
 * @returns why the platform does not take it, where it is there and does not: what is new there arrives all the same
 * @throws RunEnded where nothing more can be asked of it
 */
export async function pushUnanswered(parts: RunParts, report: RunReport): Promise<RunEnded | null> {
  try {
    await pushAll(parts, report, false)
    return null
  } catch (error) {
    if (error instanceof RunEnded && (error.problem === 'sync/refused' || error.problem === 'sync/busy')) return error
    throw error
  }
}

/** @param more what was written since is numbered and goes, too; otherwise only what was handed over before */
export async function pushAll(parts: RunParts, report: RunReport, more: boolean): Promise<void> {
  const { open, platform, clock } = parts
  const { db } = open
  let bytes: number = batch.smallest
  let most: number = batch.largest
  for (;;) {
    const gathering = gatheringOf(parts)
    const limit = bytes
    if (more && anyMarks(db)) db.transaction((tx) => gather(tx, gathering, limit))
    const next = nextPush(db, most)
    if (next === undefined) return
    const started = clock.monotonicMs()
    const { epoch, mutations } = next
    const lineage = lineageOf(db)
    const named = lineage === undefined ? {} : { lineage }
    const answer = await platform.call('push', { epoch, ...named, schema: rowSchema, mutations })
    if (!answer.ok && answer.problem.code === 'sync/too-large' && next.transactions > 1) {
      most /= 2
      bytes = nextBatch(bytes, null)
      continue
    }
    const said = valueOf(answer, parts)
    checkReceipt(db, said, { epoch, mutations })
    // Restored since it was greeted, and of a version that does not look: its answer and this PC's position say nothing of each other.
    if (said.receipt.lineage !== lineage) throw new RunEnded('sync/start-over')
    const answered = db.transaction((tx) => {
      const taken = takeAnswers(tx, { epoch, mutations }, said, instantOf(clock.nowMs()))
      keepReceipt(tx, said.receipt)
      cameIn(tx, parts, taken.conflicts + taken.rejected)
      return taken
    })
    report.sent += mutations.length
    report.accepted += answered.accepted
    report.conflicts += answered.conflicts
    report.rejected += answered.rejected
    // A platform that answers nothing of what it was sent would be asked for ever.
    if (unanswered(db, 1)[0]?.seq === mutations[0]?.seq) throw new Untrue('order')
    if (answered.conflicts + answered.rejected > 0) parts.changed()
    bytes = nextBatch(bytes, clock.monotonicMs() - started)
  }
}

/**
 * What files brought here, after all that people wrote, and what they write meanwhile in between. Each part comes back before the next one
 * goes, so that answered ones do not pile up.
 */
export async function pushRecords(parts: RunParts, report: RunReport, headSeq: number): Promise<void> {
  while ((await gatherRecords(parts, gatheringOf(parts))) > 0) {
    await pushAll(parts, report, true)
    await pullAll(parts, report, headSeq)
  }
}

function gatheringOf({ open, clock, newId }: RunParts): Gathering {
  return { now: instantOf(clock.nowMs()), actor: open.session.accountId, newId }
}
