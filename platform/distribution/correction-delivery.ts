import type { Fields } from '../../src-contract/sync/protocol.ts'
import type { SystemId } from '../../src-contract/systems.ts'
import { channelOf } from '../../src-domain/distribution/forms.ts'
import { sha256 } from '../../src-domain/canonical/sha256.ts'
import type { Platform } from '../platform.ts'
import { StationWriter } from '../sync/station-writer.ts'
import { forget, type Due } from './delivery-queue.ts'
import type { Outgoing } from './outgoing.ts'
import type { Answered } from './simulated-systems.ts'

/** Whether a correction waits for its system, and goes over an interface: the others are exported or copied at the station. */
export function isForInterface(fields: Fields): boolean {
  return fields['status'] === 'waiting' && channelOf(fields['system'] as SystemId) === 'interface'
}

/** @returns null: there is nothing to send any more */
export async function correctionDelivery(platform: Platform, due: Due): Promise<Outgoing | null> {
  const row = await platform.db
    .selectFrom('rows')
    .select(['fields', 'deleted', 'ver'])
    .where('station', '=', due.station)
    .where('tbl', '=', 'corrections')
    .where('id', '=', due.id)
    .executeTakeFirst()
  const fields = row === undefined || row.deleted ? {} : (JSON.parse(row.fields) as Fields)
  if (!isForInterface(fields)) return null
  const content = contentOf(fields)
  return {
    // Asked for once more after a refusal, it is another message: its row has changed since.
    delivery: { kind: 'correction', key: `${due.station}/${due.id}/${sha256(content)}/${row?.ver ?? 0}`, content },
    settle: (answer) => settle(platform, due, content, answer),
  }
}

/** Which record, which field, from what to what, why. Who asked stays with the station. */
function contentOf({ nativeId, field, oldValue, proposed, grounds, askedAt }: Fields): string {
  return JSON.stringify({ nativeId, field, oldValue, value: proposed, grounds, askedAt })
}

/** Writes the answer, unless the station changed the correction meanwhile: then the new one is what has to be sent. */
async function settle(platform: Platform, due: Due, content: string, answer: Answered): Promise<void> {
  const key = { table: 'corrections', id: due.id }
  await platform.db.transaction().execute(async (tx) => {
    const writer = await StationWriter.begin(tx, due.station)
    await writer.load([key])
    const fields = writer.row(key)?.fields ?? {}
    if (!isForInterface(fields) || contentOf(fields) !== content) return
    const said =
      answer.outcome === 'accepted'
        ? { status: 'shared', receipt: answer.receipt, reason: null }
        : { status: 'rejected', receipt: null, reason: answer.reason }
    const after = { ...fields, ...said, answeredAt: platform.now().toISOString() }
    writer.put(key, after, { device: null, actor: null }, false)
    await writer.flush()
    await forget(tx, due)
  })
}
