/** Kysely's view of the replica. One type per table, in the order of the migrations; booleans are 0 and 1. */

type SettingsTable = { key: string; value: string }

type AccountsTable = {
  account_id: string
  login: string
  name: string
  role: string
  staff_kind: string
  staff_number: string
  team: string
  active: number
  created_at: string
}
type AccountBeatsTable = { account_id: string; beat: string }

type AuditLogTable = {
  seq: number
  at: string
  monotonic_ms: number
  actor: string | null
  role: string | null
  action: string
  record: string | null
  purpose: string | null
  reference: string | null
  result: string
  /** Canonical JSON without personal data. */
  detail: string
  previous_hash: string
  hash: string
}
type AuditHeadTable = { only: number; seq: number; hash: string }

type OperationsTable = {
  operation_id: string
  method: string
  account_id: string | null
  input_hash: string
  result: string
  at: string
}

type SourceImportsTable = {
  import_id: string
  system: string
  file_name: string
  file_hash: string
  sheet: string
  declared: string
  mapping: string
  account_id: string
  previewed_at: string
  applied_at: string | null
  rows_total: number
  rows_new: number
  rows_changed: number
  rows_unchanged: number
  rows_not_in_file: number | null
  rows_rejected: number
  newest_source_time: string | null
}
type SourceMappingsTable = { system: string; shape: string; mapping: string; updated_at: string }
type SourceRecordsTable = {
  record_id: number
  system: string
  native_id: string
  version: number
  source_time: string | null
  received_at: string
  content_hash: Buffer
  /** JSON object as delivered: field keys of the catalog, other columns under their own heading. */
  payload: string
  import_id: string | null
  subject_id: number | null
}
type SourceRecordVersionsTable = Omit<SourceRecordsTable, 'system' | 'native_id' | 'subject_id'>
type ImportStagingTable = {
  staged_id: number
  import_id: string
  native_id: string
  source_time: string | null
  content_hash: Buffer
  payload: string
  /** The held record that the row changes; null when it is new. */
  record_id: number | null
  /** 1: the row names another person than the subject that the held record belongs to. */
  leaves_subject: number
}
/** Records whose subject has to be found and described again. */
type IndexQueueTable = { record_id: number; subject_before: number | null }
type SourceStatusTable = {
  system: string
  records: number
  last_received: string | null
  newest_source_time: string | null
}

type SubjectsTable = {
  subject_id: number
  about: string
  id_number: string | null
  name: string | null
  sex: string | null
  birth_date: string | null
  phone: string | null
  address: string | null
  /** Bit i is set when a record of systemIds[i] belongs to the subject. */
  systems: number
  records: number
}
type SubjectKeysTable = { kind: string; value: string; subject_id: number }
type SubjectSearchTable = { rowid: number; names: string; places: string; rank: number; subject_search: string }

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
type EntryVersionsTable = { entry_id: string; version: number; at: string; account_id: string; reason: string | null }
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
type EntrySourcesTable = { entry_id: string; system: string; native_id: string }
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
}
type DraftFieldsTable = { draft_id: string; field: string; value: string }
type DraftMarksTable = {
  draft_id: string
  field: string
  source: string
  at: string | null
  native_id: string | null
}
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
type CountersTable = { name: string; value: number }

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

