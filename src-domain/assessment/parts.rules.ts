import { daysBetween } from '../duty/calendar.rules.ts'
import { holdsOn, type Span } from '../duty/spans.rules.ts'

export type HeldBeat = Span & { readonly beat: string }
export type PartDays = { readonly from: string; readonly to: string; readonly beats: readonly string[] }

/**
 * A period in parts: as long as the same beats are held it is one. Days without a beat are in none. A part without a working day (a
 * weekend between two beats) joins its neighbour, because a target per working day needs one; without a neighbour there is no part.
 *
 * @param isWorking of the calendar
 */
export function partsOf(
  held: readonly HeldBeat[],
  window: { readonly from: string; readonly to: string },
  isWorking: (day: string) => boolean,
): PartDays[] {
  const parts: { from: string; to: string; beats: string[]; working: number }[] = []
  let open: (typeof parts)[number] | undefined
  for (const day of daysBetween(window.from, window.to)) {
    const beats = [...new Set(held.filter((span) => holdsOn(span, day)).map(({ beat }) => beat))].sort()
    if (beats.length === 0) {
      open = undefined
      continue
    }
    if (open === undefined || open.beats.join() !== beats.join()) {
      open = { from: day, to: day, beats, working: 0 }
      parts.push(open)
    }
    open.to = day
    if (isWorking(day)) open.working += 1
  }
  return joined(parts).map(({ from, to, beats }) => ({ from, to, beats }))
}

function joined(parts: { from: string; to: string; beats: string[]; working: number }[]) {
  const kept: typeof parts = []
  let waiting: (typeof parts)[number] | undefined
  for (const part of parts) {
    const own = waiting === undefined ? part : merge(waiting, part)
    waiting = undefined
    const before = kept.at(-1)
    if (own.working > 0) kept.push(own)
    else if (before !== undefined) kept[kept.length - 1] = merge(before, own)
    else waiting = own
  }
  return kept
}

function merge<T extends { from: string; to: string; beats: string[]; working: number }>(one: T, other: T): T {
  const beats = [...new Set([...one.beats, ...other.beats])].sort()
  return { ...one, to: other.to, beats, working: one.working + other.working }
}

/** Index of the part that a day counts in: its own, else the last one before it, else the first. */
export function partOfDay(parts: readonly PartDays[], day: string): number {
  let found = 0
  for (const [index, part] of parts.entries()) if (part.from <= day) found = index
  return found
}
