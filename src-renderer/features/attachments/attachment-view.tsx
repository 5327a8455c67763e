import { Button, Modal } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { lazy, Suspense, useState } from 'react'
import type { Attachment } from '../../../src-contract/features/attachments.contract.ts'
import { rpc } from '../../rpc/client.ts'
import { useCall } from '../../rpc/hooks.ts'
import { useText } from '../../text/language.ts'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { Notice } from '../../ui/notice.tsx'
import classes from './attachments.module.css'
import { usePicture } from './use-picture.ts'

/** Loaded when a PDF is opened: drawing PDFs is the largest part of the page. */
const PdfPages = lazy(async () => ({ default: (await import('./pdf-attachment.tsx')).PdfAttachment }))

/** One attachment at full size; opening it is audited. */
export function AttachmentView({ file, onClose }: { file: Attachment; onClose: () => void }) {
  const text = useText()
  const words = text.attachments
  const opened = useCall(
    (signal) => rpc.attachments.open({ attachmentId: file.attachmentId }, { signal }),
    [file.attachmentId],
  )
  const [broken, setBroken] = useState(false)
  const picture = file.kind === 'jpeg' || file.kind === 'png' || file.kind === 'webp'
  const bytes = opened.value?.bytes
  const address = usePicture(picture ? bytes : null, `image/${file.kind}`)

  async function save() {
    if (!bytes) return
    const name = await window.shell.saveFile(file.name, bytes)
    if (name !== null) notifications.show({ message: words.saved(name), color: 'green' })
  }

  return (
    <Modal
      opened
      onClose={onClose}
      title={file.name}
      fullScreen
      closeButtonProps={{ 'aria-label': text.frame.common.close }}
    >
      <div className={classes.bar}>
        <Button onClick={() => void save()} disabled={!bytes} data-autofocus>
          {words.save}
        </Button>
        <span className={classes.hint}>{words.size(file.size)}</span>
      </div>
      {opened.error ? <ErrorNotice error={opened.error} onRetry={opened.again} /> : null}
      {broken ? <Notice tone="bad">{words.broken}</Notice> : null}
      {address && !broken ? (
        <img className={classes.whole} src={address} alt={file.name} onError={() => setBroken(true)} />
      ) : null}
      {file.kind === 'pdf' && bytes ? (
        <Suspense fallback={null}>
          <PdfPages bytes={bytes} name={file.name} />
        </Suspense>
      ) : null}
      {file.kind === 'docx' || file.kind === 'xlsx' ? <Notice tone="info">{words.noPreview}</Notice> : null}
    </Modal>
  )
}
