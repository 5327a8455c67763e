import { sql } from 'kysely'
import { limits, rowSchema } from '../../src-contract/sync/protocol.ts'
import type { Mutation, MutationResult, PushRequest, PushResponse } from '../../src-contract/sync/push.ts'
import { mutationHash, resultsHash } from '../../src-domain/sync/canonical-row.ts'
import type { Tx } from '../database/database.ts'
import { WireError } from '../http/wire-error.ts'
import type { Platform } from '../platform.ts'
import { lockDevice, type DeviceRow } from './device.repo.ts'
import { writeConsequences } from './held.repo.ts'
import { holdUnreadable, judgeTransaction, loadFor } from './judge-transaction.ts'
import { StationWriter } from './station-writer.ts'
import { upcast } from './upcast.ts'

/**
 * Takes over a device's mutations: what is known already is answered again, what is new is judged in order, all in the one
 * transaction that also remembers the answer. A response that got lost therefore costs nothing.
 *
 * @throws WireError gap, quarantined, wrong-epoch, txn-split, client-too-new
 */
export async function push(platform: Platform, deviceId: string, request: PushRequest): Promise<PushResponse> {
  if (request.schema > rowSchema) throw new WireError('sync/client-too-new')
  checkTransactions(request.mutations)
  const outcome = await platform.db.transaction().execute(async (tx) => {
    const station = await stationOf(tx, deviceId)
    const writer = await StationWriter.begin(tx, station)
    const device = await lockDevice(tx, deviceId)
    if (device.status === 'quarantined') throw new WireError('sync/quarantined')
    if (device.epoch !== request.epoch) throw new WireError('sync/wrong-epoch')
    return takeOver(tx, writer, device, request)
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

/** Sequences without gaps, and transactions whole. */
function checkTransactions(mutations: readonly Mutation[]): void {
  if (new Set(mutations.map(({ mid }) => mid)).size < mutations.length) throw new WireError('sync/invalid')
  if (mutations.some((each) => JSON.stringify(each).length > limits.mutation)) throw new WireError('sync/too-large')
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

type Taken = { results: MutationResult[]; ackedSeq: number; headSeq: number }

async function takeOver(
  tx: Tx,
  writer: StationWriter,
  device: DeviceRow,
  request: PushRequest,
): Promise<Taken | 'quarantined'> {
  const hashes = request.mutations.map(mutationHash)
  const known = await knownResults(tx, writer.station, device, request)
  const isKnown = (mutation: Mutation, at: number): boolean => {
    const before = known.bySeq.get(mutation.seq)
    return before === undefined ? known.byMid.has(mutation.mid) : before.hash === hashes[at]
  }
  // A number that was used for something else: a copy of this device goes on from the same place.
  if (request.mutations.some((mutation, at) => mutation.seq <= device.acked_seq && !isKnown(mutation, at))) {
    await tx.updateTable('devices').set({ status: 'quarantined' }).where('device', '=', device.device).execute()
    return 'quarantined'
  }
  const first = request.mutations.find(({ seq }) => seq > device.acked_seq)
  if (first !== undefined && first.seq !== device.acked_seq + 1)
    throw new WireError('sync/gap', { expected: device.acked_seq + 1 })

  const results: MutationResult[] = []
  const fresh = request.mutations.filter(({ seq }) => seq > device.acked_seq)
  const upcasted = new Map(fresh.map((mutation) => [mutation.seq, upcast(mutation, request.schema)]))
  await loadFor(
    tx,
    writer,
    [...upcasted.values()].filter((mutation) => mutation !== null),
  )
  for (let at = 0; at < request.mutations.length;) {
    const mutation = request.mutations[at]
    if (mutation === undefined) break
    const group = request.mutations.slice(at, at + mutation.txnSize)
    at += group.length
    results.push(...(await answerGroup(tx, writer, device, { group, known, upcasted })))
  }
  const answers = results.filter(({ seq }) => seq > device.acked_seq)
  const hashBySeq = new Map(request.mutations.map(({ seq }, at) => [seq, hashes[at] ?? '']))
  await remember(tx, writer.station, device, answers, hashBySeq)
  await writer.flush()
  const ackedSeq = Math.max(device.acked_seq, results.at(-1)?.seq ?? 0)
  await tx
    .updateTable('devices')
    .set({ acked_seq: ackedSeq, last_push: sql`now()` })
    .where('device', '=', device.device)
    .execute()
  return { results, ackedSeq, headSeq: writer.head }
}

type Group = {
  readonly group: readonly Mutation[]
  readonly known: Known
  readonly upcasted: ReadonlyMap<number, Mutation | null>
}

/** One transaction: what it was answered before, or what becomes of it now. */
async function answerGroup(
  tx: Tx,
  writer: StationWriter,
  device: DeviceRow,
  { group, known, upcasted }: Group,
): Promise<MutationResult[]> {
  // The same mutation under another number: it came in a package, or from before a restore of that PC.
  const before = group.map(({ seq, mid }) => known.bySeq.get(seq)?.result ?? known.byMid.get(mid))
  if (before.every((each) => each !== undefined))
    return group.map((mutation, at) => duplicateOf(mutation, before[at] as MutationResult))
  const fresh = group.filter((_, at) => before[at] === undefined)
  const current = fresh.map((mutation) => upcasted.get(mutation.seq) ?? null)
  const whole = current.every((mutation) => mutation !== null)
  const judged = whole ? await judgeTransaction(tx, writer, device.device, current) : holdUnreadable(fresh)
  await writeConsequences(tx, writer.station, device.device, judged.consequences)
  const bySeq = new Map(judged.results.map((result) => [result.seq, result]))
  for (const result of judged.results) known.byMid.set(result.mid, result)
  return group.map((mutation, at) => bySeq.get(mutation.seq) ?? duplicateOf(mutation, before[at] as MutationResult))
}

function duplicateOf(mutation: Mutation, first: MutationResult): MutationResult {
  const was = first.status === 'duplicate' ? first.was : first.status
  return { ...first, seq: mutation.seq, status: 'duplicate', ...(was === undefined ? {} : { was }) }
}

type Known = {
  readonly bySeq: ReadonlyMap<number, { hash: string; result: MutationResult }>
  readonly byMid: Map<string, MutationResult>
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
