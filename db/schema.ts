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
}
