import { Button, NativeSelect } from '@mantine/core'
import { useEffect, useState } from 'react'
import type { OutputOf } from '../../../src-contract/contract.ts'
import { ReviewReason, type ReviewItem } from '../../../src-contract/features/linkage.contract.ts'
import { allowed } from '../../rpc/allowed.ts'
import { rpc } from '../../rpc/client.ts'
import { useCall, useDataChanged } from '../../rpc/hooks.ts'
import { useSession } from '../../session/session-context.ts'
import { useText } from '../../text/language.ts'
import { Blank } from '../../ui/blank.tsx'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { ProgressLine } from '../../ui/progress-line.tsx'
import { PurposeBar } from '../../ui/purpose-bar.tsx'
import { accessNow, accessOf, purposeChoice } from '../../ui/purpose-state.ts'
import { Screen } from '../../ui/screen.tsx'
import { useStore } from '../../ui/store.ts'
import { useKeys } from '../../ui/use-keys.ts'
import { DecideDialog } from './decide-dialog.tsx'
import classes from './linkage.module.css'
import { ReviewPair } from './review-pair.tsx'

/** 关联核对: pairs of records that may be one person, side by side, to be decided with the keys. */
export function LinkageScreen() {
  const words = useText().linkage
  const session = useSession()
  const choice = useStore(purposeChoice)
  const ready = accessOf(choice) !== null
  const [reason, setReason] = useState<ReviewReason | null>(null)
  const status = useCall((signal) => rpc.linkage.status({}, { signal }), [])
  const page = useCall(
    (signal) => {
      const access = accessNow()
      return access ? rpc.linkage.reviews({ ...access, ...(reason ? { reason } : {}), limit: 20 }, { signal }) : null
    },
    [ready, choice.purpose, choice.reference, reason],
  )
  useDataChanged('sources', status.again)
  const linked = status.value?.state === 'ready'
  // The questions come with the end of the run.
  const { again } = page
  useEffect(() => {
    if (linked) again()
  }, [linked, again])
  const [put, setPut] = useState<ReadonlySet<number>>(new Set())
  const [deciding, setDeciding] = useState<boolean | null>(null)
  const open = (page.value?.items ?? []).filter((item) => !put.has(item.reviewId))
  const item = ready ? open[0] : undefined
  const mayDecide = allowed(session.role, 'linkage.decide')
  const putAside = (one: ReviewItem) => {
    setPut(new Set([...put, one.reviewId]))
    if (open.length <= 1) page.again()
  }
  useKeys(
    item && mayDecide && deciding === null
      ? { S: () => setDeciding(true), D: () => setDeciding(false), L: () => putAside(item) }
      : {},
  )
  return (
    <Screen
      title={words.title}
      aside={<PurposeBar />}
      actions={
        <NativeSelect
          aria-label={words.reasonFilter}
          value={reason ?? ''}
          onChange={(event) => setReason(ReviewReason.options.find((one) => one === event.currentTarget.value) ?? null)}
          data={[
            { value: '', label: words.all },
            ...(status.value?.reviews ?? []).map((one) => ({
              value: one.reason,
              label: `${words.reasons[one.reason]} ${one.count}`,
            })),
          ]}
        />
      }
    >
      <div className={classes.page}>
        {status.value ? <RunLine status={status.value} /> : null}
        {page.error ? <ErrorNotice error={page.error} onRetry={page.again} /> : null}
        {ready ? null : <Blank title={words.needsPurpose}>{words.means}</Blank>}
        {ready && page.value && !item ? <Blank title={words.emptyTitle}>{words.emptyText}</Blank> : null}
        {item ? (
          <>
            <p className={classes.quiet}>{words.means}</p>
            <ReviewPair item={item} />
            {mayDecide ? (
              <div className={classes.buttons}>
                <Button onClick={() => setDeciding(true)}>{words.same}</Button>
                <Button variant="default" onClick={() => setDeciding(false)}>
                  {words.different}
                </Button>
                <Button variant="subtle" onClick={() => putAside(item)}>
                  {words.later}
                </Button>
                <span className={classes.quiet}>{words.keys}</span>
              </div>
            ) : null}
            {deciding === null ? null : (
              <DecideDialog
                item={item}
                same={deciding}
                onClose={() => setDeciding(null)}
                onDecided={() => {
                  setDeciding(null)
                  putAside(item)
                  page.again()
                  status.again()
                }}
              />
            )}
          </>
        ) : null}
      </div>
    </Screen>
  )
}

/** How far linking is: it begins by itself, and goes on by itself after a lock. */
function RunLine({ status }: { status: OutputOf<'linkage.status'> }) {
  const words = useText().linkage
  if (status.state === 'running')
    return (
      <ProgressLine
        label={words.phases[status.phase ?? 'clear'] ?? ''}
        progress={{ phase: status.phase ?? 'clear', done: status.done, total: status.total }}
      />
    )
  const said = [
    status.total > 0 ? words.states[status.state] : '',
    status.queued > 0 ? words.queued(status.queued) : '',
  ].filter((one) => one)
  return said.length === 0 ? null : <span role="status">{said.join(' ')}</span>
}
