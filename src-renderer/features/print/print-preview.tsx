import { Button, Modal } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useEffect, useState } from 'react'
import type { BookDefinition } from '../../../src-contract/books.ts'
import type { RpcError } from '../../../src-contract/errors.ts'
import type { EntryId } from '../../../src-contract/ids.ts'
import { rpc } from '../../rpc/client.ts'
import { useCall } from '../../rpc/hooks.ts'
import { useLabel, useText } from '../../text/language.ts'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { Notice } from '../../ui/notice.tsx'
import classes from './print-preview.module.css'
import { openPdf, type OpenPdf } from './pdf-pages.ts'
import { PdfPage } from './pdf-page.tsx'

type Props = { entryId: EntryId; book: BookDefinition; onClose: () => void }

/** The PDF itself, page by page; what is seen is what is printed. */
export function PrintPreview({ entryId, book, onClose }: Props) {
  const text = useText()
  const label = useLabel()
  const words = text.ledger.print
  const printed = useCall((signal) => rpc.ledger.print({ entryId }, { signal }), [entryId])
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

  /** Core names the fields by their keys; people know them by their labels. */
  function named(error: RpcError): RpcError {
    const { fields } = error.params
    if (!Array.isArray(fields)) return error
    const names = fields.map((key) => {
      const field = book.fields.find((one) => one.key === key)
      return field ? label(field.label) : text.access.setUp.summary.station
    })
    return { ...error, params: { ...error.params, fields: names } }
  }

  async function save() {
    if (!printed.value) return
    const name = await window.shell.saveFile(printed.value.fileName, printed.value.pdf)
    if (name !== null) notifications.show({ message: words.saved(name), color: 'green' })
  }

  return (
    <Modal
      opened
      onClose={onClose}
      title={words.title}
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
      {printed.error ? <ErrorNotice error={named(printed.error)} onRetry={printed.again} /> : null}
      {failed ? <Notice tone="bad">{words.failed}</Notice> : null}
      {!pdf && !printed.error && !failed ? <p role="status">{words.drawing}</p> : null}
      <div className={classes.pages} tabIndex={0} role="group" aria-label={words.title}>
        {pdf
          ? Array.from({ length: pdf.pages }, (_, at) => (
              <PdfPage key={at} pdf={pdf} page={at + 1} label={words.page(at + 1, pdf.pages)} />
            ))
          : null}
      </div>
    </Modal>
  )
}
