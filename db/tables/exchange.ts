/** Imports and exports of the books, and the returns to the superior office. */

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
  template_id: string
  return_id: string
  /** Two PCs can add the same one at the same time: the later one holds. */
  version: number
  account_id: string
  at: string
  file_name: string
  sha256: string
  /** Of the file, in bytes. */
  size: number
  /** JSON: list of notices. */
  notices: string
  /** JSON: the sheets as the screen draws them. Null, as the file is: it has not come from the platform yet. */
  layout: string | null
  file: Uint8Array | null
}

type ReturnBindingsTable = {
  return_id: string
  sheet: string
  cell: string
  /** Canonical JSON. Null: it was taken back. */
  binding: string | null
  account_id: string
  at: string
}

type ReturnSubmissionsTable = {
  row_id: number
  submission_id: string
  return_id: string
  period: string
  template_id: string
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
  /** Of that JSON, in bytes; null: of a version of this program that did not keep it. */
  size: number | null
  /** Canonical JSON, deflated. Null: it has not come from the platform yet. */
  snapshot: Uint8Array | null
}

export type ExchangeTables = {
  ledger_imports: LedgerImportsTable
  ledger_import_rows: LedgerImportRowsTable
  ledger_import_entries: LedgerImportEntriesTable
  ledger_mappings: LedgerMappingsTable
  export_requests: ExportRequestsTable
  returns: ReturnsTable
  return_templates: ReturnTemplatesTable
  return_bindings: ReturnBindingsTable
  return_submissions: ReturnSubmissionsTable
}
