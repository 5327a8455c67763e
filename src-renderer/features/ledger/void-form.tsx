import { Button, Group, TextInput } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import type { OutputOf } from '../../../src-contract/contract.ts'
import type { RpcError } from '../../../src-contract/errors.ts'
import { rpc } from '../../rpc/client.ts'
import { useText } from '../../text/language.ts'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { onKeys } from '../../ui/ime.ts'
import classes from './entry-screen.module.css'
import { tellDone } from './undo.tsx'

type Props = { entry: OutputOf<'ledger.read'>; onCancel: () => void; onDone: () => void }

/** Asks for an entry to be put out of force; somebody else decides. */
export function VoidForm({ entry, onCancel, onDone }: Props) {
  const text = useText()
  const words = text.ledger.voiding
  const [reason, setReason] = useState('')
  const [error, setError] = useState<RpcError | null>(null)
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => input.current?.focus(), [])
  async function ask() {
    if (reason.trim().length < 2) {
      input.current?.focus()
      return
    }
    const result = await rpc.ledger.void({ entryId: entry.entryId, version: entry.version, reason: reason.trim() })
    if (!result.ok) {
      setError(result.error)
      return
    }
    tellDone(words.asked(entry.number), null)
    onDone()
  }
  return (
    <section className={classes.steps} aria-label={words.label} onKeyDown={onKeys({ Escape: onCancel })}>
      <p className={classes.meta}>{words.means}</p>
      {error ? <ErrorNotice error={error} /> : null}
      <Group gap="sm" align="flex-end">
        <TextInput
          ref={input}
          className={classes.grow}
          label={words.reason}
          required
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          onKeyDown={onKeys({ Enter: () => void ask() })}
          maxLength={200}
        />
        <Button color="red" onClick={() => void ask()}>
          {words.label}
        </Button>
        <Button variant="default" onClick={onCancel}>
          {text.frame.common.cancel}
        </Button>
      </Group>
    </section>
  )
}
