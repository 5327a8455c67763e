import { useEffect, useRef } from 'react'
import { isComposing, onKeys, type KeyMap } from './ime.ts'

/** Keys that work everywhere on a screen. A plain character does so only where nothing is being typed. */
export function useKeys(map: KeyMap): void {
  const newest = useRef(map)
  newest.current = map
  useEffect(() => {
    const handle = (event: KeyboardEvent) => {
      if (isComposing(event)) return
      const plain = event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey
      if (plain && isTyping(event.target)) return
      onKeys(newest.current)(event)
    }
    window.addEventListener('keydown', handle)
    return () => window.removeEventListener('keydown', handle)
  }, [])
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName))
  )
}
