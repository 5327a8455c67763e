import { Button, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { RpcError } from '../../../src-contract/errors.ts'
import type { AddressRequest } from '../../../src-contract/features/ledger-addresses.contract.ts'
import { rpc } from '../../rpc/client.ts'
import { useFormat, useText } from '../../text/language.ts'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { tellDone } from '../ledger/undo.tsx'
import classes from './addresses-screen.module.css'

type Props = { address: string; request: AddressRequest | null; mayAsk: boolean; onDone: () => void }

/** What was asked for an address so far, and asking. */
export function AskForm({ address, request, mayAsk, onDone }: Props) {
  const words = useText().addresses
  const format = useFormat()
  const [note, setNote] = useState('')
  const [working, setWorking] = useState(false)
  const [error, setError] = useState<RpcError | null>(null)
  const open = request?.state === 'open'

  async function ask() {
    setWorking(true)
    const asked = await rpc.ledger.askStandardAddress({ address, note: note.trim() })
    setWorking(false)
    setError(asked.ok ? null : asked.error)
    if (!asked.ok) return
    setNote('')
    tellDone(words.askDone, null)
    onDone()
  }

  return (
    <section aria-label={words.askTitle}>
      <h3>{words.askTitle}</h3>
      {request === null ? null : open ? (
        <p>{words.asked(request.askedBy, format.time(request.askedAt))}</p>
      ) : (
        <p>{words.answered(request.answer ?? '', request.answeredBy ?? '', format.time(request.answeredAt ?? ''))}</p>
      )}
      {error ? <ErrorNotice error={error} /> : null}
      {mayAsk && !open ? (
        <div className={classes.row}>
          <TextInput
            className={classes.grow}
            aria-label={words.note}
            placeholder={words.askNote}
            maxLength={200}
            value={note}
            onChange={(event) => setNote(event.currentTarget.value)}
          />
          <Button variant="default" loading={working} onClick={() => void ask()}>
            {words.ask}
          </Button>
        </div>
      ) : null}
    </section>
  )
}
