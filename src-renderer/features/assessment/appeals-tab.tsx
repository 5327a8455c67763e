import { Button, NativeSelect } from '@mantine/core'
import { useState } from 'react'
import type { RpcError } from '../../../src-contract/errors.ts'
import type { Appeal } from '../../../src-contract/features/assessment.shapes.ts'
import { rpc } from '../../rpc/client.ts'
import { useCall, useDataChanged } from '../../rpc/hooks.ts'
import { useSession } from '../../session/session-context.ts'
import { useFormat, useText } from '../../text/language.ts'
import { Blank } from '../../ui/blank.tsx'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { go } from '../../ui/router.ts'
import { Tag } from '../../ui/tag.tsx'
import classes from './assessment.module.css'
import { useIndicatorNames } from './indicator-names.ts'
import { WordsDialog } from './words-dialog.tsx'

const tones = { submitted: 'warn', accepted: 'warn', reviewed: 'warn', decided: 'quiet' } as const

/** Appeals with what was said at each step; the next step beside those that the caller may take further. */
export function AppealsTab() {
  const words = useText().assessment
  const own = words.appeals
  const format = useFormat()
  const nameOf = useIndicatorNames()
  const { role, accountId } = useSession()
  const [open, setOpen] = useState<Appeal | null>(null)
  const [failed, setFailed] = useState<RpcError | null>(null)
  const { value, error, again } = useCall((signal) => rpc.assessment.appeals({}, { signal }), [])
  useDataChanged('assessment', again)
  const appeals = value?.appeals ?? []
  async function accept(appeal: Appeal) {
    const result = await rpc.assessment.acceptAppeal({ appealId: appeal.appealId })
    setFailed(result.ok ? null : result.error)
  }
  const said = (name: string, by: string | null, at: string | null, what: string | null): string | null =>
    at === null ? null : format.pair([name, format.time(at), by ?? ''].join(' ').trim(), what ?? '')
  return (
    <>
      {error ? <ErrorNotice error={error} onRetry={again} /> : null}
      {failed ? <ErrorNotice error={failed} /> : null}
      {value && appeals.length === 0 ? <Blank title={own.emptyTitle}>{own.emptyText}</Blank> : null}
      {appeals.length > 0 ? (
        <table className={classes.table} aria-label={own.list}>
          <thead>
            <tr>
              <th scope="col">{words.period}</th>
              <th scope="col">{words.officer}</th>
              <th scope="col">{own.about}</th>
              <th scope="col">{words.status}</th>
              <th scope="col">{own.words}</th>
              <td />
            </tr>
          </thead>
          <tbody>
            {appeals.map((appeal) => (
              <tr key={appeal.appealId}>
                <th scope="row">
                  {appeal.period} {words.versionNo(appeal.version)}
                </th>
                <td>{appeal.officerName}</td>
                <td>{appeal.indicator === null ? own.whole : nameOf(appeal.indicator)}</td>
                <td>
                  <Tag tone={tones[appeal.status]}>{words.appealStates[appeal.status]}</Tag>{' '}
                  {appeal.outcome === null ? null : own.outcomes[appeal.outcome]}
                </td>
                <td>
                  {[
                    said(own.steps.submitted, null, appeal.submittedAt, appeal.words),
                    said(own.steps.accepted, appeal.acceptedByName, appeal.acceptedAt, null),
                    said(own.steps.reviewed, appeal.reviewedByName, appeal.reviewedAt, appeal.review),
                    said(own.steps.decided, appeal.decidedByName, appeal.decidedAt, appeal.decision),
                  ]
                    .filter((one) => one !== null)
                    .map((one) => (
                      <div key={one}>{one}</div>
                    ))}
                </td>
                <td data-align="end">
                  {appeal.next === null ? null : (
                    <Button
                      size="compact-xs"
                      aria-label={`${own[appeal.next]} ${own.open(appeal.officerName)}`}
                      onClick={() => (appeal.next === 'accept' ? void accept(appeal) : setOpen(appeal))}
                    >
                      {own[appeal.next]}
                    </Button>
                  )}
                  {appeal.newRunId !== null && (role === 'chief' || appeal.officerId === accountId) ? (
                    <Button
                      variant="subtle"
                      size="compact-xs"
                      onClick={() =>
                        go({
                          screen: 'assessment-result',
                          runId: appeal.newRunId ?? '',
                          officerId: appeal.officerId,
                        })
                      }
                    >
                      {own.newVersion}
                    </Button>
                  ) : null}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
      {open === null ? null : <StepDialog appeal={open} onClose={() => setOpen(null)} />}
    </>
  )
}

function StepDialog({ appeal, onClose }: { appeal: Appeal; onClose: () => void }) {
  const words = useText().assessment.appeals
  const [outcome, setOutcome] = useState<'upheld' | 'changed'>('upheld')
  const { appealId } = appeal
  if (appeal.next === 'review')
    return (
      <WordsDialog
        title={words.open(appeal.officerName)}
        label={words.reviewWords}
        submit={words.review}
        means={appeal.words}
        onClose={onClose}
        onDone={onClose}
        onSubmit={(review) => rpc.assessment.reviewAppeal({ appealId, review })}
      />
    )
  return (
    <WordsDialog
      title={words.open(appeal.officerName)}
      label={words.decision}
      submit={words.decide}
      means={words.decidedMeans}
      onClose={onClose}
      onDone={onClose}
      onSubmit={(decision) => rpc.assessment.decideAppeal({ appealId, outcome, decision })}
    >
      <NativeSelect
        label={words.outcome}
        value={outcome}
        data={[
          { value: 'upheld', label: words.outcomes.upheld },
          { value: 'changed', label: words.outcomes.changed },
        ]}
        onChange={(event) => setOutcome(event.currentTarget.value === 'changed' ? 'changed' : 'upheld')}
      />
    </WordsDialog>
  )
}
