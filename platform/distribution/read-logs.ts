import { sql } from 'kysely'
import type { Fields } from '../../src-contract/sync/protocol.ts'
import { distributionCatalogs, targetsOf } from '../../src-domain/distribution/forms.ts'
import type { Tx } from '../database/database.ts'
import type { Platform } from '../platform.ts'
import { isForInterface } from './correction-delivery.ts'
import { enqueue, type Queued } from './delivery-queue.ts'

const tables = ['entries', 'deliveries', 'corrections']
/** So many sequences of a station at a time: after an upgrade that reads logs from the beginning, there are years of them. */
const pageSize = 5_000
const overInterface: ReadonlySet<string> = new Set(
  [...distributionCatalogs.values()].filter(({ channel }) => channel === 'interface').map(({ system }) => system),
)

/**
 * Puts into the queue what may have to be sent, station by station; a station that another instance reads is left to it.
 *
 * @returns whether there is more to read
 */
export async function readLogs(platform: Platform): Promise<boolean> {
  const behind = await platform.db
    .selectFrom('stations')
    .leftJoin('delivery_readers', 'delivery_readers.station', 'stations.station')
    .select('stations.station')
    .where((row) => row('stations.head_seq', '>', row.fn.coalesce('delivery_readers.seq', sql<number>`0`)))
    .execute()
  let more = false
  for (const { station } of behind)
    more = (await platform.db.transaction().execute((tx) => readLog(tx, station))) || more
  return more
}

async function readLog(tx: Tx, station: string): Promise<boolean> {
  await tx
    .insertInto('delivery_readers')
    .values({ station, seq: 0 })
    .onConflict((one) => one.doNothing())
    .execute()
  const reader = await tx
    .selectFrom('delivery_readers')
    .select('seq')
    .where('station', '=', station)
    .forUpdate()
    .skipLocked()
    .executeTakeFirst()
  if (reader === undefined) return false
  const { head_seq: head } = await tx
    .selectFrom('stations')
    .select('head_seq')
    .where('station', '=', station)
    .executeTakeFirstOrThrow()
  const upTo = Math.min(head, reader.seq + pageSize)
  const changes = await tx
    .selectFrom('changes')
    .select(['tbl', 'id', 'fields', 'device'])
    .where('station', '=', station)
    .where('seq', '>', reader.seq)
    .where('seq', '<=', upTo)
    .where('tbl', 'in', tables)
    .orderBy('seq')
    .execute()
  const newest = new Map(changes.map((change) => [change.id, change]))
  const queued = new Map([...newest.values()].flatMap(queuedBy).map((one) => [one.id, one]))
  await enqueue(tx, station, [...queued.values()])
  await tx.updateTable('delivery_readers').set({ seq: upTo }).where('station', '=', station).execute()
  return upTo < head
}

type Change = { readonly tbl: string; readonly id: string; readonly fields: string; readonly device: string | null }

function queuedBy({ tbl, id, fields: text, device }: Change): Queued[] {
  const fields = JSON.parse(text) as Fields
  // What the platform itself wrote of a correction is what became of it, and asks for nothing.
  if (tbl === 'corrections')
    return device !== null && isForInterface(fields) ? [{ tbl, id, system: String(fields['system'] ?? '') }] : []
  if (tbl === 'entries')
    return targetsOf(String(fields['book'] ?? ''))
      .filter(({ channel }) => channel === 'interface')
      .map(({ system }) => ({ tbl: 'deliveries', id: `${id}.${system}`, system }))
  // What the platform itself wrote is the answer, and asks for nothing.
  const system = String(fields['system'] ?? '')
  const record = `${String(fields['entry'] ?? '')}.${system}`
  if (device === null || !overInterface.has(system) || !id.startsWith(`${record}.`)) return []
  return [{ tbl: 'deliveries', id: record, system }]
}
