/** Links between source records: what is derived, and what people decided. */

/** `table`: the frequency table (JSON); `engine`, `phase`, `cursor`, `started`, `finished`: how far a full run is. */
type LinkageStateTable = { name: string; value: string }

type LinkageRecordsTable = {
  record_id: number
  /** Lowest record_id of what hangs together by automatic links; null: not linked yet in this run. */
  component: number | null
  /** What linking looks at (JSON). */
  facts: string
}

/** `key` is a hash of a blocking key. */
type LinkageKeysTable = { key: number; record_id: number }

type LinkageQueueTable = { record_id: number }

type LinkageReviewsTable = {
  review_id: number
  subject_a: number
  subject_b: number
  record_a: number
  record_b: number
  reason: string
  bits: number
}

type LinkDecisionsTable = {
  decision_id: number
  /** One act of a person may say several pairs at once; it is undone as one. */
  act_id: string
  kind: 'must' | 'cannot'
  /** System and native id with a blank between: the same on every PC. */
  key_a: string
  key_b: string
  reason: string
  account_id: string
  decided_at: string
  undone_at: string | null
  undone_by: string | null
  /** A later act that says the opposite. */
  superseded_by: string | null
}

export type LinkageTables = {
  linkage_state: LinkageStateTable
  linkage_records: LinkageRecordsTable
  linkage_keys: LinkageKeysTable
  linkage_queue: LinkageQueueTable
  linkage_reviews: LinkageReviewsTable
  link_decisions: LinkDecisionsTable
}
