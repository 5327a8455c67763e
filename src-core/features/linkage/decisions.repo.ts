import type { ReadDb, WriteDb } from '../../store/sql.ts'

export type DecisionRow = {
  decision_id: number
  act_id: string
  kind: 'must' | 'cannot'
  key_a: string
  key_b: string
  reason: string
  decided_at: string
  undone_at: string | null
}

const active = 'undone_at IS NULL AND superseded_by IS NULL'

/** Whether anybody ever decided anything: before, nobody has to ask about single records. */
export function anyDecision(db: ReadDb): boolean {
  return (
    db.prepare<[], { n: number }>('SELECT 1 AS n FROM link_decisions WHERE decision_id > 0 LIMIT 1').one() !== undefined
  )
}

/** Keys that decisions in force name together with this one. */
export function decidedWith(db: ReadDb, kind: 'must' | 'cannot', key: string): string[] {
  return db
    .prepare<[string, string, string, string], { key: string }>(
      `SELECT key_b AS key FROM link_decisions WHERE key_a = ? AND kind = ? AND ${active}
       UNION SELECT key_a AS key FROM link_decisions WHERE key_b = ? AND kind = ? AND ${active}`,
    )
    .all(key, kind, key, kind)
    .map((row) => row.key)
}

export function insertDecision(
  tx: WriteDb,
  one: Omit<DecisionRow, 'decision_id' | 'undone_at'> & { account_id: string },
): void {
  tx.prepare<string[], never>(
    `INSERT INTO link_decisions (act_id, kind, key_a, key_b, reason, account_id, decided_at) VALUES (?, ?, ?, ?, ?, ?, ?)`,
  ).run(one.act_id, one.kind, one.key_a, one.key_b, one.reason, one.account_id, one.decided_at)
}

/** A later act says the opposite about the pair: the earlier decision rests until that act is undone. */
export function supersede(tx: WriteDb, kind: 'must' | 'cannot', a: string, b: string, actId: string): void {
  for (const [left, right] of [
    [a, b],
    [b, a],
  ] as const)
    tx.prepare<[string, string, string, string], never>(
      `UPDATE link_decisions SET superseded_by = ? WHERE key_a = ? AND key_b = ? AND kind = ? AND ${active}`,
    ).run(actId, left, right, kind)
}

export function decisionsOfAct(db: ReadDb, actId: string): DecisionRow[] {
  return db.prepare<[string], DecisionRow>('SELECT * FROM link_decisions WHERE act_id = ?').all(actId)
}

export function undoAct(tx: WriteDb, actId: string, at: string, by: string): void {
  tx.prepare<[string, string, string], never>(
    'UPDATE link_decisions SET undone_at = ?, undone_by = ? WHERE act_id = ?',
  ).run(at, by, actId)
  tx.prepare<[string], never>('UPDATE link_decisions SET superseded_by = NULL WHERE superseded_by = ?').run(actId)
}

export type ActRow = {
  act_id: string
  kind: 'must' | 'cannot'
  pairs: number
  reason: string
  by: string | null
  decided_at: string
  undone_at: string | null
}

/** Acts about any of the records, newest first. */
export function actsAbout(db: ReadDb, keys: readonly string[]): ActRow[] {
  const about = db.prepare<[string, string], { act_id: string }>(
    `SELECT act_id FROM link_decisions WHERE key_a = ? UNION SELECT act_id FROM link_decisions WHERE key_b = ?`,
  )
  const one = db.prepare<[string], ActRow>(
    `SELECT d.act_id, d.kind, count(*) AS pairs, d.reason, a.name AS by, d.decided_at, d.undone_at
     FROM link_decisions d LEFT JOIN accounts a ON a.account_id = d.account_id WHERE d.act_id = ? GROUP BY d.act_id`,
  )
  const acts = new Set(keys.flatMap((key) => about.all(key, key).map((row) => row.act_id)))
  return [...acts]
    .flatMap((act) => one.all(act))
    .sort((a, b) => b.decided_at.localeCompare(a.decided_at))
    .slice(0, 50)
}
