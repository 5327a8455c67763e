import { sql } from 'kysely'
import type { IngestRequest, IngestResponse } from '../../src-contract/sync/ingest.ts'
import type { Tx } from '../database/database.ts'
import { WireError } from '../http/wire-error.ts'
import type { Platform } from '../platform.ts'
import { StationWriter } from '../sync/station-writer.ts'
import { missingParts, partsInWords } from './delivery-parts.rules.ts'

const table = 'source_records'

/**
 * Deletions of one transaction. A replica takes a transaction whole, from one page of at most 64 MiB: a deletion has about half a kilobyte
 * there, and a whole one at most.
 */
const perTransaction = 5_000

/** Which full delivery of which system. */
export type DeliveryKey = Pick<IngestRequest, 'station' | 'system' | 'batch'>

type FullDelivery = { readonly first: number; readonly last_part: number | null; readonly state: string }

/**
 * Notes a part of a full delivery, whose number at the station is `number`, before it is taken over.
 *
 * @throws WireError invalid, delivery-ended, parts-missing: with a sentence for the system that delivers
 */
export async function beginPart(tx: Tx, request: IngestRequest, number: number): Promise<void> {
  const found = await findDelivery(tx, request)
  if (request.mode === 'incremental') {
    if (found !== undefined) throw new WireError('sync/invalid', { message: mixedModes })
    return
  }
  const before = await partsOf(tx, request)
  // Parts of before this was kept: what they named is not known, so that nothing may be removed for not being named.
  const first = before.length > 0 ? 0 : number
  const delivery = found ?? { first, last_part: null, state: 'open' }
  const { part, last } = request
  if (delivery.state === 'overtaken')
    throw new WireError('sync/delivery-ended', {
      message:
        'Another full delivery of this system began later and has ended, so that this one is out of date: begin a new one.',
    })
  if (delivery.state !== 'open')
    throw new WireError('sync/delivery-ended', {
      message: `This delivery has ended with part ${delivery.last_part}: begin a new one.`,
    })
  if (last) checkWhole(before, part)
  if (found === undefined)
    await tx
      .insertInto('full_deliveries')
      .values({ station: request.station, system: request.system, batch: request.batch, first })
      .execute()
  if (!last) return
  await setDelivery(tx, request, { state: 'removing', last_part: part })
  // What an older one still brings has been overtaken: it would bring back what this one no longer names.
  await tx
    .updateTable('full_deliveries')
    .set({ state: 'overtaken' })
    .where('station', '=', request.station)
    .where('system', '=', request.system)
    .where('state', '=', 'open')
    .where('first', '<', delivery.first)
    .execute()
}

const mixedModes =
  'Parts of this delivery came as full ones, and this one is incremental: send all parts in the same mode.'

/** @throws WireError */
function checkWhole(before: readonly number[], last: number): void {
  const missing = missingParts(before, last)
  if (missing.length > 0)
    throw new WireError('sync/parts-missing', {
      message:
        `Of this full delivery ${partsInWords(missing)} of ${last} did not come, so that nobody can say what is gone; ` +
        'nothing was done: send what is missing, and then this part again.',
    })
  const behind = before.filter((part) => part > last)
  if (behind.length > 0)
    throw new WireError('sync/invalid', {
      message: `Of this full delivery ${partsInWords(behind)} came, so that part ${last} cannot be its last; nothing was done.`,
    })
}

/**
 * Takes away what a whole full delivery does not name, in transactions that every PC can take, until all of it is done. What another
 * delivery named since the first part came is spared: this one was written down before. It goes on where it was interrupted, on any instance.
 */
export async function removeUnnamed(
  platform: Platform,
  key: DeliveryKey,
  goOn: () => boolean = () => true,
): Promise<IngestResponse> {
  for (;;) {
    const step = await platform.db.transaction().execute((tx) => removeSome(tx, key))
    if (step.done || !goOn()) return step.answer
  }
}

async function removeSome(tx: Tx, key: DeliveryKey): Promise<{ done: boolean; answer: IngestResponse }> {
  const { station, system } = key
  const writer = await StationWriter.begin(tx, station)
  const delivery = await findDelivery(tx, key)
  if (delivery === undefined || delivery.last_part === null) throw new WireError('sync/not-found')
  const of = { ...key, part: delivery.last_part }
  const answer = await answerOf(tx, of)
  if (answer === undefined) throw new WireError('sync/not-found')
  if (delivery.state !== 'removing') return { done: true, answer }
  const { rows } = await sql<{ native_id: string }>`
    UPDATE source_versions v SET gone = true
    FROM (SELECT native_id FROM source_versions WHERE station = ${station} AND system = ${system} AND NOT gone AND named < ${delivery.first}
      ORDER BY named LIMIT ${perTransaction}) unnamed
    WHERE v.station = ${station} AND v.system = ${system} AND v.native_id = unnamed.native_id
    RETURNING v.native_id`.execute(tx)
  const keys = rows.map(({ native_id }) => ({ table, id: `${system}:${native_id}` }))
  await writer.load(keys)
  for (const each of keys) {
    const row = writer.row(each)
    if (row !== undefined && !row.deleted) writer.delete(each, { device: null, actor: null })
  }
  await writer.flush()
  const after = { ...answer, removed: answer.removed + keys.length }
  const done = keys.length < perTransaction
  await tx
    .updateTable('ingested_parts')
    .set({ answer: JSON.stringify(after) })
    .where('station', '=', station)
    .where('system', '=', system)
    .where('batch', '=', key.batch)
    .where('part', '=', of.part)
    .execute()
  if (done) await setDelivery(tx, key, { state: 'ended' })
  return { done, answer: after }
}

/** What a part was answered before. */
export async function answerOf(
  tx: Tx,
  { station, system, batch, part }: DeliveryKey & Pick<IngestRequest, 'part'>,
): Promise<IngestResponse | undefined> {
  const found = await tx
    .selectFrom('ingested_parts')
    .select('answer')
    .where('station', '=', station)
    .where('system', '=', system)
    .where('batch', '=', batch)
    .where('part', '=', part)
    .executeTakeFirst()
  return found && (JSON.parse(found.answer) as IngestResponse)
}

async function findDelivery(tx: Tx, { station, system, batch }: DeliveryKey): Promise<FullDelivery | undefined> {
  return tx
    .selectFrom('full_deliveries')
    .select(['first', 'last_part', 'state'])
    .where('station', '=', station)
    .where('system', '=', system)
    .where('batch', '=', batch)
    .executeTakeFirst()
}

async function setDelivery(
  tx: Tx,
  { station, system, batch }: DeliveryKey,
  values: { readonly state: string; readonly last_part?: number },
): Promise<void> {
  await tx
    .updateTable('full_deliveries')
    .set(values)
    .where('station', '=', station)
    .where('system', '=', system)
    .where('batch', '=', batch)
    .execute()
}

async function partsOf(tx: Tx, { station, system, batch }: DeliveryKey): Promise<number[]> {
  const rows = await tx
    .selectFrom('ingested_parts')
    .select('part')
    .where('station', '=', station)
    .where('system', '=', system)
    .where('batch', '=', batch)
    .orderBy('part')
    .execute()
  return rows.map(({ part }) => part)
}
