import type { RowOutcome, RowProblem } from '../../../src-contract/features/paper.contract.ts'
import { readDate } from '../../../src-domain/identifiers/dates.ts'
import { readPhone } from '../../../src-domain/identifiers/phone.ts'

export type TypedRow = {
  readonly outcome: RowOutcome | null
  readonly day: string
  readonly phone: string
  readonly seenVersion: number | null
}

export type RowEntry = {
  readonly book: string
  readonly state: string
  readonly version: number
  /** Version that stands on the paper. */
  readonly printedVersion: number
}

/** @param today calendar date in Asia/Shanghai; @param madeOn day on which the paper was made: nobody walked before it */
export function judgeRow(
  typed: TypedRow,
  entry: RowEntry,
  { today, madeOn }: { today: string; madeOn: string },
): { readDay: string | null; problems: RowProblem[] } {
  const problems: RowProblem[] = []
  const readDay = dayTyped(typed.day, today)
  if (typed.day.trim() !== '') {
    if (readDay === null)
      problems.push(readDate(typed.day, { today, future: true }).date === null ? 'day-unreadable' : 'day-future')
    else if (readDay < madeOn) problems.push('day-before-paper')
  }
  if (typed.phone.trim() !== '' && readPhone(typed.phone).normal === null) problems.push('phone-unreadable')
  if (typed.outcome !== null && entry.version !== entry.printedVersion && typed.seenVersion !== entry.version)
    problems.push('changed')
  if (entry.book === 'L04' && typed.outcome === 'left' && entry.state !== 'let') problems.push('not-let')
  return { readDay, problems }
}

/** 0305, 昨天: the day that is meant; null where it cannot be told or lies ahead. */
export function dayTyped(text: string, today: string): string | null {
  return text.trim() === '' ? null : readDate(text, { today }).date
}
