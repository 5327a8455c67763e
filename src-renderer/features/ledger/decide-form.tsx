import { Button, Kbd, TextInput } from '@mantine/core'
import { useRef, useState } from 'react'
import type { RpcError } from '../../../src-contract/errors.ts'
import { rpc } from '../../rpc/client.ts'
import { useText } from '../../text/language.ts'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { Notice } from '../../ui/notice.tsx'
import { useKeys } from '../../ui/use-keys.ts'
import classes from './entry-screen.module.css'
import { tellDone } from './undo.tsx'

type Props = {
  /** What is decided; all of them in the same way. */
  reviewIds: readonly string[]
  /** Refused ones stay, with why. */
  onDone: (done: readonly string[], refused: readonly { reviewId: string; code: string }[]) => void
}

/** Approve or return; a return says why. A approves, R goes to the reason of a return. */
export function DecideForm({ reviewIds, onDone }: Props) {
  const text = useText()
  const words = text.ledger.review
  const [reason, setReason] = useState('')
  const [missing, setMissing] = useState(false)
  const [working, setWorking] = useState(false)
  const [error, setError] = useState<RpcError | null>(null)
  const input = useRef<HTMLInputElement>(null)
  const many = reviewIds.length > 1

  async function decide(approve: boolean) {
    if (working || reviewIds.length === 0) return
    const short = !approve && reason.trim().length < 2
    setMissing(short)
    if (short) {
      input.current?.focus()
      return
    }
    setWorking(true)
    setError(null)
    const result = await rpc.ledger.decide({ reviewIds: [...reviewIds], approve, reason: reason.trim() })
    setWorking(false)
    if (!result.ok) {
      setError(result.error)
      return
    }
    const { done, refused } = result.value
    if (done.length > 0) tellDone(approve ? words.approved(done.length) : words.returned(done.length), null)
    setReason('')
    onDone(done, refused)
  }
  useKeys({ A: () => void decide(true), R: () => input.current?.focus() })

  return (
    <div className={classes.decide}>
      {error ? <ErrorNotice error={error} /> : null}
      {missing ? (
        <Notice tone="bad" role="alert">
          {words.returnReason}
        </Notice>
      ) : null}
      <div className={classes.decideRow}>
        <Button onClick={() => void decide(true)} loading={working} rightSection={<Kbd size="xs">A</Kbd>}>
          {many ? words.approveMany(reviewIds.length) : words.approve}
        </Button>
        <TextInput
          ref={input}
          className={classes.grow}
          aria-label={words.returnReason}
          placeholder={words.returnReason}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          maxLength={200}
        />
        <Button
          variant="default"
          disabled={working}
          onClick={() => void decide(false)}
          rightSection={<Kbd size="xs">R</Kbd>}
        >
          {many ? words.giveBackMany(reviewIds.length) : words.giveBack}
        </Button>
      </div>
    </div>
  )
}
