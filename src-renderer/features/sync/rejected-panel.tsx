import { Button } from '@mantine/core'
import { useState } from 'react'
import type { RpcError } from '../../../src-contract/errors.ts'
import type { SyncRejected } from '../../../src-contract/features/sync.contract.ts'
import { rpc } from '../../rpc/client.ts'
import { useFormat, useText } from '../../text/language.ts'
import { ConfirmButton } from '../../ui/confirm-button.tsx'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { RecordHead, useFieldLabel, useValues } from './conflict-panel.tsx'
import classes from './sync.module.css'

/** One act that the platform did not accept: why, and what can be done. */
export function RejectedPanel({ act, onAnswered }: { act: SyncRejected; onAnswered: () => void }) {
  const words = useText().sync.rejected
  const format = useFormat()
  const [error, setError] = useState<RpcError | null>(null)
  async function answer(chosen: 'again' | 'give-up') {
    const result = await rpc.sync.answerRejected({ txn: act.txn, answer: chosen })
    setError(result.ok ? null : result.error)
    if (result.ok) onAnswered()
  }
  return (
    <section className={classes.one} aria-label={act.number ?? words.title}>
      <RecordHead {...act} at={act.at === null ? null : format.time(act.at)} />
      <p className={classes.means}>{words.reasons[act.reason] ?? words.other}</p>
      <Written act={act} />
      <div className={classes.head}>
        <Button variant="default" onClick={() => void answer('again')}>
          {words.again}
        </Button>
        <ConfirmButton label={words.giveUp} means={words.giveUpMeans} onConfirm={() => void answer('give-up')} />
      </div>
      {error === null ? null : <ErrorNotice error={error} />}
    </section>
  )
}

/** The field that was refused and what it said; where none is named, what the act wrote. */
function Written({ act }: { act: SyncRejected }) {
  const words = useText().sync.rejected
  const labelOf = useFieldLabel(act.book)
  const shown = useValues({ book: act.book, ofReturn: null })
  const said = ({ field, value }: SyncRejected['values'][number]) => shown(field, value) || words.empty
  const [first] = act.values
  if (first === undefined) return null
  if (act.field !== null) return <p className={classes.said}>{words.refusedField(labelOf(act.field), said(first))}</p>
  return (
    <p className={classes.said}>{words.written(act.values.map((one) => words.value(labelOf(one.field), said(one))))}</p>
  )
}
