import type {
  Filled,
  Submission,
  SubmissionId,
  SubmissionStatus,
} from '../../../src-contract/features/returns.shapes.ts'
import type { Instant } from '../../../src-contract/ids.ts'
import type { ReadDb } from '../../store/sql.ts'
import { namesOf, snapshotBytes, withContent, type SubmissionRecord } from './returns.repo.ts'
import { thaw, type Content, type Snapshot } from './snapshot.ts'

/** Submissions as the screen is told of them, with the names of those who filled in and reviewed. */
export function shownSubmissions(db: ReadDb, records: readonly SubmissionRecord[], caller: string): Submission[] {
  const names = namesOf(
    db,
    records.flatMap((one) => (one.reviewer_id === null ? [one.filler_id] : [one.filler_id, one.reviewer_id])),
  )
  const here = withContent(
    db,
    records.map((one) => one.submission_id),
  )
  return records.map((one) => ({
    submissionId: one.submission_id as SubmissionId,
    period: one.period,
    status: one.status as SubmissionStatus,
    filler: names.get(one.filler_id) ?? '',
    submittedAt: one.submitted_at as Instant,
    reviewer: one.reviewer_id === null ? null : (names.get(one.reviewer_id) ?? ''),
    reviewedAt: one.reviewed_at as Instant | null,
    reason: one.reason,
    preliminary: one.preliminary === 1,
    templateVersion: one.template_version,
    sha256: one.sha256,
    here: here.has(one.submission_id),
    own: one.filler_id === caller,
  }))
}

/** Undefined: it has not come from the platform yet. */
export function snapshotOf(db: ReadDb, record: SubmissionRecord): Snapshot | undefined {
  const bytes = snapshotBytes(db, record.submission_id)
  return bytes === undefined ? undefined : thaw(bytes, record.sha256)
}

/** Cells of a frozen return, with the words that only its submission knows. */
export function shownContent(
  content: Content,
  submission: Submission | null,
): Pick<Filled, 'cells' | 'formulas' | 'unbound'> {
  return {
    cells: content.cells.map(({ records, ...cell }) => ({
      ...cell,
      text: cell.binding.kind === 'text' && cell.text === null ? signed(cell.binding.what, submission) : cell.text,
      entries: records.length,
      sent: null,
      added: 0,
      removed: 0,
      changed: 0,
    })),
    formulas: content.formulas.map((one) => ({ ...one, sent: null })),
    unbound: [...content.unbound],
  }
}

function signed(what: string, submission: Submission | null): string | null {
  if (what === 'filler') return submission?.filler ?? null
  if (what === 'reviewer') return submission?.reviewer ?? null
  return what === 'date' && submission !== null ? dayIn(submission.submittedAt) : null
}

const days = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai', dateStyle: 'short' })

function dayIn(instant: string): string {
  return days.format(new Date(instant))
}
