import { expect, test } from 'vitest'
import { leaseHolds } from './lease.rules.ts'

const day = 86_400_000
const facts = { enrolled: true, stopped: false, until: 3 * day, now: day, latest: day }

test('a PC that reached the platform within its lease may look up, export and print', () => {
  expect(leaseHolds(facts)).toBe(true)
  expect(leaseHolds({ ...facts, now: 3 * day - 1 })).toBe(true)
  expect(leaseHolds({ ...facts, until: null })).toBe(true)
})

test('after it, or when the platform says so, it may not', () => {
  expect(leaseHolds({ ...facts, now: 3 * day })).toBe(false)
  expect(leaseHolds({ ...facts, stopped: true })).toBe(false)
})

test('a clock that is set back gains nothing', () => {
  expect(leaseHolds({ ...facts, now: day, latest: 3 * day + 1 })).toBe(false)
})

test('a PC that belongs to no platform has no lease', () => {
  expect(leaseHolds({ ...facts, enrolled: false, stopped: true, until: 0 })).toBe(true)
})
