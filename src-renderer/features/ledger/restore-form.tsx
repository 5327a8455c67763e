import { Button, Group, TextInput } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import type { OutputOf } from '../../../src-contract/contract.ts'
import type { RpcError } from '../../../src-contract/errors.ts'
import type { Version } from '../../../src-contract/ids.ts'
import { rpc } from '../../rpc/client.ts'
import { useText } from '../../text/language.ts'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { onKeys } from '../../ui/ime.ts'
import classes from './entry-screen.module.css'
import { tellDone } from './undo.tsx'

type Props = { entry: OutputOf<'ledger.read'>; to: number; onCancel: () => void; onDone: () => void }

/** The values of an old version become a new one, with a reason. */
export function RestoreForm({ entry, to, onCancel, onDone }: Props) {
  const text = useText()
  const words = text.ledger.versions
  const [reason, setReason] = useState('')
  const [error, setError] = useState<RpcError | null>(null)
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => input.current?.focus(), [])
  async function restore() {
    if (reason.trim().length < 2) {
      input.current?.focus()
      return
    }
    const { entryId, version } = entry
    const result = await rpc.ledger.restore({ entryId, version, to: to as Version, reason: reason.trim() })
    if (!result.ok) {
      setError(result.error)
      return
    }
    tellDone(words.restored(result.value.version), null)
    onDone()
  }
  return (
    <div>
      <p className={classes.meta}>{words.restoreMeans(to)}</p>
      {error ? <ErrorNotice error={error} /> : null}
      <Group gap="sm" align="flex-end">
        <TextInput
          ref={input}
          className={classes.grow}
          label={words.restoreReason}
          required
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          onKeyDown={onKeys({ Enter: () => void restore() })}
          maxLength={200}
        />
        <Button onClick={() => void restore()}>{words.restore}</Button>
        <Button variant="default" onClick={onCancel}>
          {text.frame.common.cancel}
        </Button>
      </Group>
    </div>
  )
}
