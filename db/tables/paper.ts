/** Attachments, walk lists and handovers. */

type AttachmentsTable = {
  attachment_id: string
  draft_id: string | null
  entry_id: string | null
  name: string
  kind: string
  size: number
  sha256: string
  width: number | null
  height: number | null
  added_at: string
  account_id: string
  removed_at: string | null
  removed_by: string | null
  removed_reason: string | null
}

type AttachmentThumbnailsTable = { attachment_id: string; jpeg: Buffer }

type PaperCopiesTable = {
  copy_id: string
  number: string
  /** Key of the building; `place` is how it is written. */
  building: string
  place: string
  officer_id: string
  holder_id: string
  made_by: string
  made_at: string
  printed_at: string | null
  visited_on: string | null
  typist_id: string | null
  returned_at: string | null
  returned_by: string | null
  destroyed_at: string | null
  destroyed_by: string | null
  note: string | null
}

type PaperRowsTable = {
  copy_id: string
  position: number
  /** Running number of the room on the paper. */
  household: number
  entry_id: string
  /** Version and state when the copy was made. */
  version: number
  state: string
  /** confirmed | left | unseen; null: not typed yet. */
  outcome: string | null
  day: string | null
  phone: string | null
  note: string | null
  /** The version that the typist saw and accepted, where the entry was corrected after printing. */
  seen_version: number | null
  revision: number
  typed_at: string | null
  /** The visit that it was filed with. */
  visit_id: string | null
}

type PaperNewcomersTable = { draft_id: string; copy_id: string; household: number; book: string; at: string }

type HandoversTable = {
  handover_id: string
  number: string
  giver_id: string
  receiver_id: string
  started_by: string
  started_at: string
  reason: string
  note: string
  signed_at: string | null
  signed_by: string | null
  confirmed_at: string | null
  called_off_at: string | null
  called_off_by: string | null
  call_off_reason: string | null
}

type HandoverItemsTable = {
  handover_id: string
  position: number
  kind: string
  ref: string
  entry_id: string | null
  number: string
  book: string | null
  state: string | null
  due_kind: string | null
  due_on: string | null
  /** taken | returned | gone; null until the receiver has confirmed. */
  outcome: string | null
  reason: string | null
}

/** Who works on an entry now; who answers for it stays in `entries`. */
type EntryHandlersTable = { entry_id: string; account_id: string; since: string; handover_id: string }

export type PaperTables = {
  attachments: AttachmentsTable
  attachment_thumbnails: AttachmentThumbnailsTable
  paper_copies: PaperCopiesTable
  paper_rows: PaperRowsTable
  paper_newcomers: PaperNewcomersTable
  handovers: HandoversTable
  handover_items: HandoverItemsTable
  entry_handlers: EntryHandlersTable
}