type BeatsTable = { beat: string; name: string; created_at: string }
type DutyRowsTable = {
  duty_id: string
  account_id: string
  date: string
  shift: string
  from_time: string
  to_time: string
  created_at: string
  removed_at: string | null
}
type BeatAssignmentsTable = {
  assignment_id: string
  account_id: string
  beat: string
  from_date: string
  to_date: string | null
  created_at: string
  removed_at: string | null
}
type BeatCoversTable = {
  cover_id: string
  beat: string
  covered_id: string
  covering_id: string
  from_date: string
  to_date: string
  created_at: string
  removed_at: string | null
}
type ActingPeriodsTable = {
  acting_id: string
  chief_id: string
  deputy_id: string
  from_date: string
  to_date: string
  reason: string
  signed_at: string
  removed_at: string | null
}
type BeatAreasTable = {
  area_id: string
  kind: string
  /** The place as typed; `key` is what its spellings share. */
  place: string
  key: string
  door_from: number | null
  door_to: number | null
  side: string
  beat: string
  from_date: string
  to_date: string | null
  created_at: string
  removed_at: string | null
}
type InspectionPlansTable = {
  plan_id: string
  object: string
  object_number: string | null
  address: string
  address_key: string | null
  beat: string
  from_date: string
  to_date: string
  officer_id: string
  fulfilled_by: string | null
  fulfilled_on: string | null
  created_at: string
  removed_at: string | null
}
type CampaignsTable = {
  campaign_id: string
  topic: string
  from_date: string
  to_date: string
  created_at: string
  removed_at: string | null
}
/** officer_id is '' where the whole beat has the share. */
type CampaignSharesTable = { campaign_id: string; beat: string; officer_id: string; heads: number }
type PaperBatchesTable = {
  batch_id: string
  number: string
  book: string
  beat: string
  sheets: number
  handed_by: string
  handed_at: string
  handed_confirmed_at: string | null
  received_by: string
  received_confirmed_at: string | null
  note: string
  created_by: string
  created_at: string
  removed_at: string | null
}
type PaperBatchEntriesTable = { entry_id: string; batch_id: string }
type DutyImportsTable = {
  import_id: string
  kind: string
  file_name: string
  file_hash: string
  account_id: string
  applied_at: string
  rows_total: number
  rows_new: number
  rows_changed: number
  rows_unchanged: number
  undone_at: string | null
  undone_by: string | null
}
/** before and after: the row as JSON; null before it was and after it was taken back. */
type DutyChangesTable = {
  change_id: string
  kind: string
  record_id: string
  at: string
  account_id: string | null
  reason: string
  before: string | null
  after: string | null
  import_id: string | null
}

type LedgerImportsTable = {
  import_id: string
  book: string
  /** file | grid */
  origin: string
  file_name: string
  format: string
  encoding: string | null
  sheet: string
  /** JSON, as in the contract: sheets, columns, notices, mapping, repairs, problems. */
  sheets: string
  columns: string
  notices: string
  shape: string
  mapping: string
  mapped_by: string
  repairs: string
  problems: string
  account_id: string
  at: string
  state: string
  rows_total: number
  rows_new: number
  rows_existing: number
  rows_in_file: number
  rows_errors: number
  rows_warnings: number
  rows_filed: number
  /** Local day and newest audit row of the last check: what was checked later than these may be otherwise by now. */
  checked_on: string | null
  checked_seq: number | null
}
type LedgerImportRowsTable = {
  row_id: number
  import_id: string
  row: number
  /** new | existing | in-file | error | warning | filed; null before the first check */
  verdict: string | null
  same_key: string | null
  /** JSON: the cells as they came. Empty once the row is filed. */
  cells: string
  /** JSON list of problems; null without any. */
  problems: string | null
  /** JSON: the entry that is to be filed. */
  content: string | null
}
type LedgerImportEntriesTable = { import_id: string; row: number; entry_id: string }
type LedgerMappingsTable = { book: string; shape: string; mapping: string; repairs: string; updated_at: string }
type ExportRequestsTable = {
  request_id: string
  book: string
  kind: string
  purpose: string
  reference: string | null
  plain: number
  /** Canonical JSON of what was asked for: only the same may be taken out. */
  selection: string
  rows: number
  reason: string
  asked_by: string
  asked_at: string
  state: string
  decided_by: string | null
  decided_at: string | null
  note: string | null
  used_at: string | null
}

