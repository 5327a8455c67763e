import { createHash } from 'node:crypto'

/** The part of a window that says whether the user is in it. */
type Attention = { on(event: 'focus' | 'blur', listener: () => void): unknown }
/** Electron answers at once up to some version, with a promise since. */
type Clipboard = { readText(): string | Promise<string>; clear(): void | Promise<void> }

/**
 * Remembers what was copied in the window, as a hash, so that a lock can take it off the clipboard again. What was copied
 * elsewhere, before or after, is left alone.
 */
export function guardClipboard(window: Attention, clipboard: Clipboard): { clearOurs(): Promise<void> } {
  let atEntry = ''
  let inside = true
  let ours: string | null = null
  // One look after the other: reading takes a moment, and the order of events must hold.
  let queue = Promise.resolve()
  const next = (work: (current: string) => void | Promise<void>): Promise<void> => {
    queue = queue.then(async () =>
      work(
        createHash('sha256')
          .update(await clipboard.readText())
          .digest('hex'),
      ),
    )
    return queue
  }
  const look = (current: string): void => {
    if (inside && current !== atEntry) ours = current
  }
  void next((current) => {
    atEntry = current
  })
  window.on('focus', () => {
    void next((current) => {
      inside = true
      atEntry = current
    })
  })
  window.on('blur', () => {
    void next((current) => {
      look(current)
      inside = false
    })
  })
  return {
    async clearOurs() {
      await next(async (current) => {
        look(current)
        if (ours !== null && current === ours) await clipboard.clear()
        ours = null
      })
      await next((current) => {
        atEntry = current
      })
    },
  }
}
