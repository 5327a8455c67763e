import { Button, Modal, Textarea } from '@mantine/core'
import { useState } from 'react'
import type { Result, RpcError } from '../../../src-contract/errors.ts'
import { useText } from '../../text/language.ts'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { Notice } from '../../ui/notice.tsx'
import classes from './return-screen.module.css'

type DialogProps = {
  title: string
  means: string
  /** What is not as it should be; then it takes other words to go on. */
  warning?: string
  act: string
  /** Asks for a reason, which must not be empty. */
  reason?: string
  run: (reason: string) => Promise<Result<unknown>>
  onDone: () => void
  onClose: () => void
}

/** An act of submitting or reviewing: what it means, what is missing, and the act. */
export function ActDialog({ title, means, warning, act, reason: asks, run, onDone, onClose }: DialogProps) {
  const { cancel, close } = useText().frame.common
  const [reason, setReason] = useState('')
  const [working, setWorking] = useState(false)
  const [error, setError] = useState<RpcError | null>(null)

  async function go() {
    setWorking(true)
    const result = await run(reason.trim())
    setWorking(false)
    if (result.ok) onDone()
    else setError(result.error)
  }

  return (
    <Modal opened onClose={onClose} title={title} size="lg" closeButtonProps={{ 'aria-label': close }}>
      <div className={classes.stack}>
        <p>{means}</p>
        {warning === undefined || warning === '' ? null : <Notice tone="warn">{warning}</Notice>}
        {asks === undefined ? null : (
          <Textarea
            label={asks}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
            maxLength={200}
            data-autofocus
            autosize
            minRows={2}
          />
        )}
        {error ? <ErrorNotice error={error} /> : null}
        <div className={classes.actions}>
          <Button
            loading={working}
            disabled={asks !== undefined && reason.trim().length < 2}
            onClick={() => void go()}
            {...(asks === undefined ? { 'data-autofocus': true } : {})}
          >
            {act}
          </Button>
          <Button variant="default" onClick={onClose}>
            {cancel}
          </Button>
        </div>
      </div>
    </Modal>
  )
}
