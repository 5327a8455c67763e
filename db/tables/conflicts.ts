/** What contradicts itself, what was decided about it and what waits to be corrected elsewhere. */

/** Subjects whose records changed since they were last looked at. */
type ConflictQueueTable = { subject_id: number }

/** Of which state of the records the finds of a subject are, see migration 0221. */
type ConflictKeptTable = { subject_id: number; inputs: number; day: string; until: string | null }
type SubjectChangesTable = { subject_id: number; changes: number }

type ConflictFindsTable = {
  find_id: number
  subject_id: number
  kind: string
  system: string
  native_id: string
  record_id: number
  against_system: string | null
  against_record_id: number | null
  field: string
  /** Of the values in question: a decision counts as long as they stay. */
  fingerprint: string
  found_on: string
  state: string
  settled_on: string | null
  reason: string | null
  assignee: string | null
}

type ConflictDecisionsTable = {
  decision_id: string
  kind: string
  system: string
  native_id: string
  fingerprint: string
  decision: string
  reason: string
  account_id: string
  decided_at: string
}

type CorrectionRequestsTable = {
  request_id: string
  system: string
  native_id: string
  kind: string
  field: string
  reason: string
  /** waiting | exported | shared | rejected; `waiting` until the system has answered, exported where it was handed over and nobody has confirmed it. */
  state: string
  account_id: string
  created_at: string
  /** Of the values in question, as in the find. The rest is null in requests of the first version. */
  fingerprint: string | null
  old_value: string | null
  proposed: string | null
  receipt: string | null
  refusal: string | null
  answered_at: string | null
  /** Of the import file in which it went out. */
  batch: string | null
}

export type ConflictsTables = {
  conflict_queue: ConflictQueueTable
  conflict_finds: ConflictFindsTable
  conflict_kept: ConflictKeptTable
  subject_changes: SubjectChangesTable
  conflict_decisions: ConflictDecisionsTable
  correction_requests: CorrectionRequestsTable
}
