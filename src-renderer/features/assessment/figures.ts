import { useFormat } from '../../text/language.ts'

/** How ten-thousandths are written: points with two decimals, rates in percent with one. */
export function useFigures() {
  const format = useFormat()
  const points = (value: number | null, none: string): string => (value === null ? none : (value / 10_000).toFixed(2))
  const percent = (value: number): string => `${(value / 100).toFixed(1)}%`
  /** A count or sum: whole where it is whole. */
  const amount = (value: number): string => format.number(Math.round(value / 100) / 100)
  return { points, percent, amount }
}
