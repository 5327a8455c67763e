import { sql } from 'kysely'
import type {
  DigestRequest,
  DigestResponse,
  RowsRequest,
  RowsResponse,
  SetHash,
  SignedRoots,
} from '../../src-contract/sync/digest.ts'
import type { Operation } from '../../src-contract/sync/pull.ts'
import type { Fields } from '../../src-contract/sync/protocol.ts'
import { rowHash } from '../../src-domain/sync/canonical-row.ts'
import { SetSum } from '../../src-domain/sync/set-hash.ts'
import type { Database, Tx } from '../database/database.ts'
import type { Platform } from '../platform.ts'
import { rootBucket } from './digest-tree.ts'

/** One state of the database for everything that is answered together. */
export function atOneMoment<T>(db: Database, work: (tx: Tx) => Promise<T>): Promise<T> {
  return db.transaction().setIsolationLevel('repeatable read').execute(work)
}

export async function headOf(tx: Tx, station: string): Promise<number> {
  const { head_seq } = await tx
    .selectFrom('stations')
    .select('head_seq')
    .where('station', '=', station)
    .executeTakeFirstOrThrow()
  return head_seq
}

/** What the station's rows add up to at its newest sequence: roots, buckets of a table, or the rows in some buckets. */
export function digest(platform: Platform, station: string, request: DigestRequest): Promise<DigestResponse> {
  return atOneMoment(platform.db, async (tx) => {
    const seq = await headOf(tx, station)
    if (request.level === 'roots') return { level: 'roots', seq, roots: await signedRoots(platform, tx, station, seq) }
    if (request.level === 'buckets') {
      const buckets = await tx
        .selectFrom('digests')
        .select(['bucket', 'count', 'sum'])
        .where('station', '=', station)
        .where('tbl', '=', request.table)
        .where('bucket', '>', rootBucket)
        .where('count', '>', 0)
        .orderBy('bucket')
        .execute()
      return { level: 'buckets', seq, buckets }
    }
    const rows = await tx
      .selectFrom('rows')
      .select(['id', 'hash'])
      .where('station', '=', station)
      .where('tbl', '=', request.table)
      .where('bucket', 'in', request.buckets)
      .where('deleted', '=', false)
      .orderBy('id')
      .execute()
    return { level: 'rows', seq, rows }
  })
}

export async function signedRoots(platform: Platform, tx: Tx, station: string, seq: number): Promise<SignedRoots> {
  const rows = await tx
    .selectFrom('digests')
    .select(['tbl', 'count', 'sum'])
    .where('station', '=', station)
    .where('bucket', '=', rootBucket)
    .where('count', '>', 0)
    .execute()
  const tables: Record<string, SetHash> = Object.fromEntries(rows.map(({ tbl, count, sum }) => [tbl, { count, sum }]))
  const { lineage } = platform.keys
  return platform.keys.signed('roots', { station, lineage, seq, tables, at: platform.now().toISOString() })
}

/** Rows as they are now, for a replica that found a difference. */
export function rowsNow(platform: Platform, station: string, { table, ids }: RowsRequest): Promise<RowsResponse> {
  return atOneMoment(platform.db, async (tx) => {
    const seq = await headOf(tx, station)
    const rows = await tx
      .selectFrom('rows')
      .select(['id', 'ver', 'fields', 'hash', 'deleted', 'seq', 'actor', 'changed_at'])
      .where('station', '=', station)
      .where('tbl', '=', table)
      .where('id', 'in', ids)
      .execute()
    const byId = new Map(rows.map((row) => [row.id, row]))
    const operations = [...new Set(ids)].map((id): Operation => {
      const row = byId.get(id)
      const common = { last: true, table, id, device: null }
      if (row === undefined) {
        const nothing = { ver: 0, fields: {}, hash: rowHash(table, id, 0, {}), actor: null }
        return { ...common, ...nothing, seq: Math.max(seq, 1), op: 'evict', at: platform.now().toISOString() }
      }
      const { ver, hash, actor, changed_at: at } = row
      const fields = JSON.parse(row.fields) as Fields
      return { ...common, seq: row.seq, op: row.deleted ? 'delete' : 'upsert', ver, fields, hash, actor, at }
    })
    return { seq, operations }
  })
}

/**
 * Adds a station's rows up anew and compares with the digests that were kept along the way.
 *
 * @returns tables whose root differs; empty when all is well
 */
export function verifyDigests(db: Database, station: string): Promise<string[]> {
  return atOneMoment(db, async (tx) => {
    const sums = new Map<string, SetSum>()
    for await (const { tbl, hash } of liveHashes(tx, station)) {
      const sum = sums.get(tbl) ?? new SetSum()
      sums.set(tbl, sum)
      sum.add(hash)
    }
    const kept = await tx
      .selectFrom('digests')
      .select(['tbl', 'count', 'sum'])
      .where('station', '=', station)
      .where('bucket', '=', rootBucket)
      .execute()
    const roots = new Map(kept.map(({ tbl, count, sum }) => [tbl, `${count}:${sum}`]))
    const tables = new Set([...sums.keys(), ...kept.filter(({ count }) => count > 0).map(({ tbl }) => tbl)])
    return [...tables].filter((table) => {
      const { count, sum } = (sums.get(table) ?? new SetSum()).value()
      return roots.get(table) !== `${count}:${sum}`
    })
  })
}

async function* liveHashes(tx: Tx, station: string): AsyncGenerator<{ tbl: string; hash: string }> {
  let after = { tbl: '', id: '' }
  for (;;) {
    const { rows } = await sql<{ tbl: string; id: string; hash: string }>`
      SELECT tbl, id, hash FROM rows
      WHERE station = ${station} AND (tbl, id) > (${after.tbl}, ${after.id}) AND NOT deleted
      ORDER BY tbl, id LIMIT 10000`.execute(tx)
    yield* rows
    const newest = rows.at(-1)
    if (newest === undefined) return
    after = newest
  }
}
