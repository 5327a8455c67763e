import { LastUpdate, type HelloRequest, type HelloResponse } from '../../../src-contract/sync/hello.ts'
import { protocol, rowSchema, type Position } from '../../../src-contract/sync/protocol.ts'
import { batch, nextBatch } from '../../../src-domain/sync/back-off.rules.ts'
import { instantOf, localDateOf } from '../../clock.ts'
import type { ReadDb } from '../../store/sql.ts'
import { handUpReviews, reviewsToHandUp } from '../ledger/office-reviews.ts'
import { takeAnswers } from './answers.service.ts'
import { audited, cameIn } from './came-in.ts'
import { bootstrap, isBootstrapping, isSnapshotAsked } from './bootstrap.service.ts'
import { compareDigests } from './digest.service.ts'
import { obey } from './directives.service.ts'
import { endAct } from './end-act.ts'
import { gatherRecords, tellEarlierImports } from './gather-records.service.ts'
import { gather, type Gathering } from './gather.service.ts'
import { isTold, markLateTables } from './late-tables.ts'
import { heldLeaseKey, keepLeaseKey } from './lease-code.service.ts'
import { keepLease } from './lease.service.ts'
import { goOnUnder, restoredAs } from './own-backup.acts.ts'
import { pullAll } from './pull-all.service.ts'
import { nextPush } from './next-push.ts'
import { checkReceipt, checkScope, keepAuditHead, keepReceipt } from './platform-word.ts'
import { positionOf, Untrue } from './pull.service.ts'
import { beginLineage, isRestored, lineageOf } from './restored.service.ts'
import { anyMarks, keepSetting, setting, unanswered } from './sync.repo.ts'
import { waitingAtGreeting } from './standing.queries.ts'
import { checkStored } from './stored-rows.service.ts'

import { builtOn, showWaiting } from './show-waiting.service.ts'
import { locked, RunEnded, valueOf, type RunOutcome, type RunParts, type RunReport } from './run-parts.ts'

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
    // What was handed over before and not answered, as it was: the platform says what became of it.
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

/** How the last step of an update of the app ended, as the trail has it. */
function lastUpdate(db: ReadDb): Pick<HelloRequest, 'update'> {
  const row = db
    .prepare<[], { at: string; detail: string }>(
      `SELECT at, detail FROM audit_log WHERE action = 'update' ORDER BY seq DESC LIMIT 1`,
    )
    .one()
  const said = row && LastUpdate.safeParse({ code: null, ...(JSON.parse(row.detail) as object), at: row.at })
  return said?.success ? { update: said.data } : {}
}

