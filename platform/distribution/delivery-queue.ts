import { sql } from 'kysely'
import type { Database, Tx } from '../database/database.ts'

/** Of records `<entry>.<system>`, of corrections the row's id. */
export type Queued = {
  readonly tbl: 'deliveries' | 'corrections'
  readonly id: string
  readonly system: string
}

/** What this instance has taken for the next minute. */
export type Due = Queued & {
  readonly station: string
  readonly attempts: number
  /** Until when it is this instance's; another value in the queue: it was queued anew, or taken by another instance. */
  readonly until: string
  /** What was handed over before, without an answer. */
  readonly sent: string | null
}

export const batchSize = 20

/** Puts them into the queue; those that are in it already are due at once. */
export async function enqueue(tx: Tx, station: string, all: readonly Queued[]): Promise<void> {
  if (all.length === 0) return
  await sql`INSERT INTO delivery_queue (station, tbl, id, system)
    SELECT ${station}, * FROM unnest(${all.map(({ tbl }) => tbl)}::text[], ${all.map(({ id }) => id)}::text[],
      ${all.map(({ system }) => system)}::text[])
    ON CONFLICT (station, id) DO UPDATE SET next_at = now(), attempts = 0`.execute(tx)
}

/** Takes what is due for the next minute: an instance that dies leaves it to the others. */
export async function claim(db: Database): Promise<Due[]> {
  const { rows } = await sql<Due>`
    UPDATE delivery_queue q SET next_at = now() + interval '60 seconds', attempts = q.attempts + 1
    FROM (SELECT station, id FROM delivery_queue WHERE next_at <= now()
          ORDER BY next_at LIMIT ${batchSize} FOR UPDATE SKIP LOCKED) due
    WHERE q.station = due.station AND q.id = due.id
    RETURNING q.station, q.tbl, q.id, q.system, q.attempts, q.next_at::text AS until, q.sent`.execute(db)
  return rows
}

/** Notes what is on its way. @returns false: it is not this instance's any more */
export async function markSent(db: Database, { station, id, until }: Due, sent: string | null): Promise<boolean> {
  const { numAffectedRows } = await sql`UPDATE delivery_queue SET sent = ${sent}
    WHERE station = ${station} AND id = ${id} AND next_at = ${until}::timestamptz`.execute(db)
  return numAffectedRows === 1n
}

/** It was answered: what is sent next, also of one that was queued anew meanwhile, is another message. */
export async function clearSent(tx: Tx, { station, id }: Due, sent: string): Promise<void> {
  await sql`UPDATE delivery_queue SET sent = NULL WHERE station = ${station} AND id = ${id} AND sent = ${sent}`.execute(
    tx,
  )
}

/** Twice as long after each attempt, up to an hour, and never all at once. */
export async function postpone(db: Database, { station, id, attempts, until }: Due): Promise<void> {
  const seconds = Math.min(3600, 5 * 2 ** Math.min(attempts, 10)) * (0.75 + Math.random() / 2)
  await sql`UPDATE delivery_queue SET next_at = now() + make_interval(secs => ${seconds})
    WHERE station = ${station} AND id = ${id} AND next_at = ${until}::timestamptz`.execute(db)
}

/** Takes it out of the queue, unless it was queued anew since it was claimed: then there may be something to send again. */
export async function forget(db: Database | Tx, { station, id, until }: Due): Promise<void> {
  await sql`DELETE FROM delivery_queue WHERE station = ${station} AND id = ${id} AND next_at = ${until}::timestamptz`.execute(
    db,
  )
}
