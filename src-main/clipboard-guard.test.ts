import { EventEmitter } from 'node:events'
import { beforeEach, describe, expect, test } from 'vitest'
import { guardClipboard } from './clipboard-guard.ts'

let window: EventEmitter
let content: string
beforeEach(() => {
  window = new EventEmitter()
  content = 'from before'
})

describe.each([
  ['answers at once', () => content],
  ['answers later', () => Promise.resolve(content)],
])('with a clipboard that %s', (_name, readText) => {
  const clipboard = { readText, clear: () => void (content = '') }

  /** Lets the guard read what is there, as it would within a moment. */
  async function guarded(): Promise<ReturnType<typeof guardClipboard>> {
    const guard = guardClipboard(window, clipboard)
    await guard.clearOurs()
    return guard
  }

  test('what was copied in the window is gone after a lock', async () => {
    const guard = await guarded()
    content = 'a name'
    await guard.clearOurs()
    expect(content).toBe('')
  })

  test('it is gone too when the user has moved on to another program', async () => {
    const guard = await guarded()
    content = 'a name'
    window.emit('blur')
    await guard.clearOurs()
    expect(content).toBe('')
  })

  test('what was there before stays', async () => {
    const guard = await guarded()
    await guard.clearOurs()
    expect(content).toBe('from before')
  })

  test('what was copied in another program stays', async () => {
    const guard = await guarded()
    window.emit('blur')
    await guard.clearOurs()
    content = 'from elsewhere'
    await guard.clearOurs()
    expect(content).toBe('from elsewhere')
    window.emit('focus')
    await guard.clearOurs()
    expect(content).toBe('from elsewhere')
  })
})
