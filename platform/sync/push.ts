import { sql } from 'kysely'
import type { DirectoryRecord } from '../../src-contract/sync/directory.ts'
import { rowSchema, type Fields } from '../../src-contract/sync/protocol.ts'
import type { Mutation, MutationResult, PushRequest, PushResponse } from '../../src-contract/sync/push.ts'
import { resultsHash } from '../../src-domain/sync/canonical-row.ts'
import type { Tx } from '../database/database.ts'
import { WireError } from '../http/wire-error.ts'
import type { Platform } from '../platform.ts'
import { lockDevice, openDirectives, type DeviceRow } from './device.repo.ts'
import { clusterOf, writeConsequences } from './held.repo.ts'
import { keysOf } from './judge-transaction.ts'
import { StationWriter } from './station-writer.ts'
import type { PeopleSaid } from './station-people.ts'
import { takeOver, type Known, type PushStorage } from './take-over.ts'

/**
 * Takes over a device's mutations: what is known already is answered again, what is new is judged in order, all in the one
 * transaction that also remembers the answer. A response that got lost therefore costs nothing.
 *
 * @param carried in a package that another PC brought
 * @throws WireError gap, rebootstrap, revoked, quarantined, wrong-epoch, txn-split, client-too-new
 */
export async function push(
  platform: Platform,
  deviceId: string,
  request: PushRequest,
  carried = false,
): Promise<PushResponse> {
  if (request.schema > rowSchema) throw new WireError('sync/client-too-new')
  checkTransactions(request.mutations)
  const outcome = await platform.db.transaction().execute(async (tx) => {
    const station = await stationOf(tx, deviceId)
    const writer = await StationWriter.begin(tx, station)
    const device = await lockDevice(tx, deviceId)
    // Revoked since the request was let in; what a package has of such a PC is the station's.
    if (device.status === 'revoked' && !carried)
      throw new WireError('sync/revoked', {
        directives: await openDirectives(tx, deviceId),
        sealingKey: platform.keys.sealingKey,
      })
    if (device.status === 'quarantined') throw new WireError('sync/quarantined')
    if (device.epoch !== request.epoch) throw new WireError('sync/wrong-epoch')
    return takeOver(storageOf(tx, writer, device, request), device, request, carried)
  })
  // Told after the transaction, which must not be rolled back by the refusal.
  if (outcome === 'quarantined') throw new WireError('sync/quarantined')
  const { results, ackedSeq, headSeq } = outcome
  const receipt = platform.keys.signed('receipt', {
    device: deviceId,
    epoch: request.epoch,
    fromSeq: results[0]?.seq ?? 0,
    toSeq: results.at(-1)?.seq ?? 0,
    lineage: platform.keys.lineage,
    results: resultsHash(results),
    at: platform.now().toISOString(),
  })
  return { results, ackedSeq, headSeq, receipt }
}

/** Sequences without gaps, and transactions whole. @throws WireError */
export function checkTransactions(mutations: readonly Mutation[]): void {
  if (new Set(mutations.map(({ mid }) => mid)).size < mutations.length) throw new WireError('sync/invalid')
  let open = 0
  mutations.forEach((mutation, at) => {
    const before = mutations[at - 1]
    if (before !== undefined && mutation.seq !== before.seq + 1) throw new WireError('sync/invalid')
    if (open === 0) {
      if (before?.txn === mutation.txn) throw new WireError('sync/txn-split')
      open = mutation.txnSize
    } else if (before?.txn !== mutation.txn || before.txnSize !== mutation.txnSize)
      throw new WireError('sync/txn-split')
    open -= 1
  })
  if (open > 0) throw new WireError('sync/txn-split')
}

async function stationOf(tx: Tx, deviceId: string): Promise<string> {
  const { station } = await tx
    .selectFrom('devices')
    .select('station')
    .where('device', '=', deviceId)
    .executeTakeFirstOrThrow()
  return station
}

