import type { Period, PeriodKind } from './periods.ts'

const halves = ['上半年', '下半年']
const quarters = ['第一季度', '第二季度', '第三季度', '第四季度']

/** A period as a form in Chinese writes it: 2026年10月, 2026年第四季度, 2026年下半年, 2026年. */
export function periodWords(kind: PeriodKind, { year, part }: Period): string {
  if (kind.months === 1) return `${year}年${part}月`
  if (kind.months === 3) return `${year}年${quarters[part - 1] ?? ''}`
  return kind.months === 6 ? `${year}年${halves[part - 1] ?? ''}` : `${year}年`
}
