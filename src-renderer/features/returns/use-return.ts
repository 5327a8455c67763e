import { useCallback, useEffect, useState } from 'react'
import type { OutputOf } from '../../../src-contract/contract.ts'
import type { RpcError } from '../../../src-contract/errors.ts'
import type {
  Filled,
  ReturnId,
  Submission,
  SubmissionId,
  Template,
} from '../../../src-contract/features/returns.shapes.ts'
import { rpc } from '../../rpc/client.ts'
import { useCall, useDataChanged } from '../../rpc/hooks.ts'

export type OpenedReturn = OutputOf<'returns.open'>

export type ReturnState = {
  opened: OpenedReturn | undefined
  period: string | undefined
  setPeriod: (period: string) => void
  /** What the grid shows: the form with the numbers of now, or a submission as it was frozen. */
  template: Template | undefined
  filled: Filled | undefined
  /** The submission that is shown; null for the numbers of now. */
  submission: Submission | null
  show: (submission: Submission | null) => void
  asking: boolean
  error: RpcError | undefined
  again: () => void
}

/**
 * A return and what is shown of it. Whoever is to review a period first sees what was submitted, because that is what they confirm.
 */
export function useReturn(returnId: ReturnId): ReturnState {
  const opening = useCall((signal) => rpc.returns.open({ returnId }, { signal }), [returnId])
  const [chosenPeriod, setChosenPeriod] = useState<string | null>(null)
  const [chosen, setChosen] = useState<SubmissionId | 'now' | null>(null)
  const opened = opening.value
  const firstPeriod = opened?.row.next.id
  const period = chosenPeriod ?? firstPeriod
  // Once it is sent another one is next; what one looks at stays.
  useEffect(() => setChosenPeriod((before) => before ?? firstPeriod ?? null), [firstPeriod])
  const toReview = opened?.submissions.find(
    (one) => one.period === period && one.status === 'submitted' && !one.own && one.here,
  )
  const submissionId = chosen === 'now' ? null : (chosen ?? toReview?.submissionId ?? null)
  const formHere = opened?.template.here === true
  const filling = useCall(
    (signal) =>
      period === undefined || submissionId !== null || !formHere
        ? null
        : rpc.returns.fill({ returnId, period }, { signal }),
    [returnId, period, submissionId, formHere, opened?.revision],
  )
  const frozen = useCall(
    (signal) => (submissionId === null ? null : rpc.returns.submission({ submissionId }, { signal })),
    [submissionId, opened],
  )
  const { again: openAgain } = opening
  const { again: fillAgain } = filling
  const again = useCallback(() => {
    openAgain()
    fillAgain()
  }, [openAgain, fillAgain])
  useDataChanged('returns', again)
  useDataChanged('ledger', fillAgain)

  const shownFrozen =
    submissionId !== null && frozen.value?.submission.submissionId === submissionId ? frozen.value : undefined
  return {
    opened,
    period,
    setPeriod: (next) => {
      setChosenPeriod(next)
      setChosen(null)
    },
    template: submissionId === null ? opened?.template : shownFrozen?.template,
    filled: submissionId === null ? ownPeriod(filling.value, period) : shownFrozen?.filled,
    submission: submissionId === null ? null : (shownFrozen?.submission ?? null),
    show: (submission) => {
      setChosen(submission?.submissionId ?? 'now')
      if (submission !== null) setChosenPeriod(submission.period)
    },
    asking: filling.asking || frozen.asking,
    error: opening.error ?? filling.error ?? frozen.error,
    again,
  }
}

/** While another period is being counted, the numbers of the one before must not stand under its name. */
function ownPeriod(filled: Filled | undefined, period: string | undefined): Filled | undefined {
  return filled?.period.id === period ? filled : undefined
}
