/** Duty calendar, assignments, areas, plans, campaigns and paper batches. */

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

/** One row; the triggers of migration 0261 change it. */
type BeatAreaStampTable = { one: number; stamp: number }

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

export type DutyTables = {
  beats: BeatsTable
  duty_rows: DutyRowsTable
  beat_assignments: BeatAssignmentsTable
  beat_covers: BeatCoversTable
  acting_periods: ActingPeriodsTable
  beat_areas: BeatAreasTable
  beat_area_stamp: BeatAreaStampTable
  inspection_plans: InspectionPlansTable
  campaigns: CampaignsTable
  campaign_shares: CampaignSharesTable
  paper_batches: PaperBatchesTable
  paper_batch_entries: PaperBatchEntriesTable
  duty_imports: DutyImportsTable
  duty_changes: DutyChangesTable
}
