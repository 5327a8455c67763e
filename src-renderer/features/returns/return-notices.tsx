import { Button } from '@mantine/core'
import { useFormat, useText } from '../../text/language.ts'
import { Notice } from '../../ui/notice.tsx'
import type { ReturnState } from './use-return.ts'

/** What has to be known about the numbers that are shown: frozen or not, over or not, the same as what was sent or not. */
export function ReturnNotices({ state }: { state: ReturnState }) {
  const words = useText().returns
  const format = useFormat()
  const { filled, submission, opened } = state
  if (submission !== null) {
    return (
      <Notice tone="info">
        {words.frozen(submission.filler, format.time(submission.submittedAt))}
        {submission.status === 'submitted' && submission.own ? ` ${words.ownWaits}` : ''}{' '}
        <Button variant="subtle" size="compact-xs" onClick={() => state.show(null)}>
          {words.showNow}
        </Button>
      </Notice>
    )
  }
  if (filled === undefined) return null
  const { lastSent, waiting } = filled
  const begun = filled.cells.every((cell) => cell.gap !== 'not-begun')
  const changed = filled.cells.some((cell) => cell.value !== cell.sent || cell.added + cell.removed + cell.changed > 0)
  const frozenOne = waiting?.here
    ? opened?.submissions.find((one) => one.submissionId === waiting.submissionId)
    : undefined
  return (
    <>
      {filled.preliminary ? <Notice tone="warn">{begun ? words.preliminary : words.notBegun}</Notice> : null}
      {waiting ? (
        <Notice tone="info">
          {words.waiting(waiting.filler, format.time(waiting.submittedAt))} {waiting.own ? words.ownWaits : ''}{' '}
          {frozenOne ? (
            <Button variant="subtle" size="compact-xs" onClick={() => state.show(frozenOne)}>
              {words.showFrozen}
            </Button>
          ) : null}
        </Notice>
      ) : null}
      {lastSent && !lastSent.here ? (
        <Notice tone="warn">{words.lastNotHere(format.time(lastSent.reviewedAt ?? lastSent.submittedAt))}</Notice>
      ) : null}
      {lastSent?.here ? (
        <Notice tone={changed ? 'warn' : 'good'}>
          {(changed ? words.compared : words.same)(format.time(lastSent.reviewedAt ?? lastSent.submittedAt))}
        </Notice>
      ) : null}
    </>
  )
}
