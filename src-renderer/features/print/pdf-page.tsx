import { useEffect, useRef } from 'react'
import classes from './pdf-window.module.css'
import type { OpenPdf } from './pdf-pages.ts'

/** One page drawn at the screen's own resolution. */
export function PdfPage({ pdf, page, label }: { pdf: OpenPdf; page: number; label: string }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  useEffect(() => {
    if (!canvas.current) return
    return pdf.draw(page, canvas.current, window.devicePixelRatio)
  }, [pdf, page])
  return (
    <figure className={classes.page}>
      <canvas ref={canvas} role="img" aria-label={label} />
      <figcaption>{label}</figcaption>
    </figure>
  )
}
