import { useCallback, useEffect, useState, type RefObject } from 'react'
import { flushSync } from 'react-dom'

/** First row that is drawn and the one after the last, counted from 0. */
export type RowSpan = { readonly first: number; readonly end: number }

/**
 * Which rows of one height are in sight, and some beyond them.
 *
 * @param count rows in all
 * @param top how far was scrolled, CSS px
 * @param sight how much is in sight, CSS px
 * @param height of one row, CSS px
 * @param beyond rows drawn beyond those in sight, each way
 */
export function rowSpan(count: number, top: number, sight: number, height: number, beyond: number): RowSpan {
  const first = Math.max(0, Math.min(Math.floor(top / height), count - Math.ceil(sight / height)) - beyond)
  const end = Math.min(count, Math.ceil((Math.max(0, top) + sight) / height) + beyond)
  return { first: Math.min(first, end), end }
}

export type RowsInSight = RowSpan & {
  /** Rows that are in sight whole. */
  page: number
  /** Scrolls no further than needed for a row to be in sight whole. */
  reveal: (index: number) => void
}

type Given = {
  count: number
  /** Of one row, CSS px. */
  height: number
  /** What stands above the rows and stays there while they scroll, CSS px. */
  above: number
  beyond: number
}

/** How high the last list was: the next one is most likely as high, and need not be laid out to learn it. CSS px. */
let lastSight: number | null = null

/**
 * The rows that are in sight now. All rows are of one height, so that nothing is measured: neither the rows, of which there may be a
 * hundred thousand, nor, before the first drawing, the list itself.
 */
export function useRowsInSight(scroller: RefObject<HTMLElement | null>, given: Given): RowsInSight {
  const { count, height, above, beyond } = given
  const [sight, setSight] = useState(() => lastSight ?? window.innerHeight)
  const [top, setTop] = useState(0)
  useEffect(() => {
    const element = scroller.current
    if (element === null) return undefined
    // Within the frame that scrolls: otherwise it would be painted with rows missing.
    const scrolled = () => flushSync(() => setTop(Math.floor(element.scrollTop / height) * height))
    const observer = new ResizeObserver(([entry]) => {
      const seen = entry?.contentRect.height ?? 0
      // A list that is not shown has no height.
      if (seen <= above) return
      lastSight = seen - above
      setSight(lastSight)
    })
    element.addEventListener('scroll', scrolled, { passive: true })
    observer.observe(element)
    return () => {
      element.removeEventListener('scroll', scrolled)
      observer.disconnect()
    }
  }, [scroller, height, above])
  const reveal = useCallback(
    (index: number) => {
      const element = scroller.current
      if (element === null) return
      const rows = element.clientHeight - above
      const from = index * height
      if (from < element.scrollTop) element.scrollTo({ top: from })
      else if (from + height > element.scrollTop + rows) element.scrollTo({ top: from + height - rows })
    },
    [scroller, height, above],
  )
  const { first, end } = rowSpan(count, top, sight, height, beyond)
  return { first, end, page: Math.max(1, Math.floor(sight / height)), reveal }
}
