import type { DutyImportCounts, DutyRowProblem } from '../../../src-contract/features/duty.shapes.ts'
import type { RowOf } from './records.repo.ts'

export type PlannedWrite =
  { readonly kind: 'duty'; readonly row: RowOf<'duty'> } | { readonly kind: 'area'; readonly row: RowOf<'area'> }

/** What applying a file would do; with an error among the problems it is not applied. */
export type ImportPlan = {
  readonly writes: readonly PlannedWrite[]
  readonly removals: readonly { readonly kind: 'duty'; readonly id: string }[]
  readonly newBeats: readonly string[]
  readonly problems: readonly DutyRowProblem[]
  readonly counts: Pick<DutyImportCounts, 'new' | 'changed' | 'unchanged'>
}
