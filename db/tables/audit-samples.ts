/** Audit samples: frames, draws, verdicts. */

type AuditSamplesTable = {
  sample_id: string
  period_kind: string
  period: string
  from_date: string
  to_date: string
  scheme: string
  /** Of the lines `number<TAB>sha256<LF>` of all officers. */
  frames_sha256: string
  locked_at: string
  locked_by: string
  dice: string | null
  seed: string | null
  drawn_at: string | null
  drawn_by: string | null
}

type AuditSampleFramesTable = {
  sample_id: string
  officer_id: string
  position: number
  number: string
  name: string
  team: string
  /** As published: a line per entry. */
  frame: string
  sha256: string
  size: number
  n: number
  late: number
  burst: number
}

type AuditSampleEntriesTable = {
  sample_id: string
  officer_id: string
  position: number
  entry_id: string
  book: string
  stratum: string
  version: number
  /** JSON: the four checks; null before the verdict. */
  checks: string | null
  passed: number | null
  reason: string | null
  judged_by: string | null
  judged_at: string | null
}

export type AuditSamplesTables = {
  audit_samples: AuditSamplesTable
  audit_sample_frames: AuditSampleFramesTable
  audit_sample_entries: AuditSampleEntriesTable
}
