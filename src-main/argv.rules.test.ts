import { expect, test } from 'vitest'
import { hostileSwitch } from './argv.rules.ts'

test.each(['remote-debugging-port', 'inspect', 'no-sandbox', 'load-extension', 'host-rules', 'js-flags'])(
  'a shipped app does not start with --%s',
  (name) => {
    expect(hostileSwitch((asked) => asked === name)).toBe(name)
  },
)

test('a plain start has nothing hostile', () => {
  expect(hostileSwitch(() => false)).toBeNull()
})
