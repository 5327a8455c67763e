import type { Fields } from '../../src-contract/sync/protocol.ts'
import type { SystemId } from '../../src-contract/systems.ts'
import { cancelledLate, cancelledUnanswered } from '../../src-domain/distribution/correction-reasons.ts'
import { channelOf } from '../../src-domain/distribution/forms.ts'
import { sha256 } from '../../src-domain/canonical/sha256.ts'
import type { Tx } from '../database/database.ts'
import type { Platform } from '../platform.ts'
import { StationWriter } from '../sync/station-writer.ts'
import { clearSent, forget, markSent, type Due } from './delivery-queue.ts'
import type { Outgoing } from './outgoing.ts'
import type { Answered } from './simulated-systems.ts'

/**
 * Whether a correction is to be handed to its system over an interface: it waits, or was handed over and nobody knows whether it came. The
 * others are exported or copied at the station.
 */
export function isForInterface(fields: Fields): boolean {
  const { status, system } = fields
  return (status === 'waiting' || status === 'sending') && channelOf(system as SystemId) === 'interface'
}

/**
 * What a system is asked to correct. Before it is handed over the queue says so: one that is taken back at the station then may be at the
 * system all the same.
 *
 * @returns null: there is nothing to send any more
 */
export async function correctionDelivery(platform: Platform, due: Due): Promise<Outgoing | null> {
  const row = await platform.db
    .selectFrom('rows')
    .select(['fields', 'deleted', 'ver'])
    .where('station', '=', due.station)
    .where('tbl', '=', 'corrections')
    .where('id', '=', due.id)
    .executeTakeFirst()
  const fields = row === undefined || row.deleted ? {} : (JSON.parse(row.fields) as Fields)
  if (!isForInterface(fields)) {
    if (due.sent !== null) await unanswered(platform, due)
    return null
  }
  const content = contentOf(fields)
  const hash = sha256(content)
  // Not answered when it was handed over, it is the same message still. Asked for once more after a refusal, it is another one: its row has
  // changed since.
  const sent = due.sent?.startsWith(`${hash}/`) === true ? due.sent : `${hash}/${row?.ver ?? 0}`
  if (!(await markSent(platform.db, due, sent))) return null
  return {
    delivery: { kind: 'correction', key: `${due.station}/${due.id}/${sent}`, content },
    settle: (answer) => settle(platform, due, { content, sent }, answer),
    notSent: async () => void (await markSent(platform.db, due, due.sent)),
    unanswered: () => unanswered(platform, due),
  }
}

/** Which record, which field, from what to what, why. Who asked stays with the station. */
function contentOf({ nativeId, field, oldValue, proposed, grounds, askedAt }: Fields): string {
  return JSON.stringify({ nativeId, field, oldValue, value: proposed, grounds, askedAt })
}

/**
 * Writes the answer. One that the station has cancelled meanwhile is at the system all the same if that took it, and then stands as taken,
 * cancelled too late; what a system says against it is kept beside the cancelling. Where the station asks for something else meanwhile, that is
 * what has to be sent.
 */
async function settle(
  platform: Platform,
  due: Due,
  { content, sent }: { readonly content: string; readonly sent: string },
  answer: Answered,
): Promise<void> {
  await change(platform, due, async (tx, fields): Promise<Fields | null> => {
    await clearSent(tx, due, sent)
    const cancelled = fields['status'] === 'cancelled'
    if (!cancelled && (!isForInterface(fields) || contentOf(fields) !== content)) return null
    await forget(tx, due)
    const answeredAt = platform.now().toISOString()
    if (answer.outcome === 'accepted')
      return { status: 'shared', receipt: answer.receipt, reason: cancelled ? cancelledLate : null, answeredAt }
    if (cancelled) return { reason: answer.reason, answeredAt }
    return { status: 'rejected', receipt: null, reason: answer.reason, answeredAt }
  })
}

/** It was handed over, and nobody knows whether it came: it stands as under way, and one that was cancelled says so. */
async function unanswered(platform: Platform, due: Due): Promise<void> {
  await change(platform, due, async (tx, fields): Promise<Fields | null> => {
    if (fields['status'] === 'waiting') return { status: 'sending' }
    if (fields['status'] !== 'cancelled') return null
    await forget(tx, due)
    return fields['reason'] === undefined ? { reason: cancelledUnanswered } : null
  })
}

/** @param change what becomes of the row's fields; null: nothing. The station is locked meanwhile */
async function change(
  platform: Platform,
  due: Due,
  change: (tx: Tx, fields: Fields) => Promise<Fields | null>,
): Promise<void> {
  const key = { table: 'corrections', id: due.id }
  await platform.db.transaction().execute(async (tx) => {
    const writer = await StationWriter.begin(tx, due.station)
    await writer.load([key])
    const row = writer.row(key)
    const changed = row === undefined || row.deleted ? null : await change(tx, row.fields)
    if (row === undefined || changed === null) return
    writer.put(key, { ...row.fields, ...changed }, { device: null, actor: null }, false)
    await writer.flush()
  })
}
