import { sql } from 'kysely'
import type { Fields } from '../../src-contract/sync/protocol.ts'
import { sha256 } from '../../src-domain/canonical/sha256.ts'
import type { Platform } from '../platform.ts'
import { StationWriter } from '../sync/station-writer.ts'
import type { Target, TargetAnswer } from './simulated-systems.ts'
import { repeat } from '../repeat.ts'

/** Entries that are shared with a system, and corrections that one is asked for. */
const tables = ['deliveries', 'corrections'] as const
type Table = (typeof tables)[number]
const batchSize = 20

type Due = {
  readonly station: string
  readonly tbl: Table
  readonly id: string
  readonly system: string
  readonly attempts: number
}

/**
 * Sends what waits: reads new deliveries from the stations' logs, hands over those that are due, writes the answers back as changes
 * of their rows. Any number of instances may do this at once: each takes others' leftovers only.
 *
 * @returns how many were answered
 */
export async function deliverDue(platform: Platform, target: Target): Promise<number> {
  await readLogs(platform)
  let answered = 0
  for (const due of await claim(platform)) {
    const row = await platform.db
      .selectFrom('rows')
      .select(['fields', 'deleted'])
      .where('station', '=', due.station)
      .where('tbl', '=', due.tbl)
      .where('id', '=', due.id)
      .executeTakeFirst()
    const fields = row === undefined || row.deleted ? {} : (JSON.parse(row.fields) as Fields)
    if (!isWaiting(fields)) {
      await forget(platform, due)
      continue
    }
    const content = contentOf(due.tbl, fields)
    const delivery = { kind: kinds[due.tbl], key: `${due.station}/${due.id}/${sha256(content)}`, content }
    const answer = await target(due.system, delivery).catch((): TargetAnswer => ({ outcome: 'down' }))
    if (answer.outcome === 'down') await postpone(platform, due)
    else {
      await settle(platform, due, content, answer)
      answered += 1
    }
  }
  return answered
}

const kinds = { deliveries: 'record', corrections: 'correction' } as const

/** What the system gets. Of a correction: which record, which field, from what to what, why. Who asked stays with the station. */
function contentOf(table: Table, fields: Fields): string {
  if (table === 'deliveries') return String(fields['content'] ?? '')
  const { nativeId, field, oldValue, proposed, grounds, askedAt } = fields
  return JSON.stringify({ nativeId, field, oldValue, value: proposed, grounds, askedAt })
}

function isWaiting(fields: Fields): boolean {
  return fields['status'] === 'waiting' && fields['channel'] === 'interface'
}

/** Puts new and changed deliveries into the queue, station by station; a station that another instance reads is left to it. */
async function readLogs(platform: Platform): Promise<void> {
  const behind = await platform.db
    .selectFrom('stations')
    .leftJoin('delivery_readers', 'delivery_readers.station', 'stations.station')
    .select('stations.station')
    .where((row) => row('stations.head_seq', '>', row.fn.coalesce('delivery_readers.seq', sql<number>`0`)))
    .execute()
  for (const { station } of behind) await readLog(platform, station)
}

async function readLog(platform: Platform, station: string): Promise<void> {
  await platform.db.transaction().execute(async (tx) => {
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
    if (reader === undefined) return
    const { head_seq: head } = await tx
      .selectFrom('stations')
      .select('head_seq')
      .where('station', '=', station)
      .executeTakeFirstOrThrow()
    const changes = await tx
      .selectFrom('changes')
      .select(['tbl', 'id', 'fields'])
      .where('station', '=', station)
      .where('seq', '>', reader.seq)
      .where('seq', '<=', head)
      .where('tbl', 'in', tables)
      .orderBy('seq')
      .execute()
    const newest = new Map(changes.map(({ tbl, id, fields }) => [id, { tbl, fields: JSON.parse(fields) as Fields }]))
    const waiting = [...newest].filter(([, { fields }]) => isWaiting(fields))
    if (waiting.length > 0)
      await tx
        .insertInto('delivery_queue')
        .values(waiting.map(([id, { tbl, fields }]) => ({ station, tbl, id, system: String(fields['system'] ?? '') })))
        .onConflict((one) => one.columns(['station', 'id']).doUpdateSet({ next_at: sql`now()`, attempts: 0 }))
        .execute()
    await tx.updateTable('delivery_readers').set({ seq: head }).where('station', '=', station).execute()
  })
}

/** Takes what is due for the next minute: an instance that dies leaves it to the others. */
async function claim(platform: Platform): Promise<Due[]> {
  const { rows } = await sql<Due>`
    UPDATE delivery_queue q SET next_at = now() + interval '60 seconds', attempts = q.attempts + 1
    FROM (SELECT station, id FROM delivery_queue WHERE next_at <= now()
          ORDER BY next_at LIMIT ${batchSize} FOR UPDATE SKIP LOCKED) due
    WHERE q.station = due.station AND q.id = due.id
    RETURNING q.station, q.tbl, q.id, q.system, q.attempts`.execute(platform.db)
  return rows
}

/** Twice as long after each attempt, up to an hour, and never all at once. */
async function postpone(platform: Platform, { station, id, attempts }: Due): Promise<void> {
  const seconds = Math.min(3600, 5 * 2 ** Math.min(attempts, 10)) * (0.75 + Math.random() / 2)
  await platform.db
    .updateTable('delivery_queue')
    .set({ next_at: sql`now() + make_interval(secs => ${seconds})` })
    .where('station', '=', station)
    .where('id', '=', id)
    .execute()
}

async function forget(platform: Platform, { station, id }: Due): Promise<void> {
  await platform.db.deleteFrom('delivery_queue').where('station', '=', station).where('id', '=', id).execute()
}

/** Writes the answer, unless the station changed the delivery meanwhile: then the new content is what has to be sent. */
async function settle(
  platform: Platform,
  due: Due,
  content: string,
  answer: Exclude<TargetAnswer, { outcome: 'down' }>,
): Promise<void> {
  const { station, tbl: table, id } = due
  await platform.db.transaction().execute(async (tx) => {
    const writer = await StationWriter.begin(tx, station)
    await writer.load([{ table, id }])
    const fields = writer.row({ table, id })?.fields ?? {}
    if (!isWaiting(fields) || contentOf(table, fields) !== content) return
    const said =
      answer.outcome === 'accepted'
        ? { status: 'shared', receipt: answer.receipt, reason: null }
        : { status: 'rejected', receipt: null, reason: answer.reason }
    const after = { ...fields, ...said, answeredAt: platform.now().toISOString() }
    writer.put({ table, id }, after, { device: null, actor: null }, false)
    await writer.flush()
    await tx.deleteFrom('delivery_queue').where('station', '=', station).where('id', '=', id).execute()
  })
}

/** Delivers every second until it is stopped; a failure is logged, and tried again. */
export function startDeliveries(platform: Platform, target: Target): { stop(): Promise<void> } {
  return repeat(async () => {
    await deliverDue(platform, target).catch((error: Error) =>
      platform.log({ event: 'delivery-failed', error: error.name, stack: error.stack }),
    )
    return 'rest'
  })
}
