import { describe, expect, test } from 'vitest'
import { slotsFor } from './row-slots.ts'

describe('rows that scroll by', () => {
  test('keep their places while they are in sight, and leave them to those that come', () => {
    const first = slotsFor([0, 1, 2, 3], new Map())
    const next = slotsFor([2, 3, 4, 5], first)
    expect(next.get(2)).toBe(first.get(2))
    expect(next.get(3)).toBe(first.get(3))
    expect([...next.values()].sort()).toEqual([...first.values()].sort())
  })

  test('never share a place, however far somebody jumps', () => {
    let slots: ReadonlyMap<number, number> = new Map()
    for (const from of [0, 7, 9, 5_000, 4_998, 0]) {
      const indexes = Array.from({ length: 20 + (from % 3) }, (_, at) => from + at)
      slots = slotsFor(indexes, slots)
      expect(new Set(slots.values()).size).toBe(indexes.length)
      expect(Math.max(...slots.values())).toBeLessThan(indexes.length + 3)
    }
  })
})
