import { expect, test } from 'vitest'
import { hostileSwitch } from './argv.rules.ts'

test.each([
  'remote-debugging-port',
  'inspect',
  'no-sandbox',
  'load-extension',
  'host-rules',
  'js-flags',
  'gpu-launcher',
  'zygote-cmd-prefix',
  'browser-subprocess-path',
  'trace-startup-file',
])('a shipped app does not start with --%s', (name) => {
  expect(hostileSwitch((asked) => asked === name, 'official')).toBe(name)
})

test('a plain start has nothing hostile', () => {
  expect(hostileSwitch(() => false, 'official')).toBeNull()
})

test('a package for tests takes a driver, and nothing else that is hostile', () => {
  expect(hostileSwitch((asked) => asked === 'remote-debugging-port', 'fallback')).toBeNull()
  expect(hostileSwitch(() => true, 'fallback')).toBe('inspect')
  expect(hostileSwitch((asked) => asked === 'ignore-certificate-errors', 'fallback')).toBe('ignore-certificate-errors')
})
