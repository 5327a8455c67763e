/** What a PC keeps to exchange records with the platform. */

type SyncSwitchTable = {
  only: number
  recording: number
  applying: number
  txn: number
  /** Whose act is being written; null: nobody's. */
  account: string | null
}

type SyncMarksTable = {
  mark_id: number
  tbl: string
  row_id: string
  txn: number
  at: string
  /** Set when the platform's row changed below: the version that was seen, and the changes with the values that were seen (JSON). */
  ver: number | null
  own: string | null
  /** It had been handed over before the platform was restored from a backup: the lineage that began then. */
  restored: string | null
  /** Who changed the row first since it was handed over; null: nobody's act did. */
  account: string | null
}

type SyncOutboxTable = {
  epoch: number
  seq: number
  tbl: string
  row_id: string
  /** Canonical JSON, as it is sent. */
  mutation: string
  at: string
  /** Set once the platform has taken it: the row's version, and the station's sequence at which a pull brings it back. */
  ver: number | null
  server_seq: number | null
}

type SyncRowsTable = {
  tbl: string
  row_id: string
  ver: number
  /** Canonical JSON. */
  fields: string
  hash: string
  /** 0: something that it refers to has not come yet. */
  shown: number
}

type SyncRootsTable = { tbl: string; rows: number; sum: string }

type SyncRejectedTable = {
  mid: string
  txn: string
  tbl: string
  row_id: string
  entry_id: string | null
  mutation: string
  reason: string
  field: string | null
  at: string
  /** open | again | given-up */
  state: string
  settled_at: string | null
  settled_by: string | null
}

type SyncConflictsTable = {
  conflict_id: string
  tbl: string
  row_id: string
  entry_id: string | null
  /** JSON of the wire's ConflictField[]. */
  fields: string
  /** Who made the change that did not stay, and when. */
  actor: string
  made_at: string
  at: string
  /** open | settling | settled */
  state: string
  /** mine | theirs | merged: of some fields the one, of some the other. */
  choice: string | null
  reason: string | null
  settled_at: string | null
  settled_by: string | null
  /** What was decided for each field (JSON of the wire's changes). */
  decided: string | null
}

/** Handed over and held back at the platform until somebody has decided on `conflict`; all of a transaction, in the order of `seq`. */
type SyncHeldTable = { mid: string; txn: string; seq: number; conflict: string; mutation: string; at: string }

/** While the rows of a restored platform are taken over: who knows more of an entry. */
type SyncRegainedTable = {
  entry_id: string
  /** 1: the platform has history of it that was not here. */
  came: number
  /** mine | theirs | dispute: what becomes of it where history does not say. */
  otherwise: string | null
}

type SyncAliasesTable = { wire_id: string; account_id: string }

type BlobTransfersTable = {
  sha256: string
  /** up: the platform does not have it yet; down: this PC does not. */
  way: string
  /** Bytes. */
  size: number
  at: string
  tried_at: string | null
  /** Why the last try came to nothing: missing | damaged | untrue | refused. */
  problem: string | null
}

/** A piece of a content that has not come whole: where it begins, and the name under which it is kept. */
type BlobPartsTable = { sha256: string; start: number; part: string }

/** A receipt of the platform as it came, without the words that every one of them has. */
type SyncReceiptsTable = {
  receipt_id: number
  device: string
  lineage: string
  epoch: number
  from_seq: number
  to_seq: number
  /** SHA-256 of what was said of each change. */
  results: string
  at: string
  signature: string
}

export type SyncTables = {
  sync_switch: SyncSwitchTable
  sync_marks: SyncMarksTable
  sync_outbox: SyncOutboxTable
  sync_rows: SyncRowsTable
  sync_roots: SyncRootsTable
  sync_rejected: SyncRejectedTable
  sync_conflicts: SyncConflictsTable
  sync_held: SyncHeldTable
  sync_regained: SyncRegainedTable
  sync_aliases: SyncAliasesTable
  sync_receipts: SyncReceiptsTable
  blob_transfers: BlobTransfersTable
  blob_parts: BlobPartsTable
}
