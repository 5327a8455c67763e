import { sql } from 'kysely'
import type { PullQuery } from '../../src-contract/sync/pull.ts'
import type { Database } from '../database/database.ts'
import { WireError } from '../http/wire-error.ts'
import type { Platform } from '../platform.ts'

/** A change as it is stored; `fields` is canonical JSON and goes into the answer as it is. */
export type StoredChange = {
  readonly seq: number
  readonly last: boolean
  readonly op: string
  readonly tbl: string
  readonly id: string
  readonly ver: number
  readonly fields: string
  readonly hash: string
  readonly device: string | null
  readonly actor: string | null
  readonly at: string
}

/**
 * The station's operations after the cursor, as the JSON of a PullResponse: about `maxBytes` of them, but never a part of a
 * transaction. Sequences are given out under a lock that is held to the commit, so that no lower one can appear later.
 *
 * @throws WireError rebootstrap
 */
export async function pull(platform: Platform, deviceId: string, station: string, query: PullQuery): Promise<string> {
  const head = await checkPosition(platform, station, query)
  const page: string[] = []
  let bytes = 0
  let to = query.cursor
  let whole = 0
  let wholeTo = query.cursor
  while (to < head && (bytes < query.maxBytes || whole === 0)) {
    const rows = await changesAfter(platform.db, station, to, head)
    for (const row of rows) {
      const text = operationJson(row)
      page.push(text)
      bytes += text.length
      to = row.seq
      if (!row.last) continue
      whole = page.length
      wholeTo = row.seq
      if (bytes >= query.maxBytes) break
    }
    if (rows.length === 0) break
  }
  await platform.db
    .updateTable('devices')
    .set({ last_pull: sql`now()` })
    .where('device', '=', deviceId)
    .where((one) =>
      one.or([one('last_pull', 'is', null), one('last_pull', '<', sql<string>`now() - interval '10 seconds'`)]),
    )
    .execute()
  const position = JSON.stringify({ lineage: platform.keys.lineage, seq: wholeTo })
  const operations = page.slice(0, whole).join(',')
  return `{"from":${query.cursor},"to":${position},"headSeq":${head},"hasMore":${wholeTo < head},"operations":[${operations}]}`
}

/** @returns the station's newest sequence @throws WireError rebootstrap when the cursor is of another lineage, too old or ahead */
export async function checkPosition(
  platform: Platform,
  station: string,
  { lineage, cursor }: { readonly lineage: string; readonly cursor: number },
): Promise<number> {
  const { head_seq, oldest_seq } = await platform.db
    .selectFrom('stations')
    .select(['head_seq', 'oldest_seq'])
    .where('station', '=', station)
    .executeTakeFirstOrThrow()
  if (lineage !== platform.keys.lineage || cursor < oldest_seq || cursor > head_seq)
    throw new WireError('sync/rebootstrap')
  return head_seq
}

function changesAfter(db: Database, station: string, after: number, upTo: number): Promise<StoredChange[]> {
  return db
    .selectFrom('changes')
    .select(['seq', 'last', 'op', 'tbl', 'id', 'ver', 'fields', 'hash', 'device', 'actor', 'at'])
    .where('station', '=', station)
    .where('seq', '>', after)
    .where('seq', '<=', upTo)
    .orderBy('seq')
    .limit(1000)
    .execute()
}

export function operationJson(row: StoredChange): string {
  const { seq, last, op, tbl, id, ver, fields, hash, device, actor, at } = row
  const head = JSON.stringify({ seq, last, op, table: tbl, id, ver, hash, device, actor, at })
  return `${head.slice(0, -1)},"fields":${fields}}`
}
