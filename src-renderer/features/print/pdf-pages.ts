import { getDocument, GlobalWorkerOptions } from 'pdfjs-dist/legacy/build/pdf.mjs'

GlobalWorkerOptions.workerSrc = new URL('pdfjs-dist/legacy/build/pdf.worker.min.mjs', import.meta.url).href

/** Width of a page on the screen, CSS px. */
const pageWidth = 780

export type OpenPdf = {
  pages: number
  /** Draws a page (from 1); answers with the way to call it off. */
  draw: (page: number, canvas: HTMLCanvasElement, pixelRatio: number) => () => void
  close: () => void
}

/** Opens a PDF that we made ourselves: fonts are inside it, and nothing is fetched. */
export async function openPdf(bytes: Uint8Array): Promise<OpenPdf> {
  const task = getDocument({
    data: bytes,
    enableXfa: false,
    disableAutoFetch: true,
    useWorkerFetch: false,
    useWasm: false,
  })
  const document = await task.promise
  return {
    pages: document.numPages,
    draw(number, canvas, pixelRatio) {
      let stop: () => void = () => {}
      let over = false
      void document.getPage(number).then((page) => {
        if (over) return
        const atOne = page.getViewport({ scale: 1 })
        const viewport = page.getViewport({ scale: (pageWidth / atOne.width) * pixelRatio })
        canvas.width = Math.floor(viewport.width)
        canvas.height = Math.floor(viewport.height)
        canvas.style.width = `${pageWidth}px`
        const rendering = page.render({ canvas, viewport })
        stop = () => rendering.cancel()
        // A page that is left before it is drawn is no fault.
        rendering.promise.catch(() => {})
      })
      return () => {
        over = true
        stop()
      }
    },
    close: () => void task.destroy(),
  }
}
