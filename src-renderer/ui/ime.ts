import type { KeyboardEvent as ReactKeyboardEvent } from 'react'

type AnyKeyboardEvent = KeyboardEvent | ReactKeyboardEvent

/**
 * True while an input method composes: its Enter, arrows and digits choose a candidate and are not ours. Chromium reports the
 * key that ends a composition with keyCode 229 although `isComposing` may already be false.
 */
export function isComposing(event: AnyKeyboardEvent): boolean {
  const native = 'nativeEvent' in event ? event.nativeEvent : event
  return native.isComposing || native.keyCode === 229
}

/** `mod+S`, `Enter`, `shift+Enter`, `Escape`, `/`, ...: mod is Ctrl, or Cmd on a Mac. */
export type KeyMap = Readonly<Record<string, (event: AnyKeyboardEvent) => void>>

/** The one way to handle keys: never during composition; a handled key does nothing else. */
export function onKeys(map: KeyMap): (event: AnyKeyboardEvent) => void {
  return (event) => {
    if (isComposing(event) || event.defaultPrevented) return
    const handler = map[nameOf(event)]
    if (!handler) return
    event.preventDefault()
    event.stopPropagation()
    handler(event)
  }
}

function nameOf(event: AnyKeyboardEvent): string {
  const key = event.key.length === 1 ? event.key.toUpperCase() : event.key
  const shifted = event.shiftKey && event.key.length > 1
  return [event.ctrlKey || event.metaKey ? 'mod+' : '', event.altKey ? 'alt+' : '', shifted ? 'shift+' : '', key].join(
    '',
  )
}
