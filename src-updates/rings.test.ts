import { expect, test } from 'vitest'
import type { Status } from './documents.ts'
import { isInRing } from './rings.ts'

const status = (release: string, percent: number): Status => ({
  ...{ counter: 1, trust: 1, issued: 0, expires: 1, paused: false, recalled: [] },
  release: release.repeat(64),
  rings: [
    { name: 'pilot', stations: ['PS990001'], percent: 0 },
    { name: 'wide', stations: [], percent },
  ],
})
const stations = Array.from({ length: 2000 }, (_, i) => `PS99${10_000 + i}`)
const drawn = (release: string, percent: number): string[] =>
  stations.filter((station) => isInRing(status(release, percent), station))

test('a percentage draws about that share of the stations, and more of them keep those that were in', () => {
  const tenth = drawn('a', 10)
  expect(tenth.length).toBeGreaterThan(150)
  expect(tenth.length).toBeLessThan(250)
  expect(drawn('a', 40)).toEqual(expect.arrayContaining(tenth))
  expect(drawn('a', 0)).toEqual([])
  expect(drawn('a', 100)).toHaveLength(2000)
})

test('another release begins with other stations', () => {
  const second = new Set(drawn('b', 10))
  const both = drawn('a', 10).filter((station) => second.has(station))
  expect(both.length).toBeLessThan(60)
})

test('a station that is named is in', () => {
  expect(isInRing(status('a', 0), 'PS990001')).toBe(true)
  expect(isInRing(status('a', 0), 'PS990002')).toBe(false)
})