/** @param mayBegin a platform that was restored is taken for what it is now; otherwise the run ends there */
async function greet(parts: RunParts, mayBegin = true): Promise<{ hello: HelloResponse; position: Position }> {
  const { open, platform, clock } = parts
  const { db } = open
  const lastSeq = Number(setting(db, 'lastSeq') ?? 0)
  const first = unanswered(db, 1)[0]
  const auditHead = db.prepare<[], { seq: number; hash: string }>('SELECT seq, hash FROM audit_head').one() ?? null
  const { marked, records, outbox, conflicts, rejected, oldest } = waitingAtGreeting(db)
  const epoch = Number(setting(db, 'epoch') ?? 1)
  const restored = restoredAs(db)
  const ackedSeq = first === undefined ? lastSeq : first.seq - 1
  const answer = await platform.call('hello', {
    device: setting(db, 'device') ?? '',
    epoch,
    ...(restored === undefined ? {} : { restored }),
    proto: protocol,
    schema: rowSchema,
    appVersion: parts.appVersion,
    scopeHash: setting(db, 'scopeHash') ?? null,
    position: positionOf(db),
    lastSeq,
    ackedSeq,
    auditHead,
    clientTime: instantOf(clock.nowMs()),
    leaseKey: heldLeaseKey(db),
    ...lastUpdate(db),
    waiting: { mutations: marked + records + outbox, conflicts, deadLetters: rejected, oldest },
  })
  const hello = valueOf(answer, parts)
  checkScope(open.session.station.id, hello)
  obey(db, hello.directives, instantOf(clock.nowMs()))
  if (setting(db, 'stopped') !== undefined) throw new RunEnded('sync/stopped')
  if (restored !== undefined) {
    // Greeted again under it, as a PC that has sent nothing in this epoch.
    const given = epochAfterRestore(hello, { epoch, restored })
    parts.log.info('replica-restored', { version: given })
    db.transaction((tx) => goOnUnder(tx, given))
    return greet(parts)
  }
  const position = positionOf(db)
  if (position === null) throw new RunEnded('sync/start-over')
  // A platform that was restored from a backup counts anew, and is greeted once more under the epoch that begins with it.
  if (hello.lineage !== lineageOf(db)) {
    if (!mayBegin) throw new RunEnded('sync/start-over')
    parts.log.warn('platform-restored', {})
    db.transaction((tx) => beginLineage(tx, hello.lineage, instantOf(clock.nowMs()), parts.hasContent))
    return greet(parts)
  }
  const signed = db.transaction((tx) => {
    const isSigned = keepAuditHead(tx, hello)
    keepSetting(tx, 'scopeHash', hello.scopeHash)
    if (hello.sealingKey !== undefined) keepSetting(tx, 'sealingKey', hello.sealingKey)
    keepLeaseKey(tx, hello.leaseKey)
    keepLease(tx, { until: hello.leaseUntil, serverTime: hello.serverTime }, clock)
    keepSetting(tx, 'skewMs', String(clock.nowMs() - Date.parse(hello.serverTime)))
    keepSetting(tx, 'lastContact', instantOf(clock.nowMs()))
    return isSigned
  })
  if (!signed && auditHead !== null) parts.log.warn('audit-not-signed', {})
  if (isBehind(hello, { epoch, ackedSeq, position }) && Number(setting(db, 'epoch') ?? 1) === epoch)
    throw new RunEnded('sync/platform-behind')
  return { hello, position }
}

/**
 * The platform has less than it told this PC that it had, in the same lineage: it was restored from a backup and does not say so. Numbers that it
 * gave out may come again for something else, so nothing is exchanged until it is started with a new lineage; then what it has lost is sent
 * again, as always.
 */
function isBehind(
  said: HelloResponse,
  known: { readonly epoch: number; readonly ackedSeq: number; readonly position: Position },
): boolean {
  if (known.position.lineage !== said.lineage) return false
  return said.headSeq < known.position.seq || (said.epoch === known.epoch && said.ackedSeq < known.ackedSeq)
}

/** @throws RunEnded when the answer is to another greeting */
function epochAfterRestore(
  said: Pick<HelloResponse, 'epoch' | 'restored'>,
  { epoch, restored }: { readonly epoch: number; readonly restored: string },
): number {
  // A platform of before knows of no restores; it takes the next epoch as it takes one after a restore of its own.
  if (said.epoch === undefined) return epoch + 1
  if (said.restored !== restored || said.epoch <= epoch) throw new RunEnded('sync/unreachable', 'stale-greeting')
  return said.epoch
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

/**
 * @returns why the platform does not take it, where it is there and does not: what is new there arrives all the same
 * @throws RunEnded where nothing more can be asked of it
 */
async function pushUnanswered(parts: RunParts, report: RunReport): Promise<RunEnded | null> {
  try {
    await pushAll(parts, report, false)
    return null
  } catch (error) {
    if (error instanceof RunEnded && (error.problem === 'sync/refused' || error.problem === 'sync/busy')) return error
    throw error
  }
}

async function pushAll(parts: RunParts, report: RunReport, more: boolean): Promise<void> {
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
async function pushRecords(parts: RunParts, report: RunReport, headSeq: number): Promise<void> {
  while ((await gatherRecords(parts, gatheringOf(parts))) > 0) {
    await pushAll(parts, report, true)
    await pullAll(parts, report, headSeq)
  }
}

function gatheringOf({ open, clock, newId }: RunParts): Gathering {
  return { now: instantOf(clock.nowMs()), actor: open.session.accountId, newId }
}

function note(parts: RunParts, report: RunReport): void {
  parts.open.db.transaction((tx) => {
    keepSetting(tx, 'lastSuccess', instantOf(parts.clock.nowMs()))
    if (report.sent + report.received > 0) audited(tx, parts, report)
  })
}
