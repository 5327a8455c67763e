import { expect, it } from 'vitest'
import { fits } from './message-guard.ts'

it('an ordinary call fits, a 10 MB string and a bottomless nesting do not', () => {
  expect(fits({ t: 'call', id: 1, method: 'core.ping', input: { payload: 'x'.repeat(1000) } })).toBe(true)
  expect(fits({ t: 'call', id: 1, method: 'core.ping', input: { payload: 'x'.repeat(10_000_000) } })).toBe(false)
  let deep: unknown = 1
  for (let i = 0; i < 1000; i++) deep = { deep }
  expect(fits(deep)).toBe(false)
  expect(fits(Array.from({ length: 1_000_000 }, () => 0))).toBe(false)
})
