import { Button } from '@mantine/core'
import { useState } from 'react'
import type { RpcError } from '../../../src-contract/errors.ts'
import type { SyncRejected } from '../../../src-contract/features/sync.contract.ts'
import { rpc } from '../../rpc/client.ts'
import { useFormat, useText } from '../../text/language.ts'
import { ConfirmButton } from '../../ui/confirm-button.tsx'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { RecordHead } from './conflict-panel.tsx'
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
