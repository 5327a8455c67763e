import { limits } from '../../src-contract/sync/protocol.ts'
import type { Tx } from '../database/database.ts'
import type { Platform } from '../platform.ts'

const dayMs = 86_400_000

/** Before this instant, what every active device has seen may be forgotten. */
export function forgottenBefore(platform: Pick<Platform, 'now'>): string {
  return new Date(platform.now().getTime() - limits.tombstoneDays * dayMs).toISOString()
}

/**
 * Raises the sequence from which the station's log goes back to its beginning no further: what is older than 400 days, and known to every
 * active device and to the readers of the log. A device is active while it is not revoked and was greeted within the 400 days. Whoever stands
 * before the floor takes a snapshot, and keeps what it has not handed over.
 *
 * @returns the floor; deleting may only begin after this is committed: see `pull`
 */
export async function raiseFloor(tx: Tx, platform: Platform, station: string): Promise<number> {
  const { head_seq, oldest_seq, lineage_from } = await tx
    .selectFrom('stations')
    .select(['head_seq', 'oldest_seq', 'lineage_from'])
    .where('station', '=', station)
    .forUpdate()
    .executeTakeFirstOrThrow()
  const before = forgottenBefore(platform)
  const aged = await newestBefore(tx, station, oldest_seq, before)
  const needed = await Promise.all([cursorsOf(tx, platform, { station, lineage_from, before }), readersOf(tx, station)])
  const floor = Math.min(aged, head_seq, ...needed)
  if (floor <= oldest_seq) return oldest_seq
  await tx.updateTable('stations').set({ oldest_seq: floor }).where('station', '=', station).execute()
  return floor
}

/** The end of the newest transaction that is old enough; sequences come in the order of time. */
async function newestBefore(tx: Tx, station: string, from: number, before: string): Promise<number> {
  const youngest = await tx
    .selectFrom('changes')
    .select('seq')
    .where('station', '=', station)
    .where('seq', '>', from)
    .where('at', '>=', before)
    .orderBy('seq')
    .limit(1)
    .executeTakeFirst()
  const found = await tx
    .selectFrom('changes')
    .select('seq')
    .where('station', '=', station)
    .where('seq', '>', from)
    .where('seq', '<', youngest?.seq ?? Number.MAX_SAFE_INTEGER)
    .where('last', '=', true)
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst()
  return found?.seq ?? from
}

/** Where the active device is that is furthest behind. One that has nothing yet takes a snapshot in any case. */
async function cursorsOf(
  tx: Tx,
  { keys }: Platform,
  {
    station,
    lineage_from,
    before,
  }: { readonly station: string; readonly lineage_from: number; readonly before: string },
): Promise<number> {
  const active = await tx
    .selectFrom('devices')
    .select(['pulled_seq', 'pulled_lineage'])
    .where('station', '=', station)
    .where('status', '!=', 'revoked')
    .where('last_hello', '>=', before)
    .where('pulled_seq', '>', 0)
    .execute()
  const cursors = active.map(({ pulled_seq, pulled_lineage }) => {
    // One that has not come since a restore still asks how rows stood before it.
    const isOf = pulled_lineage === null ? lineage_from === 0 : pulled_lineage === keys.lineage
    return isOf ? (pulled_seq ?? 0) : 0
  })
  return Math.min(Number.MAX_SAFE_INTEGER, ...cursors)
}

/** Deliveries and the index of records are made from the log. */
async function readersOf(tx: Tx, station: string): Promise<number> {
  const seqs = await Promise.all(
    (['delivery_readers', 'source_readers'] as const).map(async (reader) => {
      const found = await tx.selectFrom(reader).select('seq').where('station', '=', station).executeTakeFirst()
      return found?.seq ?? 0
    }),
  )
  return Math.min(...seqs)
}
