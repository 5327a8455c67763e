import { Button, Modal } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useEffect, useState } from 'react'
import type { Result, RpcError } from '../../../src-contract/errors.ts'
import { useCall } from '../../rpc/hooks.ts'
import { useText } from '../../text/language.ts'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { Notice } from '../../ui/notice.tsx'
import { openPdf, type OpenPdf } from './pdf-pages.ts'
import { PdfPage } from './pdf-page.tsx'
import classes from './pdf-window.module.css'

type Printed = { pdf: Uint8Array; fileName: string }
type Props = {
  title: string
  ask: (signal: AbortSignal) => Promise<Result<Printed>>
  /** Puts a refusal into the words of the screen, where core's are keys. */
  inWords?: (error: RpcError) => RpcError
  onClose: () => void
}

/** A paper that core has made, page by page: what is seen is what is printed. Asked for once, when it opens. */
export function PdfWindow({ title, ask, inWords = (error) => error, onClose }: Props) {
  const text = useText()
  const words = text.ledger.print
  const printed = useCall<Printed>(ask, [])
  const [pdf, setPdf] = useState<OpenPdf | null>(null)
  const [failed, setFailed] = useState(false)
  const bytes = printed.value?.pdf
  useEffect(() => {
    if (!bytes) return
    let over = false
    // The worker takes the bytes over; saving needs them again.
    const opening = openPdf(bytes.slice())
    opening.then(
      (opened) => (over ? opened.close() : setPdf(opened)),
      () => setFailed(true),
    )
    return () => {
      over = true
      void opening.then((opened) => opened.close()).catch(() => {})
    }
  }, [bytes])
  async function save() {
    if (!printed.value) return
    const name = await window.shell.saveFile(printed.value.fileName, printed.value.pdf)
    if (name !== null) notifications.show({ message: words.saved(name), color: 'green' })
  }
  return (
    <Modal
      opened
      onClose={onClose}
      title={title}
      size="auto"
      fullScreen
      closeButtonProps={{ 'aria-label': text.frame.common.close }}
      classNames={{ body: classes.body, content: classes.content }}
    >
      <div className={classes.bar}>
        <Button onClick={() => void save()} disabled={!printed.value} data-autofocus>
          {words.saveAs}
        </Button>
        <span className={classes.means}>{words.means}</span>
      </div>
      {printed.error ? <ErrorNotice error={inWords(printed.error)} onRetry={printed.again} /> : null}
      {failed ? <Notice tone="bad">{words.failed}</Notice> : null}
      {!pdf && !printed.error && !failed ? <p role="status">{words.drawing}</p> : null}
      <div className={classes.pages} tabIndex={0} role="group" aria-label={title}>
        {pdf
          ? Array.from({ length: pdf.pages }, (_, at) => (
              <PdfPage key={at} pdf={pdf} page={at + 1} label={words.page(at + 1, pdf.pages)} />
            ))
          : null}
      </div>
    </Modal>
  )
}
