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
 * The station's operations after the cursor, as the JSON of a PullResponse, and where the next page begins if there is one: about `maxBytes` of them, but never a part of a
 * transaction. Sequences are given out under a lock that is held to the commit, so that no lower one can appear later.
 *
 * @throws WireError rebootstrap
 */
export async function pull(
  platform: Platform,
  deviceId: string,
  station: string,
  query: PullQuery,
): Promise<{ json: string; next: number | null }> {
  const head = await checkPosition(platform, station, query)
  const page = await cutPage(query, head, (after) => changesAfter(platform.db, station, after, head))
  // Where the floor was raised past the cursor meanwhile, parts of what was read may have been gone already.
  await checkPosition(platform, station, query)
  await platform.db
    .updateTable('devices')
    .set({ last_pull: sql`now()` })
    .where('device', '=', deviceId)
    .where((one) =>
      one.or([one('last_pull', 'is', null), one('last_pull', '<', sql<string>`now() - interval '10 seconds'`)]),
    )
    .execute()
  return { json: pageJson(platform.keys.lineage, query.cursor, head, page), next: page.to < head ? page.to : null }
}

export type Page = { readonly to: number; readonly changes: readonly string[] }

/**
 * Changes up to about `maxBytes`, but never a part of a transaction; at least one transaction, whatever its size.
 *
 * @param read the next changes after a sequence, in order; none only at the end
 */
export async function cutPage(
  { cursor, maxBytes }: Pick<PullQuery, 'cursor' | 'maxBytes'>,
  head: number,
  read: (after: number) => Promise<readonly StoredChange[]>,
): Promise<Page> {
  const page: string[] = []
  let bytes = 0
  let to = cursor
  let whole = 0
  let wholeTo = cursor
  while (to < head && (bytes < maxBytes || whole === 0)) {
    const rows = await read(to)
    for (const row of rows) {
      const text = operationJson(row)
      page.push(text)
      bytes += text.length
      to = row.seq
      if (!row.last) continue
      whole = page.length
      wholeTo = row.seq
      if (bytes >= maxBytes) break
    }
    if (rows.length === 0) break
  }
  return { to: wholeTo, changes: page.slice(0, whole) }
}

/** A PullResponse as JSON. */
export function pageJson(lineage: string, from: number, head: number, { to, changes }: Page): string {
  const position = JSON.stringify({ lineage, seq: to })
  return `{"from":${from},"to":${position},"headSeq":${head},"hasMore":${to < head},"operations":[${changes.join(',')}]}`
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
