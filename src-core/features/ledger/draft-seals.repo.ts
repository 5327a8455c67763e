import { boxIdOf } from './draft-box.ts'
import type { ReadDb, WriteDb } from '../../store/sql.ts'

/** A draft as it was last sealed here, or opened. */
export type DraftSeal = {
  readonly draftId: string
  readonly accountId: string
  readonly digest: string
  readonly box: string[]
  /** Ids of boxes that this PC has made or opened: others are not its to take away. */
  readonly opened: readonly string[]
}

/** So many boxes of one draft are remembered; one that was forgotten would come back as a copy. */
const mostOpened = 500

export function sealOf(db: ReadDb, draftId: string): DraftSeal | undefined {
  const row = db
    .prepare<[string], { account_id: string; digest: string; box: string; opened: string | null }>(
      'SELECT account_id, digest, box, opened FROM draft_seals WHERE draft_id = ?',
    )
    .one(draftId)
  if (row === undefined) return undefined
  const box = JSON.parse(row.box) as string[]
  const opened = row.opened === null ? box.map(boxIdOf) : (JSON.parse(row.opened) as string[])
  return { draftId, accountId: row.account_id, digest: row.digest, box, opened }
}

export function keepSeal(tx: WriteDb, { draftId, accountId, digest, box, opened }: DraftSeal): void {
  const kept = [...new Set(opened)].slice(-mostOpened)
  tx.prepare<string[], never>(
    `INSERT INTO draft_seals (draft_id, account_id, digest, box, opened) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (draft_id) DO UPDATE SET account_id = excluded.account_id, digest = excluded.digest, box = excluded.box,
       opened = excluded.opened`,
  ).run(draftId, accountId, digest, JSON.stringify([...box].sort()), JSON.stringify(kept))
}

/** The key that drafts of this person are sealed to here: only one that was opened on this PC is theirs beyond doubt; the newest of them. */
export function sealingKeyOf(db: ReadDb, accountId: string): string | undefined {
  return db
    .prepare<[string], { public_key: string }>(
      'SELECT public_key FROM account_secrets WHERE account_id = ? ORDER BY made_at DESC, key_id DESC LIMIT 1',
    )
    .one(accountId)?.public_key
}

export function letWait(tx: WriteDb, draftId: string): void {
  tx.prepare<[string], never>('INSERT OR IGNORE INTO draft_waits (draft_id) VALUES (?)').run(draftId)
}

export function waitingDrafts(db: ReadDb): { draftId: string; fields: string | null; busy: number }[] {
  return db
    .prepare<[], { draftId: string; fields: string | null; busy: number }>(
      `SELECT w.draft_id AS draftId, r.fields,
         EXISTS (SELECT 1 FROM sync_marks WHERE tbl = 'sealed_drafts' AND row_id = w.draft_id)
         OR EXISTS (SELECT 1 FROM sync_outbox WHERE tbl = 'sealed_drafts' AND row_id = w.draft_id)
         OR EXISTS (SELECT 1 FROM sync_rejected WHERE tbl = 'sealed_drafts' AND row_id = w.draft_id AND state = 'open') AS busy
       FROM draft_waits AS w LEFT JOIN sync_rows AS r ON r.tbl = 'sealed_drafts' AND r.row_id = w.draft_id
       ORDER BY w.draft_id`,
    )
    .all()
}

export function endWait(tx: WriteDb, draftId: string): void {
  tx.prepare<[string], never>('DELETE FROM draft_waits WHERE draft_id = ?').run(draftId)
}
