import { Button } from '@mantine/core'
import { useEffect, useState } from 'react'
import type { OutputOf } from '../../../src-contract/contract.ts'
import type { RpcError } from '../../../src-contract/errors.ts'
import { rpc } from '../../rpc/client.ts'
import { useCall, useDataChanged } from '../../rpc/hooks.ts'
import { lock } from '../../session/session-store.ts'
import { useFormat, useText } from '../../text/language.ts'
import { ConfirmButton } from '../../ui/confirm-button.tsx'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { Notice } from '../../ui/notice.tsx'
import { ProgressLine } from '../../ui/progress-line.tsx'
import classes from './accounts-screen.module.css'
import { StartKeyChange } from './start-key-change.tsx'

type Change = OutputOf<'accounts.keyChange'>

const lookEveryMs = 1_000

/** The key under which this PC's data is encrypted: replacing it, how far that is, and giving it up. */
export function DataKey() {
  const words = useText().admin.accounts.key
  const format = useFormat()
  const { value, error, again } = useCall((signal) => rpc.accounts.keyChange({}, { signal }), [])
  useDataChanged('accounts', again)
  const [starting, setStarting] = useState(false)
  const [refused, setRefused] = useState<RpcError | null>(null)
  const isWorking = value?.state === 'working'
  useEffect(() => {
    if (!isWorking) return
    const timer = setInterval(again, lookEveryMs)
    return () => clearInterval(timer)
  }, [isWorking, again])
  async function cancel() {
    const result = await rpc.accounts.cancelKeyChange({})
    setRefused(result.ok ? null : result.error)
    again()
  }
  const isUnderWay = value !== undefined && value !== null && value.state !== 'none'
  return (
    <section className={classes.panel} aria-label={words.title}>
      <h2>{words.title}</h2>
      <p className={classes.quiet}>
        {words.means} {value ? words.generation(format.number(value.generation)) : ''}
      </p>
      {error ? <ErrorNotice error={error} onRetry={again} /> : null}
      {refused ? <ErrorNotice error={refused} /> : null}
      {isUnderWay ? <How change={value} /> : null}
      <div className={classes.actions}>
        {value?.state === 'none' ? (
          <Button variant="default" onClick={() => setStarting(true)}>
            {words.start}
          </Button>
        ) : null}
        {value?.state === 'ready' ? (
          <ConfirmButton label={words.finish} means={words.finishMeans} onConfirm={() => void lock('user')} />
        ) : null}
        {isUnderWay ? (
          <ConfirmButton label={words.cancel} means={words.cancelMeans} onConfirm={() => void cancel()} />
        ) : null}
      </div>
      {starting && value ? (
        <StartKeyChange
          change={value}
          onClose={() => setStarting(false)}
          onBegun={() => {
            setStarting(false)
            again()
          }}
        />
      ) : null}
    </section>
  )
}

/** How far it is, and what comes next. */
function How({ change }: { change: Change }) {
  const words = useText().admin.accounts.key
  const format = useFormat()
  const began = change.startedAt === null ? '' : format.time(change.startedAt)
  if (change.state === 'working') {
    const { phase, done, total } = change
    const progress = phase === null || phase === 'indexing' ? null : { phase, done, total }
    return <ProgressLine label={phase === null ? words.preparing : words.phases[phase]} progress={progress} />
  }
  if (change.state === 'ready') return <Notice tone="good">{words.ready(began)}</Notice>
  if (change.state === 'waiting') return <Notice tone="info">{words.waiting(began)}</Notice>
  return (
    <>
      {change.problem ? (
        <ErrorNotice error={{ code: change.problem, params: {}, retryable: false, traceId: '' }} />
      ) : null}
      <Notice tone="warn">{words.failed}</Notice>
    </>
  )
}
