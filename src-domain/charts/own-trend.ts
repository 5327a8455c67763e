import type { Drawing } from './drawing.ts'
import { trendLine } from './trend-line.ts'

/** A total of one period; ten-thousandths of a point, null where none was given. */
export type OwnTotal = { readonly period: string; readonly total: number | null }

/** The most periods that a line shows. */
const mostPeriods = 8
const height = 110

/** One officer's own totals over the periods, oldest first, on the axis from 0 to 100: the same in a report and on screen. */
export function ownTrend(totals: readonly OwnTotal[], width: number): Drawing {
  const points = totals
    .slice(-mostPeriods)
    .map(({ period, total }) => ({ label: period, value: total === null ? null : total / 10_000 }))
  // Marks of the axis are whole; totals have two decimals, as everywhere.
  const words = (value: number): string => (Number.isInteger(value) ? String(value) : value.toFixed(2))
  return trendLine({ from: 0, to: 100, points, words, target: null }, width, height)
}
