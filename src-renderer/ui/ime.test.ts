import { expect, test } from 'vitest'
import { onKeys } from './ime.ts'

function press(key: string, more: Partial<KeyboardEvent> = {}): KeyboardEvent & { prevented: boolean } {
  const event = {
    key,
    isComposing: false,
    keyCode: 0,
    ctrlKey: false,
    metaKey: false,
    altKey: false,
    shiftKey: false,
    defaultPrevented: false,
    prevented: false,
    preventDefault() {
      this.prevented = true
    },
    stopPropagation() {},
    ...more,
  }
  return event as unknown as KeyboardEvent & { prevented: boolean }
}

test('Enter that chooses a candidate of the input method never submits', () => {
  let submitted = 0
  const handle = onKeys({ Enter: () => (submitted += 1) })
  handle(press('Enter', { isComposing: true }))
  handle(press('Enter', { keyCode: 229 }))
  expect(submitted).toBe(0)
  handle(press('Enter', { keyCode: 13 }))
  expect(submitted).toBe(1)
})

test('a shortcut is taken whatever the case of its letter, and other keys pass', () => {
  let filed = 0
  const handle = onKeys({ 'mod+S': () => (filed += 1), 'mod+Enter': () => (filed += 10) })
  const save = press('s', { ctrlKey: true })
  handle(save)
  expect(save.prevented).toBe(true)
  handle(press('Enter', { ctrlKey: true }))
  const other = press('s')
  handle(other)
  expect(other.prevented).toBe(false)
  expect(filed).toBe(11)
})
