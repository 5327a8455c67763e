import fc from 'fast-check'
import { expect, test } from 'vitest'
import { advance, elapsedMs, failed, freshCounter, lockoutMs, lockoutRules } from './lockout.rules.ts'
import type { SpoolBody } from './spool-file.ts'

const body = (remainingMs: number): SpoolBody => ({
  format: 1,
  nextSeq: 1,
  seen: { wallMs: 1e12, uptimeMs: 1e6, boot: '' },
  device: freshCounter,
  users: { u: { failures: 0, level: 1, remainingMs } },
  pending: [],
  events: [],
  dropped: 0,
})

test('however the clock is turned while the machine runs, the wait is over after exactly its length of uptime', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: lockoutRules.longestMs }),
      fc.array(fc.record({ runs: fc.integer({ min: 0, max: 4e6 }), clock: fc.integer({ min: -1e11, max: 1e11 }) })),
      (remainingMs, turns) => {
        let state = body(remainingMs)
        let ran = 0
        for (const { runs, clock } of turns) {
          ran += runs
          state = advance(state, { wallMs: 1e12 + clock, uptimeMs: 1e6 + ran, boot: '' })
          expect(state.users['u']?.remainingMs).toBe(Math.max(0, remainingMs - ran))
        }
      },
    ),
  )
})

test('time never runs backwards, and the latest time seen is never forgotten', () => {
  const instants = fc.record({
    wallMs: fc.integer({ min: 0, max: 2e12 }),
    uptimeMs: fc.integer({ min: 0, max: 1e10 }),
    boot: fc.constantFrom('', 'a', 'b'),
  })
  fc.assert(
    fc.property(instants, instants, (seen, now) => {
      expect(elapsedMs(seen, now)).toBeGreaterThanOrEqual(0)
      expect(advance({ ...body(1), seen }, now).seen.wallMs).toBe(Math.max(seen.wallMs, now.wallMs))
    }),
  )
})

test('every fifth failure in a row starts a wait, and no wait is longer than a day', () => {
  let counter = freshCounter
  for (let n = 1; n <= 100; n += 1) {
    counter = failed({ ...counter, remainingMs: 0 })
    expect(counter.remainingMs > 0).toBe(n % 5 === 0)
    expect(counter.remainingMs).toBeLessThanOrEqual(lockoutRules.longestMs)
  }
  expect(lockoutMs(1000)).toBe(lockoutRules.longestMs)
})
