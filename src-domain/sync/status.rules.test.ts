import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { backOff, batch, nextBatch, nextSlice, slice, waitAfter } from './back-off.rules.ts'
import { crockford, readCode } from './enrolment-code.rules.ts'
import { recordStateOf, stationStateOf } from './status.rules.ts'

const facts = fc.record({
  enrolled: fc.boolean(),
  stopped: fc.boolean(),
  running: fc.boolean(),
  failed: fc.boolean(),
  waiting: fc.nat({ max: 2 }),
  conflicts: fc.nat({ max: 2 }),
  rejected: fc.nat({ max: 2 }),
  unshown: fc.nat({ max: 2 }),
  proven: fc.boolean(),
})

describe('"synced"', () => {
  it('is said only when both sides were compared and nothing is anywhere else', () => {
    fc.assert(
      fc.property(facts, (known) => {
        const nothing = known.waiting + known.conflicts + known.rejected + known.unshown === 0
        const quiet = known.enrolled && !known.stopped && !known.running && !known.failed
        expect(stationStateOf(known) === 'synced').toBe(quiet && nothing && known.proven)
      }),
    )
  })

  it('gives way to an outage, whatever waits for somebody: that is said beside it', () => {
    const known = {
      enrolled: true,
      stopped: false,
      running: false,
      failed: true,
      waiting: 1,
      unshown: 0,
      proven: false,
    }
    expect(stationStateOf({ ...known, conflicts: 1, rejected: 1 })).toBe('offline')
    expect(stationStateOf({ ...known, failed: false, conflicts: 1, rejected: 0 })).toBe('attention')
  })

  it('of a record is said only when nothing of it is on this PC alone or waits for somebody', () => {
    const known = { marked: false, sent: false, rejected: false, conflict: false, known: true }
    expect(recordStateOf(known)).toBe('accepted')
    for (const [fact, state] of [
      ['marked', 'here'],
      ['sent', 'sent'],
      ['rejected', 'rejected'],
      ['conflict', 'conflict'],
    ] as const)
      expect(recordStateOf({ ...known, [fact]: true })).toBe(state)
  })
})

describe('after failures', () => {
  it('the wait grows to five minutes, differs between PCs, and keeps to what the platform asked for', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (failures, random) => {
          const ms = waitAfter(failures, random)
          expect(ms).toBeGreaterThanOrEqual(backOff.first / 2)
          expect(ms).toBeLessThanOrEqual(backOff.longest)
          expect(waitAfter(failures, random, 60_000)).toBe(ms + 60_000)
        },
      ),
    )
    expect(waitAfter(1, 0)).toBeLessThan(waitAfter(3, 0))
  })

  it('batches become smaller, and grow again when they are quick', () => {
    expect(nextBatch(batch.largest, null)).toBe(batch.largest / 2)
    expect(nextBatch(batch.smallest, null)).toBe(batch.smallest)
    expect(nextBatch(batch.smallest, 10)).toBe(batch.smallest * 2)
    expect(nextBatch(batch.largest, 10)).toBe(batch.largest)
  })
})

describe('an enrolment code', () => {
  it('is read as people type it', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 20, maxLength: 20 }), (bytes) => {
        const [secret, fingerprint] = [crockford(bytes.subarray(0, 10)), crockford(bytes.subarray(10))]
        const typed = `${secret.slice(0, 4)} ${secret.slice(4)}—${fingerprint}`.toLowerCase().replaceAll('1', 'l')
        expect(readCode(typed)).toEqual({ secret, fingerprint })
      }),
    )
    expect(readCode('ABC')).toBeNull()
    expect(readCode('U'.repeat(32))).toBeNull()
  })
})

it('slices of a pull grow while they are quick and shrink before they are felt', () => {
  expect(nextSlice(slice.smallest, 5)).toBe(2 * slice.smallest)
  expect(nextSlice(slice.largest, 5)).toBe(slice.largest)
  expect(nextSlice(160, 20)).toBe(160)
  expect(nextSlice(160, 31)).toBe(80)
  expect(nextSlice(slice.smallest, 1_000)).toBe(slice.smallest)
})
