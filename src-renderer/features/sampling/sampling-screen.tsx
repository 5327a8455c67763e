import { Button, NativeSelect } from '@mantine/core'
import { useState } from 'react'
import type { RpcError } from '../../../src-contract/errors.ts'
import { assessedPeriods } from '../../../src-contract/features/assessment.shapes.ts'
import type { SampleId } from '../../../src-contract/features/sampling.contract.ts'
import { allowed } from '../../rpc/allowed.ts'
import { rpc } from '../../rpc/client.ts'
import { useCall, useDataChanged } from '../../rpc/hooks.ts'
import { useSession } from '../../session/session-context.ts'
import { useText } from '../../text/language.ts'
import { Blank } from '../../ui/blank.tsx'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { Screen } from '../../ui/screen.tsx'
import classes from '../assessment/assessment.module.css'
import { periodsOver, type AssessedKind } from '../assessment/periods-over.ts'
import { SampleView } from './sample-view.tsx'

/** 抽查核验: the chief locks the frames and rolls the dice, the auditor checks what they drew, all on one screen. */
export function SamplingScreen() {
  const words = useText().sampling
  const { role } = useSession()
  const locks = allowed(role, 'sampling.lock')
  const [kind, setKind] = useState<AssessedKind>('quarter')
  const [period, setPeriod] = useState<string | null>(null)
  const [chosen, setChosen] = useState<SampleId | null>(null)
  const [failed, setFailed] = useState<RpcError | null>(null)
  const { value, error, again } = useCall((signal) => rpc.sampling.list({}, { signal }), [])
  useDataChanged('assessment', again)
  const samples = value?.samples ?? []
  const shown = samples.find(({ sampleId }) => sampleId === chosen) ?? samples[0]
  const periods = periodsOver(kind)
  async function lock() {
    const result = await rpc.sampling.lock({ periodKind: kind, period: period ?? periods[0] ?? '' })
    setFailed(result.ok ? null : result.error)
    if (result.ok) setChosen(result.value.sampleId)
  }
  return (
    <Screen fill title={words.title}>
      <div className={classes.toolbar}>
        {samples.length > 0 ? (
          <NativeSelect
            aria-label={words.list}
            value={shown?.sampleId ?? ''}
            data={samples.map((one) => ({ value: one.sampleId, label: one.period }))}
            onChange={(event) =>
              setChosen(samples.find(({ sampleId }) => sampleId === event.currentTarget.value)?.sampleId ?? null)
            }
          />
        ) : null}
        <span className={classes.space} />
        {locks ? (
          <>
            <span className={classes.quiet}>{words.lockMeans}</span>
            <NativeSelect
              aria-label={words.kind}
              value={kind}
              data={assessedPeriods.map((one) => ({ value: one, label: words.kinds[one] }))}
              onChange={(event) => {
                setKind(assessedPeriods.find((one) => one === event.currentTarget.value) ?? 'quarter')
                setPeriod(null)
              }}
            />
            <NativeSelect
              aria-label={words.period}
              value={period ?? periods[0] ?? ''}
              data={periods}
              onChange={(event) => setPeriod(event.currentTarget.value)}
            />
            <Button onClick={() => void lock()}>{words.lock}</Button>
          </>
        ) : null}
      </div>
      <div className={classes.panel}>
        {error ? <ErrorNotice error={error} onRetry={again} /> : null}
        {failed ? <ErrorNotice error={failed} /> : null}
        {value && shown === undefined ? <Blank title={words.emptyTitle}>{words.emptyText}</Blank> : null}
        {shown ? <SampleView key={shown.sampleId} sampleId={shown.sampleId} /> : null}
      </div>
    </Screen>
  )
}
