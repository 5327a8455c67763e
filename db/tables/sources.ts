/** What the seven systems say, and the subjects that it is about. */

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

type SourceStatusTable = {
  system: string
  records: number
  last_received: string | null
  newest_source_time: string | null
}

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

/** From a file, and not handed over to the platform since. */
type UnsentRecordsTable = { record_id: number; at: string }

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

/** Kept by triggers, see migration 0220; the last two are written with the subject, see migration 0260. */
type SubjectBriefsTable = {
  subject_id: number
  systems: number
  about: number
  decade: number | null
  told_by: number | null
  said_by: number | null
}

type SubjectKeysTable = { kind: string; value: string; subject_id: number }

type SubjectSearchTable = { rowid: number; names: string; places: string; rank: number; subject_search: string }

/** problem: broken | not-text | unknown-fields */
type OddRecordsTable = { record_id: number; system: string; problem: string; noted_at: string }

export type SourcesTables = {
  odd_records: OddRecordsTable
  source_imports: SourceImportsTable
  source_mappings: SourceMappingsTable
  source_records: SourceRecordsTable
  source_record_versions: SourceRecordVersionsTable
  source_status: SourceStatusTable
  import_staging: ImportStagingTable
  index_queue: IndexQueueTable
  unsent_records: UnsentRecordsTable
  subjects: SubjectsTable
  subject_briefs: SubjectBriefsTable
  subject_keys: SubjectKeysTable
  subject_search: SubjectSearchTable
}
