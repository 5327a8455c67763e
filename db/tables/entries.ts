/** Filed entries with their versions, steps, reviews and acts. */

type EntriesTable = {
  entry_id: string
  book: string
  number: string
  version: number
  state: string
  occurred_on: string
  entered_at: string
  filed_at: string
  handed_over_at: string | null
  beat: string
  officer_id: string
  typist_id: string
  address_key: string | null
  voided_at: string | null
  /** in-review | filed | voided */
  stage: string
  /** The next open due. */
  due_on: string | null
  due_kind: string | null
  /** Fields with a value, and those of them that came from a source or from before; null where nothing was typed. */
  fields_filled: number | null
  fields_prefilled: number | null
}

type EntryHelpersTable = { entry_id: string; account_id: string }

type EntryVersionsTable = {
  entry_id: string
  version: number
  at: string
  account_id: string
  reason: string | null
  /** Every value of a version that had none before it, JSON by field; null where they are rows of `entry_changes`. */
  first: string | null
}

type EntryChangesTable = {
  entry_id: string
  version: number
  field: string
  before: string | null
  after: string | null
}

type EntryEventsTable = {
  event_id: string
  entry_id: string
  at: string
  account_id: string
  from_state: string | null
  to_state: string
  note: string | null
  /** Step of the book's definition, or one of core's own (`actTransitions` in the contract). Null: filed, or an older correction. */
  transition: string | null
}

type EntryWarningsTable = { entry_id: string; version: number; field: string; code: string; reason: string }

/** Asked for a temporary address; answered when its entries were brought to a standard one, by which act. */
type AddressRequestsTable = {
  request_id: string
  address: string
  note: string
  asked_by: string
  asked_at: string
  answer: string | null
  answered_by: string | null
  answered_at: string | null
  answered_act: string | null
}

type EntrySourcesTable = { entry_id: string; system: string; native_id: string }

type EventChangesTable = { event_id: string; field: string; before: string | null; after: string | null }

type EventWarningsTable = { event_id: string; field: string; code: string; reason: string }

type EntryDuesTable = { entry_id: string; kind: string; due_on: string; done: number }

type EntryLinksTable = { from_id: string; to_id: string; relation: string; at: string }

/** What look-alikes share, such as a document number or name and room; made by src-domain/books/likeness.rules.ts. */
type EntryKeysTable = { book: string; key: string; entry_id: string }

type ReviewsTable = {
  review_id: string
  /** filing | step | void | sampled */
  kind: string
  entry_id: string
  book: string
  /** chief | another: who may decide. */
  level: string
  /** open | approved | returned | withdrawn */
  status: string
  transition: string | null
  note: string | null
  asked_by: string
  asked_at: string
  decided_by: string | null
  decided_at: string | null
  /** Why it was decided so. */
  decision: string | null
  /** 1: nobody of the station may decide it, and it was handed up to the superior office. */
  office: number
}

type ReviewChangesTable = { review_id: string; field: string; before: string | null; after: string | null }

type ReviewWarningsTable = { review_id: string; field: string; code: string; reason: string }

type ActsTable = {
  act_id: string
  kind: string
  account_id: string
  at: string
  until: string
  undone_at: string | null
}

/** What an act did: `what` says what `ref` is the id of. */
type ActItemsTable = {
  act_id: string
  what: string
  ref: string
  entry_id: string
  /** Version of the entry after the act. */
  version: number
}

/** Written by triggers: the last touch of an officer's day of a book. */
type EntryTouchesTable = { book: string; officer_id: string; day: string; seq: number }
/** One row. `seq`: the newest touch before the open transaction, where that files in bulk; null otherwise. */
type EntryTouchFloorTable = { id: number; seq: number | null }

export type EntriesTables = {
  entries: EntriesTable
  entry_helpers: EntryHelpersTable
  entry_versions: EntryVersionsTable
  entry_changes: EntryChangesTable
  entry_events: EntryEventsTable
  entry_warnings: EntryWarningsTable
  entry_sources: EntrySourcesTable
  event_changes: EventChangesTable
  event_warnings: EventWarningsTable
  entry_dues: EntryDuesTable
  entry_links: EntryLinksTable
  entry_keys: EntryKeysTable
  address_requests: AddressRequestsTable
  reviews: ReviewsTable
  review_changes: ReviewChangesTable
  review_warnings: ReviewWarningsTable
  acts: ActsTable
  act_items: ActItemsTable
  entry_touches: EntryTouchesTable
  entry_touch_floor: EntryTouchFloorTable
}
