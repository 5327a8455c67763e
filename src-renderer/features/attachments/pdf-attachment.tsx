import { useEffect, useState } from 'react'
import { useText } from '../../text/language.ts'
import { Notice } from '../../ui/notice.tsx'
import { PdfPage } from '../print/pdf-page.tsx'
import { openPdf, type OpenPdf } from '../print/pdf-pages.ts'

/** The pages of an attached PDF. */
export function PdfAttachment({ bytes, name }: { bytes: Uint8Array; name: string }) {
  const text = useText()
  const [pdf, setPdf] = useState<OpenPdf | null>(null)
  const [failed, setFailed] = useState(false)
  useEffect(() => {
    let over = false
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
  if (failed) return <Notice tone="bad">{text.attachments.broken}</Notice>
  return (
    <div tabIndex={0} role="group" aria-label={name}>
      {pdf
        ? Array.from({ length: pdf.pages }, (_, at) => (
            <PdfPage key={at} pdf={pdf} page={at + 1} label={text.ledger.print.page(at + 1, pdf.pages)} />
          ))
        : null}
    </div>
  )
}
