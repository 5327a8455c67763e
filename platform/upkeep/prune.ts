import { sql } from 'kysely'
import { removeUnnamed } from '../ingestion/full-delivery.ts'
import type { SystemId } from '../../src-contract/systems.ts'
import type { Platform } from '../platform.ts'
import { forgottenBefore, raiseFloor } from './floor.ts'

/** Rows of one transaction: what it locks and writes stays small beside what people do meanwhile. */
const atOnce = 5_000
/** Snapshots of one: each has megabytes. */
const snapshotsAtOnce = 5
/** A bootstrap that was begun goes on within this time. */
const snapshotHours = 24

/** How many rows went, by table. */
export type Pruned = Readonly<Record<string, number>>

/** Says between two transactions whether the platform is to stop. */
export type GoOn = () => boolean

/**
 * What one station need not remember any more: the log that every active device has, deletions in it, answers whose device has said that it
 * knows them, co-signed heads that another one has followed, snapshots, parts of deliveries. Every step is a short transaction that may be
 * repeated, and does no harm where another instance does the same.
 */
export async function pruneStation(platform: Platform, station: string, goOn: GoOn = () => true): Promise<Pruned> {
  const before = forgottenBefore(platform)
  await endRemovals(platform, station, goOn)
  const floor = await platform.db.transaction().execute((tx) => raiseFloor(tx, platform, station))
  const until = async (step: () => Promise<number>, most = atOnce): Promise<number> => {
    let gone = 0
    while (goOn()) {
      const some = await step()
      gone += some
      if (some < most) break
    }
    return gone
  }
  const { db } = platform
  const countOf = async (query: ReturnType<typeof sql>): Promise<number> =>
    Number((await query.execute(db)).numAffectedRows ?? 0n)
  const old = sql`station = ${station} AND at < ${before}::timestamptz`
  return {
    rows: await until(() =>
      countOf(sql`DELETE FROM rows r USING (SELECT tbl, id FROM rows WHERE station = ${station} AND deleted AND seq <= ${floor}
          ORDER BY seq LIMIT ${atOnce}) gone
        WHERE r.station = ${station} AND r.tbl = gone.tbl AND r.id = gone.id AND r.deleted AND r.seq <= ${floor}`),
    ),
    changes: await until(() =>
      countOf(sql`DELETE FROM changes WHERE station = ${station} AND seq IN (
        SELECT seq FROM changes WHERE station = ${station} AND seq <= ${floor} ORDER BY seq LIMIT ${atOnce})`),
    ),
    pushed: await pruneAnswers(platform, { station, before }, until),
    audit_heads: await until(() =>
      countOf(sql`DELETE FROM audit_heads a USING (
          SELECT h.device, h.seq FROM audit_heads h JOIN devices d ON d.device = h.device AND d.station = ${station}
          WHERE EXISTS (SELECT 1 FROM audit_heads newer WHERE newer.device = h.device AND newer.seq > h.seq) LIMIT ${atOnce}) old
        WHERE a.device = old.device AND a.seq = old.seq`),
    ),
    snapshots: await until(
      () =>
        countOf(sql`DELETE FROM snapshots WHERE snapshot IN (SELECT snapshot FROM snapshots WHERE station = ${station}
          AND created_at < now() - make_interval(hours => ${snapshotHours}) LIMIT ${snapshotsAtOnce})`),
      snapshotsAtOnce,
    ),
    ingested_parts: await until(() =>
      countOf(sql`DELETE FROM ingested_parts WHERE (station, system, batch, part) IN (
        SELECT station, system, batch, part FROM ingested_parts WHERE ${old} LIMIT ${atOnce})`),
    ),
    full_deliveries: await until(() =>
      countOf(sql`DELETE FROM full_deliveries WHERE (station, system, batch) IN (
        SELECT station, system, batch FROM full_deliveries WHERE ${old} AND state <> 'removing' LIMIT ${atOnce})`),
    ),
    lookup_log: await until(() => pruneQuestions(platform, station)),
  }
}

/**
 * Answers to work of which the device itself has said since that it knows them: it never sends that again, and who does is a copy, which is set
 * apart as before. What became of all other work stays known, however old.
 */
async function pruneAnswers(
  { db }: Platform,
  { station, before }: { readonly station: string; readonly before: string },
  until: (step: () => Promise<number>) => Promise<number>,
): Promise<number> {
  const devices = await db.selectFrom('devices').select('device').where('station', '=', station).execute()
  let gone = 0
  for (const { device } of devices)
    gone += await until(() =>
      db.transaction().execute(async (tx) => {
        const { rows } = await sql<{ epoch: number; seq: number; current: number }>`
          DELETE FROM pushed p USING (
            SELECT o.epoch, o.seq, d.epoch AS current FROM pushed o JOIN devices d ON d.device = o.device
            WHERE o.station = ${station} AND o.device = ${device}::uuid AND o.at < ${before}::timestamptz
              AND (o.epoch < d.epoch OR o.seq <= d.confirmed_seq OR d.status = 'revoked')
            ORDER BY o.epoch, o.seq LIMIT ${atOnce}) old
          WHERE p.station = ${station} AND p.device = ${device}::uuid AND p.epoch = old.epoch AND p.seq = old.seq
          RETURNING p.epoch, p.seq, old.current`.execute(tx)
        const forgotten = Math.max(0, ...rows.flatMap(({ epoch, seq, current }) => (epoch === current ? [seq] : [])))
        if (forgotten > 0)
          await sql`UPDATE devices SET forgotten_seq = greatest(forgotten_seq, ${forgotten}) WHERE device = ${device}::uuid`.execute(
            tx,
          )
        return rows.length
      }),
    )
  return gone
}

/** Who asked what for is kept as long as the stations keep their trails; only whoever runs the platform knows how long that is. */
async function pruneQuestions({ db, now, keepQuestionsDays }: Platform, station: string): Promise<number> {
  if (keepQuestionsDays === undefined) return 0
  const before = new Date(now().getTime() - keepQuestionsDays * 86_400_000).toISOString()
  const done = await sql`DELETE FROM lookup_log WHERE log_id IN (
    SELECT log_id FROM lookup_log WHERE station = ${station} AND at < ${before}::timestamptz ORDER BY at LIMIT ${atOnce})`.execute(
    db,
  )
  return Number(done.numAffectedRows ?? 0n)
}

/** Removals of full deliveries that were cut off, and whose last part nobody has sent again. */
async function endRemovals(platform: Platform, station: string, goOn: GoOn): Promise<void> {
  const cutOff = await platform.db
    .selectFrom('full_deliveries')
    .select(['system', 'batch'])
    .where('station', '=', station)
    .where('state', '=', 'removing')
    .execute()
  for (const { system, batch } of cutOff)
    if (goOn()) await removeUnnamed(platform, { station, system: system as SystemId, batch }, goOn)
}
