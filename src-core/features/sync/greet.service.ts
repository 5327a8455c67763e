import { LastUpdate, type HelloRequest, type HelloResponse } from '../../../src-contract/sync/hello.ts'
import { protocol, rowSchema, type Position } from '../../../src-contract/sync/protocol.ts'
import { instantOf } from '../../clock.ts'
import type { ReadDb } from '../../store/sql.ts'
import { obey } from './directives.service.ts'
import { heldLeaseKey, keepLeaseKey } from './lease-code.service.ts'
import { keepLease } from './lease.service.ts'
import { goOnUnder, restoredAs } from './own-backup.acts.ts'
import { checkScope, keepAuditHead } from './platform-word.ts'
import { positionOf } from './pull.service.ts'
import { beginLineage, lineageOf } from './restored.service.ts'
import { RunEnded, valueOf, type RunParts } from './run-parts.ts'
import { waitingAtGreeting } from './standing.queries.ts'
import { keepSetting, setting, unanswered } from './sync.repo.ts'

/**
 * Says who this PC is and where it stands, and takes what the platform says of that: directives, lease, keys, a restore of either side.
 *
 * @param mayBegin a platform that was restored is taken for what it is now; otherwise the run ends there
 * @throws RunEnded where nothing may be exchanged
 */
export async function greet(parts: RunParts, mayBegin = true): Promise<{ hello: HelloResponse; position: Position }> {
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
