import type { ReadDb, WriteDb } from '../../store/sql.ts'

/** A content that is at one of both only: `up`, the platform does not have it yet; `down`, this PC does not. */
export type Transfer = { readonly sha256: string; readonly way: 'up' | 'down'; readonly size: number }
/** `failed`: the platform had a fault of its own with this one. The others but `missing` do not pass by themselves. */
export type TransferProblem = 'missing' | 'failed' | 'damaged' | 'untrue' | 'refused'

/** Before these instants: of the last try of any, and of one that will hardly go better. */
export type TriedBefore = { readonly any: string; readonly hopeless: string }

/** Those that were not tried for longest come first. */
export function nextTransfers(db: ReadDb, way: Transfer['way'], limit: number, before: TriedBefore): Transfer[] {
  return db
    .prepare<[string, string, string, number], Transfer>(
      `SELECT sha256, way, size FROM blob_transfers
       WHERE way = ? AND (tried_at IS NULL OR (tried_at < ?
         AND (problem IS NULL OR problem NOT IN ('damaged', 'untrue', 'refused') OR tried_at < ?)))
       ORDER BY coalesce(tried_at, ''), at LIMIT ?`,
    )
    .all(way, before.any, before.hopeless, limit)
}

/** Oldest first. */
export function transfersUp(db: ReadDb): Transfer[] {
  return db
    .prepare<[], Transfer>(`SELECT sha256, way, size FROM blob_transfers WHERE way = 'up' ORDER BY at, sha256`)
    .all()
}

export function transferOf(db: ReadDb, sha256: string): Transfer | undefined {
  return db.prepare<[string], Transfer>('SELECT sha256, way, size FROM blob_transfers WHERE sha256 = ?').one(sha256)
}

export function expectContent(tx: WriteDb, sha256: string, size: number, at: string): void {
  tx.prepare<[string, number, string], never>(
    `INSERT OR IGNORE INTO blob_transfers (sha256, way, size, at) VALUES (?, 'down', ?, ?)`,
  ).run(sha256, size, at)
}

export function turnTransfer(tx: WriteDb, sha256: string, way: Transfer['way']): void {
  tx.prepare<[string, string], never>('UPDATE blob_transfers SET way = ?, problem = NULL WHERE sha256 = ?').run(
    way,
    sha256,
  )
}

export function noteTry(tx: WriteDb, sha256: string, at: string, problem: TransferProblem | null): void {
  tx.prepare<[string, string | null, string], never>(
    'UPDATE blob_transfers SET tried_at = ?, problem = ? WHERE sha256 = ?',
  ).run(at, problem, sha256)
}

/** It is at both now, or nobody wants it any more. */
export function dropTransfer(tx: WriteDb, sha256: string): void {
  dropParts(tx, sha256)
  tx.prepare<[string], never>('DELETE FROM blob_transfers WHERE sha256 = ?').run(sha256)
}

/** Kinds and turning of the pictures and documents that have this content. */
export function ownersOf(db: ReadDb, sha256: string): { attachment_id: string; kind: string }[] {
  return db
    .prepare<[string], { attachment_id: string; kind: string }>(
      'SELECT attachment_id, kind FROM attachments WHERE sha256 = ?',
    )
    .all(sha256)
}

export function keepThumbnail(tx: WriteDb, attachmentId: string, jpeg: Uint8Array): void {
  tx.prepare<[Buffer, string], never>(
    'INSERT OR IGNORE INTO attachment_thumbnails SELECT attachment_id, ? FROM attachments WHERE attachment_id = ?',
  ).run(Buffer.from(jpeg), attachmentId)
}

/** Pieces in their order. */
export function partsOf(db: ReadDb, sha256: string): { start: number; part: string }[] {
  return db
    .prepare<[string], { start: number; part: string }>(
      'SELECT start, part FROM blob_parts WHERE sha256 = ? ORDER BY start',
    )
    .all(sha256)
}

export function keepPart(tx: WriteDb, sha256: string, start: number, part: string): void {
  tx.prepare<[string, number, string], never>(
    'INSERT OR IGNORE INTO blob_parts (sha256, start, part) VALUES (?, ?, ?)',
  ).run(sha256, start, part)
}

export function dropParts(tx: WriteDb, sha256: string): void {
  tx.prepare<[string], never>('DELETE FROM blob_parts WHERE sha256 = ?').run(sha256)
}
