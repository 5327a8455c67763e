import { useRef } from 'react'

/**
 * A place for each row in sight; one that comes into sight takes the place of one that went out of it, so that scrolling changes the words
 * of rows that are there and makes no new ones.
 *
 * @param indexes rows that are drawn now; each once
 * @param before the places of those that were drawn before
 */
export function slotsFor(indexes: readonly number[], before: ReadonlyMap<number, number>): Map<number, number> {
  const slots = new Map<number, number>()
  const used = new Set<number>()
  for (const index of indexes) {
    const slot = before.get(index)
    if (slot === undefined) continue
    slots.set(index, slot)
    used.add(slot)
  }
  let next = 0
  for (const index of indexes) {
    if (slots.has(index)) continue
    while (used.has(next)) next += 1
    slots.set(index, next)
    used.add(next)
  }
  return slots
}

/** `slotsFor` from one drawing to the next. */
export function useSlots(indexes: readonly number[]): ReadonlyMap<number, number> {
  const before = useRef<ReadonlyMap<number, number>>(new Map())
  before.current = slotsFor(indexes, before.current)
  return before.current
}
