import { sql } from 'kysely'
import type { HelloRequest, HelloResponse } from '../../src-contract/sync/hello.ts'
import { protocol, rowSchema } from '../../src-contract/sync/protocol.ts'
import { leaseKeyId } from '../../src-domain/sync/lease-code.ts'
import { scopeHashOf } from '../../src-domain/sync/scope.ts'
import type { Tx } from '../database/database.ts'
import { WireError } from '../http/wire-error.ts'
import type { Platform } from '../platform.ts'
import { lockDevice, newestOrderedEpoch, openDirectives, type DeviceRow, type OrderedEpoch } from './device.repo.ts'

/** How long a PC may work without contact before it goes over to entry only. */
const leaseHours = 72

/**
 * The first word of every contact: versions, epochs, where both stand, what the platform wants of the device.
 *
 * @throws WireError client-too-new, client-too-old, wrong-epoch, invalid (an epoch that nobody can have come to); quarantined, with what the
 *   device is to do
 */
export async function hello(platform: Platform, deviceId: string, request: HelloRequest): Promise<HelloResponse> {
  if (request.device !== deviceId) throw new WireError('sync/denied')
  const proto = Math.min(protocol.max, request.proto.max)
  if (request.proto.min > protocol.max || request.schema > rowSchema) throw new WireError('sync/client-too-new')
  if (proto < protocol.min) throw new WireError('sync/client-too-old')
  const now = platform.now()
  const outcome = await platform.db.transaction().execute(async (tx) => {
    const device = await lockDevice(tx, deviceId)
    const said = agreeOnEpoch(device, request, await newestOrderedEpoch(tx, deviceId))
    if (said === 'impossible') throw new WireError('sync/invalid')
    // Who is set apart is told so and is not noted as being up to date; who it is meant for, and when it was here, is.
    if (said === 'copy' || device.status === 'quarantined') {
      const change = { status: 'quarantined', last_hello: now.toISOString() }
      await tx.updateTable('devices').set(change).where('device', '=', deviceId).execute()
    }
    if (device.status === 'quarantined') return { directives: await openDirectives(tx, deviceId) }
    if (said === 'copy' || said === 'known-copy') return 'copy'
    const station = await tx
      .selectFrom('stations')
      .select(['head_seq', 'oldest_seq'])
      .where('station', '=', device.station)
      .executeTakeFirstOrThrow()
    const knowsMore = doesKnowMore(platform.keys.lineage, station.head_seq, device, request)
    await note(platform, tx, { device, request, epoch: said, knowsMore, now })
    const directives = await openDirectives(tx, deviceId)
    return {
      device: await lockDevice(tx, deviceId),
      directives,
      station,
      audit: await coSign(platform, tx, deviceId, request, now),
    }
  })
  // Told after the transaction, which must not be rolled back by the refusal.
  if (outcome === 'copy') throw new WireError('sync/wrong-epoch')
  if (outcome.device === undefined)
    throw new WireError('sync/quarantined', { ...outcome, sealingKey: platform.keys.sealingKey })
  const { device, directives, station, audit } = outcome
  const { lineage } = platform.keys
  const at = request.position
  const usable = at !== null && at.lineage === lineage && at.seq >= station.oldest_seq && at.seq <= station.head_seq
  return {
    serverTime: now.toISOString(),
    proto,
    schema: rowSchema,
    station: device.station,
    scopeHash: scopeHashOf(device.station),
    lineage,
    headSeq: station.head_seq,
    epoch: device.epoch,
    ...(request.restored === undefined ? {} : { restored: request.restored }),
    ackedSeq: device.epoch === request.epoch ? device.acked_seq : 0,
    cursorStatus: usable ? 'ok' : 'rebootstrap',
    audit,
    directives,
    leaseUntil: new Date(now.getTime() + leaseHours * 3_600_000).toISOString(),
    sealingKey: platform.keys.sealingKey,
    ...missingKey(platform, deviceId, request),
  }
}

/** More epochs than a device comes to, however often it and the platform are restored; each restore takes a few. */
const mostEpochsAtOnce = 1000

/** For a device that was enrolled before there was one, or whose platform was restored to before it had one. */
function missingKey(
  platform: Platform,
  device: string,
  { leaseKey: held }: HelloRequest,
): Pick<HelloResponse, 'leaseKey'> {
  const key = platform.keys.leaseKey(device)
  return held === undefined || held === leaseKeyId(key) ? {} : { leaseKey: key }
}

/**
 * The epoch that the device goes on under. A replica that was restored from its own backup asks for one, since it cannot know which it had
 * come to after that backup: it is given the next, the same one each time that it asks for the same restore. One that begins an epoch by
 * itself, because the platform was restored, comes with a higher one. A lower one is a copy, unless the platform has just given out the
 * new one. Once a device has followed that order it is known which of the two it is: the other is told so, and nothing is held against the
 * one that followed.
 */
