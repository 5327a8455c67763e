import { useEffect, useMemo, useState, type RefObject } from 'react'

/** First and last column, counted from 0; both are drawn. */
export type ColumnSpan = { readonly first: number; readonly last: number }

/**
 * Which columns are in sight, so that no cell is laid out that nobody sees.
 *
 * @param widths of the columns in their order, CSS px
 * @param from where the sight begins, CSS px from the left edge of the first column
 * @param length how much is in sight, CSS px
 */
export function columnSpan(widths: readonly number[], from: number, length: number): ColumnSpan {
  const end = from + length
  let first = -1
  let last = -1
  let left = 0
  for (const [at, width] of widths.entries()) {
    const right = left + width
    if (right > from && left < end) {
      if (first < 0) first = at
      last = at
    }
    left = right
  }
  // The last column takes what is left of a wide window, beyond its own width.
  if (first < 0) return { first: Math.max(0, widths.length - 1), last: widths.length - 1 }
  return { first, last }
}

/**
 * The columns that are in sight now; the same object until others come.
 *
 * @param offset what stands before the first column, CSS px
 */
export function useColumnsInSight(
  scroller: RefObject<HTMLElement | null>,
  widths: readonly number[],
  offset: number,
): ColumnSpan {
  // A list is never wider than the window; how wide it is nobody has to lay out for.
  const [sight, setSight] = useState({ left: 0, width: window.innerWidth })
  useEffect(() => {
    const element = scroller.current
    if (element === null) return undefined
    const scrolled = () => {
      const left = element.scrollLeft
      setSight((before) => (before.left === left ? before : { ...before, left }))
    }
    const observer = new ResizeObserver(([entry]) => {
      const width = entry?.contentRect.width ?? window.innerWidth
      setSight((before) => (before.width === width ? before : { ...before, width }))
    })
    element.addEventListener('scroll', scrolled, { passive: true })
    observer.observe(element)
    return () => {
      element.removeEventListener('scroll', scrolled)
      observer.disconnect()
    }
  }, [scroller])
  const { first, last } = columnSpan(widths, sight.left - offset, sight.width)
  return useMemo(() => ({ first, last }), [first, last])
}