function storageOf(tx: Tx, writer: StationWriter, device: DeviceRow, request: PushRequest): PushStorage {
  const findHeld: PushStorage['findHeld'] = (conflicts) => clusterOf(tx, writer.station, conflicts)
  const change = tx.updateTable('devices').where('device', '=', device.device)
  return {
    writer,
    findHeld,
    known: () => knownResults(tx, writer.station, device, request),
    people: () => peopleOf(tx, writer.station),
    findHistory: (entry) => historyOf(tx, writer.station, entry),
    load: async (mutations) => writer.load(await keysOf(mutations, findHeld)),
    keepConsequences: (consequences) => writeConsequences(tx, writer.station, device.device, consequences),
    finish: async (answers, hashes, ackedSeq) => {
      await remember(tx, writer.station, device, answers, hashes)
      await writer.flush()
      await change.set({ acked_seq: ackedSeq, last_push: sql`now()` }).execute()
    },
    // A package of a revoked device does not open the door to it again.
    quarantine: async () => void (await change.set({ status: 'quarantined' }).where('status', '=', 'active').execute()),
  }
}

async function peopleOf(tx: Tx, station: string): Promise<PeopleSaid> {
  const rows = await tx
    .selectFrom('rows')
    .select(['tbl', 'id', 'fields', 'changed_at', 'restored'])
    .where('station', '=', station)
    .where('tbl', 'in', ['accounts', 'acting_periods'])
    .where('deleted', '=', false)
    .execute()
  const said = await tx.selectFrom('directory_history').select('record').where('station', '=', station).execute()
  const directory = said.map(({ record }) => JSON.parse(record) as DirectoryRecord)
  const begun = Math.min(...directory.map(({ at }) => Date.parse(at)))
  return {
    rows: rows.map(({ tbl, id, fields, changed_at, restored }) => ({
      ...{ table: tbl, id, fields: JSON.parse(fields) as Fields },
      // What came back after a restore was here before it.
      early: restored !== null || Date.parse(changed_at) <= begun,
    })),
    directory,
  }
}

async function historyOf(tx: Tx, station: string, entry: string): ReturnType<PushStorage['findHistory']> {
  const { rows } = await sql<{ tbl: string; fields: string }>`
    SELECT tbl, fields FROM rows WHERE station = ${station} AND tbl = 'reviews' AND NOT deleted
      AND substring(fields from '"entry":"([^"]+)"') = ${entry}
    UNION ALL SELECT tbl, fields FROM rows WHERE station = ${station} AND tbl = 'entry_versions' AND NOT deleted
      AND id > ${`${entry}.`} AND id < ${`${entry}/`}`.execute(tx)
  const of = (table: string): Fields[] =>
    rows.filter(({ tbl }) => tbl === table).map(({ fields }) => JSON.parse(fields) as Fields)
  return { reviews: of('reviews'), versions: of('entry_versions') }
}

async function knownResults(tx: Tx, station: string, device: DeviceRow, request: PushRequest): Promise<Known> {
  const first = request.mutations[0]?.seq ?? 0
  const last = request.mutations.at(-1)?.seq ?? 0
  const rows =
    first > device.acked_seq
      ? []
      : await tx
          .selectFrom('pushed')
          .select(['seq', 'hash', 'result'])
          .where('station', '=', station)
          .where('device', '=', device.device)
          .where('epoch', '=', device.epoch)
          .where('seq', '>=', first)
          .where('seq', '<=', last)
          .execute()
  const mids = request.mutations.map(({ mid }) => mid)
  const { rows: byMid } = await sql<{ mid: string; result: string }>`
    SELECT p.mid, p.result FROM unnest(${mids}::uuid[]) AS wanted (mid)
    JOIN pushed p ON p.station = ${station} AND p.mid = wanted.mid`.execute(tx)
  return {
    bySeq: new Map(rows.map(({ seq, hash, result }) => [seq, { hash, result: JSON.parse(result) as MutationResult }])),
    byMid: new Map(byMid.map(({ mid, result }) => [mid, JSON.parse(result) as MutationResult])),
  }
}

/** A duplicate of another number is acknowledged without a row of its own: its number counts through acked_seq. */
async function remember(
  tx: Tx,
  station: string,
  device: DeviceRow,
  answers: readonly MutationResult[],
  hashes: ReadonlyMap<number, string>,
): Promise<void> {
  const fresh = answers.filter(({ status }) => status !== 'duplicate')
  if (fresh.length === 0) return
  await sql`INSERT INTO pushed (station, device, epoch, seq, mid, hash, result)
    SELECT ${station}, ${device.device}::uuid, ${device.epoch}::bigint, * FROM unnest(${fresh.map(({ seq }) => seq)}::bigint[],
      ${fresh.map(({ mid }) => mid)}::uuid[], ${fresh.map(({ seq }) => hashes.get(seq) ?? '')}::text[],
      ${fresh.map((result) => JSON.stringify(result))}::text[])`.execute(tx)
}