function agreeOnEpoch(
  device: DeviceRow,
  request: HelloRequest,
  ordered: OrderedEpoch,
): number | 'copy' | 'known-copy' | 'impossible' {
  if (request.epoch > device.epoch + mostEpochsAtOnce) return 'impossible'
  if (request.restored !== undefined)
    return request.restored === device.restored_as
      ? Math.max(device.epoch, request.epoch)
      : Math.max(device.epoch, request.epoch) + 1
  if (request.epoch >= device.epoch) return request.epoch
  if (ordered?.epoch !== device.epoch) return 'copy'
  return ordered.done ? 'known-copy' : device.epoch
}

/**
 * Whether the device was told of more than the platform has, in this lineage: then the platform was restored from a backup, and was not started
 * with a new one. Nothing of it is believed but that somebody should look: a device may say anything.
 */
function doesKnowMore(lineage: string, headSeq: number, device: DeviceRow, request: HelloRequest): boolean {
  const { position, epoch, ackedSeq, restored } = request
  if (position?.lineage !== lineage) return false
  if (position.seq > headSeq) return true
  // Which epoch a restored replica of before was in says nothing of what was taken in the one that it is given.
  if (restored !== undefined) return false
  return epoch > device.epoch ? ackedSeq > 0 : epoch === device.epoch && ackedSeq > device.acked_seq
}

type Greeting = {
  readonly device: DeviceRow
  readonly request: HelloRequest
  readonly epoch: number
  readonly knowsMore: boolean
  readonly now: Date
}

async function note(platform: Platform, tx: Tx, { device, request, epoch, knowsMore, now }: Greeting): Promise<void> {
  const raised = epoch > device.epoch
  await tx
    .updateTable('devices')
    .set({
      ...(raised ? { epoch, acked_seq: 0, confirmed_seq: 0, forgotten_seq: 0 } : {}),
      ...(request.restored === undefined ? {} : { restored_as: request.restored }),
      // What it knows the answers of, it does not send again.
      ...(request.restored === undefined && request.epoch === device.epoch
        ? { confirmed_seq: Math.max(device.confirmed_seq, Math.min(request.ackedSeq, device.acked_seq)) }
        : {}),
      knows_more_since: knowsMore ? (device.knows_more_since ?? now.toISOString()) : null,
      app_version: request.appVersion,
      row_schema: request.schema,
      last_hello: now.toISOString(),
      clock_skew_ms: Date.parse(request.clientTime) - now.getTime(),
      waiting_mutations: request.waiting.mutations,
      waiting_conflicts: request.waiting.conflicts,
      dead_letters: request.waiting.deadLetters,
      waiting_since: request.waiting.oldest,
      pulled_seq: request.position?.seq ?? null,
      pulled_lineage: request.position?.lineage ?? null,
      ...(request.update === undefined
        ? {}
        : { update_what: request.update.what, update_code: request.update.code, update_at: request.update.at }),
    })
    .where('device', '=', device.device)
    .execute()
  if (knowsMore) platform.log({ event: 'device-knows-more', device: device.device })
  if (raised && request.restored !== undefined) platform.log({ event: 'device-restored', device: device.device, epoch })
  // A directive is followed once the device comes with what it asked for; a replica that was restored since has gone past it.
  if (request.epoch >= device.epoch || request.restored !== undefined)
    await tx
      .updateTable('directives')
      .set({ done_at: sql`now()` })
      .where('device', '=', device.device)
      .where('kind', '=', 'new-epoch')
      .where('done_at', 'is', null)
      .execute()
}

/** Co-signs the head of the device's audit chain, as long as it only grows. */
async function coSign(
  platform: Platform,
  tx: Tx,
  device: string,
  { auditHead }: HelloRequest,
  now: Date,
): Promise<HelloResponse['audit']> {
  if (auditHead === null) return null
  const newest = await tx
    .selectFrom('audit_heads')
    .select(['seq', 'hash'])
    .where('device', '=', device)
    .orderBy('seq', 'desc')
    .executeTakeFirst()
  const grows = newest === undefined || auditHead.seq > newest.seq
  const same = newest !== undefined && newest.seq === auditHead.seq && newest.hash === auditHead.hash
  if (!grows && !same) {
    platform.log({ event: 'audit-head-refused', device, seq: auditHead.seq, known: newest.seq })
    return null
  }
  if (grows)
    await tx
      .insertInto('audit_heads')
      .values({ device, ...auditHead })
      .execute()
  return platform.keys.signed('audit-head', { device, seq: auditHead.seq, hash: auditHead.hash, at: now.toISOString() })
}
