import { sql } from 'kysely'
import type { CarriedPackage, CarryResponse, RefusedWork } from '../../src-contract/sync/carried.ts'
import { limits } from '../../src-contract/sync/protocol.ts'
import type { Mutation, MutationResult } from '../../src-contract/sync/push.ts'
import { WireError } from '../http/wire-error.ts'
import type { Platform } from '../platform.ts'
import { takePieces } from './carried-pieces.ts'
import { findDeviceByCertificate } from './device.repo.ts'
import { openPackage, signerOf } from './open-package.ts'
import { push } from './push.ts'

/**
 * Takes over a package of unsent work that another PC brought, exactly as if the PC that made it had pushed it: under its numbers, once,
 * whether it comes back afterwards or came before. A revoked PC's is taken too: what its people filed is the station's.
 *
 * @param station of the PC that brings it
 * @throws WireError package-damaged, package-foreign, gap (an earlier part first), quarantined, wrong-epoch
 */
export async function carry(platform: Platform, station: string, sent: CarriedPackage): Promise<CarryResponse> {
  const device = await findDeviceByCertificate(platform.db, signerOf(sent))
  if (device === undefined || device.device !== sent.device) throw new WireError('sync/package-foreign')
  if (device.station !== station || sent.station !== station) throw new WireError('sync/package-foreign')
  const { epoch, schema, mutations, refused, pieces } = await openPackage(sent, platform.keys.unsealingKey)
  const answer: CarryResponse = {
    deviceName: device.name,
    count: mutations.length,
    known: 0,
    accepted: 0,
    conflicts: 0,
    rejected: [],
    refused: await stillRefused(platform, device, refused),
    files: 0,
    filesWhole: 0,
  }
  for (const part of pushesOf(mutations)) {
    const { results } = await push(platform, device.device, { epoch, schema, mutations: part }, true)
    results.forEach((result, at) => tally(answer, part[at], result, platform.now().toISOString()))
  }
  const files = await takePieces(platform, { station, device: device.device }, pieces)
  const { part, device: of } = sent
  platform.log({ event: 'package-carried', device: of, part, count: answer.count, files: files.files })
  return { ...answer, ...files }
}

/**
 * Without what the PC that made the package has handed over otherwise since: it came back, and its people corrected it. What others have
 * changed meanwhile takes nothing away.
 */
async function stillRefused(
  { db }: Platform,
  { device, station }: { readonly device: string; readonly station: string },
  refused: readonly RefusedWork[],
): Promise<RefusedWork[]> {
  const all = refused.map(({ mutation }) => mutation)
  const { rows } = await sql<{ mid: string }>`
    SELECT w.mid FROM unnest(${all.map(({ mid }) => mid)}::uuid[], ${all.map(({ table }) => table)}::text[],
      ${all.map(({ id }) => id)}::text[], ${all.map(({ baseVer }) => baseVer)}::bigint[]) AS w (mid, tbl, id, ver)
    WHERE EXISTS (SELECT 1 FROM changes c WHERE c.station = ${station} AND c.tbl = w.tbl AND c.id = w.id
      AND c.ver > w.ver AND c.device = ${device}::uuid)`.execute(db)
  const mids = new Set(rows.map(({ mid }) => mid))
  // What was refused together was corrected together.
  const done = new Set(all.filter(({ mid }) => mids.has(mid)).map(({ txn }) => txn))
  return refused.filter(({ mutation }) => !done.has(mutation.txn))
}

/** As many at once as a push may have, transactions whole. */
function pushesOf(mutations: readonly Mutation[]): Mutation[][] {
  const pushes: Mutation[][] = []
  for (let at = 0; at < mutations.length;) {
    const size = mutations[at]?.txnSize ?? 1
    const group = mutations.slice(at, at + size)
    const last = pushes.at(-1)
    if (last === undefined || last.length + size > limits.mutationsPerPush) pushes.push(group)
    else last.push(...group)
    at += size
  }
  return pushes
}

function tally(answer: CarryResponse, mutation: Mutation | undefined, result: MutationResult, at: string): void {
  if (result.status === 'duplicate') answer.known += 1
  const status = result.status === 'duplicate' ? (result.was ?? 'applied') : result.status
  if (status === 'applied' || status === 'merged') answer.accepted += 1
  else if (status === 'rejected' || result.reason !== undefined) {
    const reason = result.reason ?? 'invalid'
    answer.rejected.push({ table: mutation?.table ?? '', id: mutation?.id ?? '', reason })
    // A decision on a conflict that came too late is made anew, where the conflict is still open.
    if (mutation !== undefined && mutation.op !== 'resolve')
      answer.refused.push({ mutation, reason, field: result.field ?? null, at })
  } else answer.conflicts += 1
}
