import { useEffect, useRef, type RefObject } from 'react'

/** Until the box has been measured: a small screen's. */
const atFirst = 16

/**
 * How many rows a box shows without scrolling, and one for what stands half above its edge. Kept beside the drawing, so that nothing is
 * drawn again when the window grows.
 *
 * @param rem height of a row
 * @returns a reference for the box, and the number
 */
export function useRowsThatFit<E extends Element>(rem: number): [RefObject<E | null>, RefObject<number>] {
  const box = useRef<E>(null)
  const rows = useRef(atFirst)
  useEffect(() => {
    const shown = box.current
    if (shown === null) return
    const observer = new ResizeObserver(([entry]) => {
      const height = rem * Number.parseFloat(getComputedStyle(document.documentElement).fontSize)
      if (entry) rows.current = Math.min(100, Math.max(1, Math.ceil(entry.contentRect.height / height) + 1))
    })
    observer.observe(shown)
    return () => observer.disconnect()
  }, [rem])
  return [box, rows]
}
