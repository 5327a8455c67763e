import { Button, Modal, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { Attachment } from '../../../src-contract/features/attachments.contract.ts'
import type { RpcError } from '../../../src-contract/errors.ts'
import { rpc } from '../../rpc/client.ts'
import { useText } from '../../text/language.ts'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import classes from './attachments.module.css'

/** Asks why an entry's attachment is put out of sight. */
export function RemoveAttachment({ file, onClose }: { file: Attachment; onClose: (done: boolean) => void }) {
  const text = useText()
  const words = text.attachments
  const [reason, setReason] = useState('')
  const [error, setError] = useState<RpcError | null>(null)

  async function remove() {
    const done = await rpc.attachments.remove({ attachmentId: file.attachmentId, reason })
    if (done.ok) onClose(true)
    else setError(done.error)
  }

  return (
    <Modal
      opened
      onClose={() => onClose(false)}
      title={words.removeTitle}
      closeButtonProps={{ 'aria-label': text.frame.common.close }}
    >
      <p>{words.removeText}</p>
      <TextInput
        label={words.reason}
        value={reason}
        maxLength={200}
        data-autofocus
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      {error ? <ErrorNotice error={error} /> : null}
      <div className={classes.bar}>
        <Button onClick={() => void remove()} disabled={reason.trim().length < 2}>
          {words.confirm}
        </Button>
      </div>
    </Modal>
  )
}
