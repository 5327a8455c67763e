import { q } from '../../query.ts'
import type { ReadDb, WriteDb } from '../../store/sql.ts'
import { uuidv7 } from '../../uuid.ts'

/**
 * Gives a new account its beats: an open-ended assignment each, from the day of `now` in Asia/Shanghai.
 * @param now instant, ISO UTC
 */
export function startAssignments(
  tx: WriteDb,
  accountId: string,
  beats: readonly string[],
  { from, now }: { from: string; now: string },
): void {
  for (const beat of new Set(beats)) {
    knowBeat(tx, beat, now)
    tx.run(
      q.insertInto('beat_assignments').values({
        assignment_id: uuidv7(Date.parse(now)),
        account_id: accountId,
        beat,
        from_date: from,
        to_date: null,
        created_at: now,
        removed_at: null,
      }),
    )
  }
}

/** A beat that somebody was ever assigned to stays a beat of the station, also while nobody is. */
export function knowBeat(tx: WriteDb, beat: string, now: string): void {
  tx.run(
    q
      .insertInto('beats')
      .values({ beat, name: '', created_at: now })
      .onConflict((conflict) => conflict.column('beat').doNothing()),
  )
}

/** The assignments that hold on a day, and what the platform's directory says, as account_beats keeps them. */
const heldOn = `SELECT account_id, beat FROM beat_assignments
  WHERE removed_at IS NULL AND from_date <= ? AND (to_date IS NULL OR to_date >= ?)
  UNION SELECT d.account_id, b.value FROM directory_records AS d JOIN accounts AS a USING (account_id), json_each(d.beats) AS b
  WHERE d.governs = 1 AND a.active = 1`

/**
 * Makes account_beats, which has no dates, say who is assigned where today. Called at each log-in and after each change of an
 * assignment; writes only when something differs.
 */
export function deriveAccountBeats(tx: WriteDb, today: string): void {
  if (!differs(tx, today)) return
  tx.prepare<[], never>('DELETE FROM account_beats').run()
  tx.prepare<[string, string], never>(`INSERT INTO account_beats (account_id, beat) ${heldOn}`).run(today, today)
}

function differs(db: ReadDb, today: string): boolean {
  const one = db.prepare<string[], { n: number }>(
    `SELECT (SELECT count(*) FROM (${heldOn} EXCEPT SELECT account_id, beat FROM account_beats))
      + (SELECT count(*) FROM (SELECT account_id, beat FROM account_beats EXCEPT ${heldOn})) AS n`,
  )
  return (one.one(today, today, today, today)?.n ?? 0) > 0
}