type ReturnsTable = {
  return_id: string
  name: string
  issuer: string
  period_kind: string
  due_days: number
  /** Id of the first period that is sent from here. */
  starts_with: string
  active: number
  /** Grows with each change of the bindings. */
  revision: number
  account_id: string
  created_at: string
}
type ReturnTemplatesTable = {
  row_id: number
  return_id: string
  version: number
  account_id: string
  at: string
  file_name: string
  sha256: string
  /** JSON: list of notices. */
  notices: string
  /** JSON: the sheets as the screen draws them. */
  layout: string
  file: Uint8Array
}
type ReturnBindingsTable = {
  return_id: string
  sheet: string
  cell: string
  /** Canonical JSON. */
  binding: string
  account_id: string
  at: string
}
type ReturnSubmissionsTable = {
  row_id: number
  submission_id: string
  return_id: string
  period: string
  template_version: number
  status: string
  preliminary: number
  filler_id: string
  submitted_at: string
  reviewer_id: string | null
  reviewed_at: string | null
  reason: string | null
  /** Of the snapshot's canonical JSON. */
  sha256: string
  /** Canonical JSON, deflated. */
  snapshot: Uint8Array
}

type AccountPreferencesTable = { account_id: string; name: string; value: string }

export type Schema = {
  settings: SettingsTable
  accounts: AccountsTable
  account_beats: AccountBeatsTable
  audit_log: AuditLogTable
  audit_head: AuditHeadTable
  operations: OperationsTable
  source_imports: SourceImportsTable
  source_mappings: SourceMappingsTable
  source_records: SourceRecordsTable
  source_record_versions: SourceRecordVersionsTable
  source_status: SourceStatusTable
  import_staging: ImportStagingTable
  index_queue: IndexQueueTable
  subjects: SubjectsTable
  subject_keys: SubjectKeysTable
  subject_search: SubjectSearchTable
  entries: EntriesTable
  entry_helpers: EntryHelpersTable
  entry_versions: EntryVersionsTable
  entry_changes: EntryChangesTable
  entry_events: EntryEventsTable
  entry_warnings: EntryWarningsTable
  entry_sources: EntrySourcesTable
  drafts: DraftsTable
  draft_fields: DraftFieldsTable
  draft_marks: DraftMarksTable
  counters: CountersTable
  event_changes: EventChangesTable
  event_warnings: EventWarningsTable
  entry_dues: EntryDuesTable
  entry_links: EntryLinksTable
  entry_keys: EntryKeysTable
  reviews: ReviewsTable
  review_changes: ReviewChangesTable
  review_warnings: ReviewWarningsTable
  acts: ActsTable
  act_items: ActItemsTable
  draft_confirms: DraftConfirmsTable
  likeness_verdicts: LikenessVerdictsTable
  saved_views: SavedViewsTable
  attachments: AttachmentsTable
  attachment_thumbnails: AttachmentThumbnailsTable
  paper_copies: PaperCopiesTable
  paper_rows: PaperRowsTable
  paper_newcomers: PaperNewcomersTable
  handovers: HandoversTable
  handover_items: HandoverItemsTable
  entry_handlers: EntryHandlersTable
  beats: BeatsTable
  duty_rows: DutyRowsTable
  beat_assignments: BeatAssignmentsTable
  beat_covers: BeatCoversTable
  acting_periods: ActingPeriodsTable
  beat_areas: BeatAreasTable
  inspection_plans: InspectionPlansTable
  campaigns: CampaignsTable
  campaign_shares: CampaignSharesTable
  paper_batches: PaperBatchesTable
  paper_batch_entries: PaperBatchEntriesTable
  duty_imports: DutyImportsTable
  duty_changes: DutyChangesTable
  ledger_imports: LedgerImportsTable
  ledger_import_rows: LedgerImportRowsTable
  ledger_import_entries: LedgerImportEntriesTable
  ledger_mappings: LedgerMappingsTable
  export_requests: ExportRequestsTable
  returns: ReturnsTable
  return_templates: ReturnTemplatesTable
  return_bindings: ReturnBindingsTable
  return_submissions: ReturnSubmissionsTable
  account_preferences: AccountPreferencesTable
}
