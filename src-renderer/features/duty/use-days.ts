import { useText } from '../../text/language.ts'

/** From-to in words; an open end is said so. */
export function useDays(): (span: { from: string; to: string | null }) => string {
  const words = useText().duty
  return ({ from, to }) => (to === null ? words.since(from) : words.daysOf(from, to))
}
