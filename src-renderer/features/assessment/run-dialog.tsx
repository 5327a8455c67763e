import { Button, Modal, NativeSelect, TextInput } from '@mantine/core'
import { useState, type SyntheticEvent } from 'react'
import type { RpcError } from '../../../src-contract/errors.ts'
import { assessedPeriods, type Run } from '../../../src-contract/features/assessment.shapes.ts'
import type { OutputOf } from '../../../src-contract/contract.ts'
import { rpc } from '../../rpc/client.ts'
import { useCall } from '../../rpc/hooks.ts'
import { useFormat, useText } from '../../text/language.ts'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { Notice } from '../../ui/notice.tsx'
import { go } from '../../ui/router.ts'
import classes from './assessment.module.css'
import { periodsOver, type AssessedKind } from './periods-over.ts'

/** Which period, and what it lacks, before it is run. */
export function RunDialog({ runs, onClose }: { runs: readonly Run[]; onClose: () => void }) {
  const text = useText()
  const words = text.assessment
  const [kind, setKind] = useState<AssessedKind>('quarter')
  const [chosen, setChosen] = useState<string | null>(null)
  const [reason, setReason] = useState('')
  const [error, setError] = useState<RpcError | null>(null)
  const [working, setWorking] = useState(false)
  const periods = periodsOver(kind)
  const period = chosen ?? periods[0] ?? ''
  const again = runs.some((run) => run.period === period && run.status === 'released')
  const ready = useCall((signal) => rpc.assessment.readiness({ periodKind: kind, period }, { signal }), [kind, period])

  async function run(event: SyntheticEvent) {
    event.preventDefault()
    setWorking(true)
    const result = await rpc.assessment.run({ periodKind: kind, period, reason: again ? reason : '' })
    setWorking(false)
    if (!result.ok) {
      setError(result.error)
      return
    }
    onClose()
    go({ screen: 'assessment-run', runId: result.value.runId })
  }
  return (
    <Modal
      opened
      onClose={onClose}
      title={words.runTitle}
      size="lg"
      closeButtonProps={{ 'aria-label': text.frame.common.close }}
    >
      <form className={classes.form} noValidate onSubmit={(event) => void run(event)}>
        <p className={classes.quiet}>{words.runMeans}</p>
        <div className={classes.pair}>
          <NativeSelect
            label={words.kind}
            value={kind}
            data={assessedPeriods.map((value) => ({ value, label: words.kinds[value] }))}
            onChange={(event) => {
              setKind(assessedPeriods.find((one) => one === event.currentTarget.value) ?? 'quarter')
              setChosen(null)
            }}
          />
          <NativeSelect
            label={words.period}
            value={period}
            data={periods}
            onChange={(event) => setChosen(event.currentTarget.value)}
          />
        </div>
        {again ? (
          <TextInput
            label={words.reason}
            description={words.reasonHint}
            withAsterisk
            maxLength={200}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
        ) : null}
        {ready.value ? <Readiness ready={ready.value} /> : null}
        {ready.error ? <ErrorNotice error={ready.error} onRetry={ready.again} /> : null}
        {error ? <ErrorNotice error={error} /> : null}
        <div className={classes.buttons}>
          <Button type="submit" loading={working}>
            {words.run}
          </Button>
          <Button variant="default" onClick={onClose}>
            {text.frame.common.cancel}
          </Button>
        </div>
      </form>
    </Modal>
  )
}

function Readiness({ ready }: { ready: OutputOf<'assessment.readiness'> }) {
  const words = useText().assessment
  const format = useFormat()
  const lacking = [
    ...ready.gaps.map((gap) => words.ready.gap(`${gap.beat} ${gap.name}`.trim(), gap.from, gap.to)),
    ...ready.officers.filter(({ dutyDays }) => dutyDays === 0).map(({ name }) => words.ready.noRoster(name)),
    ...(ready.profilesMissing.length > 0 ? [words.ready.profiles(format.list(ready.profilesMissing))] : []),
  ]
  return (
    <section aria-label={words.check}>
      <p className={classes.quiet}>
        {format.list([
          words.ready.days(format.number(ready.workingDays)),
          words.ready.incidents(format.number(ready.incidents)),
          words.ready.survey(ready.survey),
          words.ready.sampled(format.number(ready.sampled)),
        ])}
      </p>
      <Notice tone={lacking.length > 0 ? 'warn' : 'good'}>
        {lacking.length === 0 ? (
          words.ready.all
        ) : (
          <ul className={classes.list}>
            {lacking.map((one) => (
              <li key={one}>{one}</li>
            ))}
          </ul>
        )}
      </Notice>
    </section>
  )
}
