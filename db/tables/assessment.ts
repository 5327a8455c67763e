/** Runs of the assessment and what they froze, appeals, accepted reasons. */

type AssessmentRunsTable = {
  run_id: string
  period_kind: string
  period: string
  from_date: string
  to_date: string
  version: number
  scheme: string
  /** preview | released | superseded */
  status: string
  reason: string
  /** The version before it, of the same period. */
  previous_id: string | null
  /** The appeal that brought it about. */
  appeal_id: string | null
  frozen_at: string
  frozen_by: string
  released_at: string | null
  released_by: string | null
  station_sha256: string
  station_snapshot: Buffer
  /** JSON of the years of the office's working calendar that it was frozen by. */
  calendars: string
}

type AssessmentSnapshotsTable = {
  run_id: string
  officer_id: string
  position: number
  number: string
  name: string
  sha256: string
  snapshot: Buffer
  status: string
  /** Ten-thousandths. */
  total: number | null
  process_points: number | null
  outcome_points: number | null
}

type AssessmentAppealsTable = {
  appeal_id: string
  run_id: string
  officer_id: string
  indicator: string | null
  /** submitted | accepted | reviewed | decided */
  status: string
  words: string
  submitted_at: string
  accepted_at: string | null
  accepted_by: string | null
  reviewed_at: string | null
  reviewed_by: string | null
  review: string | null
  decided_at: string | null
  decided_by: string | null
  /** upheld | changed */
  outcome: string | null
  decision: string | null
  new_run_id: string | null
}

type AssessmentReasonsTable = { incident: string; reason: string; at: string; account_id: string }

type AssessmentReportsTable = {
  run_id: string
  /** Empty: the station's. */
  officer_id: string
  signed_at: string
  signed_by: string
  /** SHA-256 of the certificate. */
  certificate: string
  sha256: string
  pdf: Buffer
}

type AssessmentSchemesTable = {
  version: string
  /** As it was written. */
  text: string
  /** First day from which periods are assessed by it. */
  from_date: string
  office: string
  envelope: string
  /** JSON: subject, serial, fingerprint. */
  signer: string
  loaded_at: string
  loaded_by: string
}

/** Figures of an officer's day, kept; `seq` is the last touch that they know of. */
type AssessmentDaysTable = { officer_id: string; day: string; seq: number; sha256: string; figures: string }

/** Entries of the day whose outcome is told later, JSON. */
type AssessmentDayEventsTable = { officer_id: string; day: string; events: string }

/** Deflated canonical JSON by its hash; `runs` is how many runs had been stored when it was written. */
type AssessmentDayRecordsTable = { sha256: string; runs: number; records: Buffer }

/** Incidents of the kinds that count; `beat` null: of none. */
type AssessmentIncidentsTable = { day: string; number: string; kind: string; beat: string | null }

/**
 * One row: what the kept days were computed by, up to which touch they are complete, of which records and areas the kept incidents are
 * (empty: of none), and how many runs were ever stored.
 */
type AssessmentKeptTable = { basis: string; seq: number; incidents: string; runs: number }

export type AssessmentTables = {
  assessment_runs: AssessmentRunsTable
  assessment_snapshots: AssessmentSnapshotsTable
  assessment_appeals: AssessmentAppealsTable
  assessment_reasons: AssessmentReasonsTable
  assessment_reports: AssessmentReportsTable
  assessment_schemes: AssessmentSchemesTable
  assessment_days: AssessmentDaysTable
  assessment_day_events: AssessmentDayEventsTable
  assessment_day_records: AssessmentDayRecordsTable
  assessment_incidents: AssessmentIncidentsTable
  assessment_kept: AssessmentKeptTable
}
