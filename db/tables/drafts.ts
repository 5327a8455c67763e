/** What is being typed. */

type DraftsTable = {
  draft_id: string
  book: string
  account_id: string
  revision: number
  created_at: string
  updated_at: string
  parent_id: string | null
  /** Who typed it, when it was passed on; null: the account it belongs to. */
  typist_id: string | null
  /** The act that used the draft up, and until when it can be taken back. */
  gone_act: string | null
  gone_until: string | null
  /** The entry that it became. */
  gone_entry: string | null
  /** The paper batch that it is typed from. */
  batch_id: string | null
}

type DraftFieldsTable = { draft_id: string; field: string; value: string }

type DraftMarksTable = {
  draft_id: string
  field: string
  source: string
  at: string | null
  native_id: string | null
}

type CountersTable = { name: string; value: number }

type DraftConfirmsTable = { draft_id: string; entry_id: string; outcome: string }

type LikenessVerdictsTable = {
  draft_id: string
  entry_id: string
  verdict: string
  reason: string
  account_id: string
  at: string
  /** The entry that the draft became. */
  filed_id: string | null
}

type SavedViewsTable = {
  view_id: string
  account_id: string
  book: string
  name: string
  /** JSON: filters, stage, sort, columns. */
  body: string
}

type DraftSealsTable = {
  draft_id: string
  account_id: string
  /** Of what it says, SHA-256 hex; empty: it is gone. */
  digest: string
  /** JSON: pieces of the box, as they are sent. */
  box: string
  /** JSON: ids of boxes that this PC has made or opened; null: that of the box. */
  opened: string | null
}

type DraftWaitsTable = { draft_id: string }

export type DraftsTables = {
  draft_seals: DraftSealsTable
  draft_waits: DraftWaitsTable
  drafts: DraftsTable
  draft_fields: DraftFieldsTable
  draft_marks: DraftMarksTable
  counters: CountersTable
  draft_confirms: DraftConfirmsTable
  likeness_verdicts: LikenessVerdictsTable
  saved_views: SavedViewsTable
}
