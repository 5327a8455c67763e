import { addDays, type LocalDate } from '../identifiers/calendar.ts'

/** Days from `from` to `to`, both included; `to` null has no end. */
export type Span = { readonly from: LocalDate; readonly to: LocalDate | null }
export type ClosedSpan = { readonly from: LocalDate; readonly to: LocalDate }

/** Later than any day that can be entered. */
const never: LocalDate = '9999-12-31'
const endOf = (span: Span): LocalDate => span.to ?? never

export function holdsOn(span: Span, date: LocalDate): boolean {
  return span.from <= date && date <= endOf(span)
}

export function spansOverlap(one: Span, other: Span): boolean {
  return one.from <= endOf(other) && other.from <= endOf(one)
}

/** The days that both have; null when there are none. */
export function commonDays(one: Span, other: Span): Span | null {
  if (!spansOverlap(one, other)) return null
  const to = endOf(one) < endOf(other) ? one.to : other.to
  return { from: one.from > other.from ? one.from : other.from, to }
}

/** Days of the window on which none of the spans holds, as the fewest spans, in order. */
export function gaps(spans: readonly Span[], window: ClosedSpan): ClosedSpan[] {
  const found: ClosedSpan[] = []
  let free = window.from
  for (const span of sorted(spans)) {
    if (span.from > window.to) break
    if (endOf(span) < free) continue
    if (span.from > free) found.push({ from: free, to: addDays(span.from, -1) })
    if (endOf(span) >= window.to) return found
    free = addDays(endOf(span), 1)
  }
  if (free <= window.to) found.push({ from: free, to: window.to })
  return found
}

/** Days of the window on which more than one of the spans holds, as the fewest spans, in order. */
export function doubled(spans: readonly Span[], window: ClosedSpan): ClosedSpan[] {
  const steps = new Map<LocalDate, number>()
  const step = (day: LocalDate, by: number): void => void steps.set(day, (steps.get(day) ?? 0) + by)
  for (const span of spans) {
    const inside = commonDays(span, window)
    if (inside === null) continue
    step(inside.from, 1)
    step(addDays(inside.to ?? window.to, 1), -1)
  }
  const found: ClosedSpan[] = []
  let held = 0
  let since: LocalDate | null = null
  for (const day of [...steps.keys()].sort()) {
    held += steps.get(day) ?? 0
    if (held > 1 && since === null) since = day
    if (held <= 1 && since !== null) {
      found.push({ from: since, to: addDays(day, -1) })
      since = null
    }
  }
  return found
}

function sorted(spans: readonly Span[]): Span[] {
  return [...spans].sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0))
}
