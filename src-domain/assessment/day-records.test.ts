import { describe, expect, it } from 'vitest'
import type { DayRecords } from '../../src-contract/features/assessment.snapshot.ts'
import { fraction } from '../scoring/fraction.ts'
import { completenessItems, figuresOfRows, timelinessItems, type DayRow } from './day-records.ts'

const row = (id: string, filed: number, declared: number, filedOn: string, handedOn: string | null = null): DayRow =>
  [id, `L02-${id}`, 'registered', filed, declared, filedOn, handedOn] as never

function day(date: string, books: Record<string, { expected: number; rows: DayRow[] }>) {
  const records = { format: 'beatbook-assessment-day-1', officer: 'o', day: date, books } as unknown as DayRecords
  return { line: { date: date as never, part: 0, inTimeBy: '2026-07-03' as never }, records }
}

describe('records of an officer’s day', () => {
  it('count as entered on the earlier of the days of filing and of handing over', () => {
    const rows = [
      row('a', 5, 0, '2026-07-02'),
      row('b', 5, 1, '2026-07-09', '2026-07-02'),
      row('c', 4, 2, '2026-07-04'),
    ]
    expect(figuresOfRows('L02', rows)).toEqual([
      ...['L02', 3, 14, 3],
      [
        ['2026-07-02', 2],
        ['2026-07-04', 1],
      ],
    ])
    const items = timelinessItems([day('2026-07-01', { L02: { expected: 6, rows } })])
    expect(items.map(({ good, note }) => [good, note])).toEqual([
      [1, 'on-time'],
      [1, 'handed-over-in-time'],
      [0, 'late-entered'],
    ])
  })

  it('of a book that is no register are not about time, and what was called off is not about completeness', () => {
    const off: DayRow = ['d', 'L06-d', 'called-off', 0, 0, '2026-07-02', null] as never
    expect(figuresOfRows('L06', [off])).toEqual(['L06', 0, 0, 0, []])
    expect(timelinessItems([day('2026-07-01', { L06: { expected: 3, rows: [off] } })])).toEqual([])
    expect(completenessItems([day('2026-07-01', { L06: { expected: 3, rows: [off] } })], fraction(1n, 5n))).toEqual([])
  })

  it('use up the share of fields that may be declared missing day by day, each by id', () => {
    const days = [
      day('2026-07-01', {
        L02: { expected: 5, rows: [row('b', 3, 2, '2026-07-01'), row('a', 4, 1, '2026-07-01')].sort() },
      }),
      day('2026-07-02', { L02: { expected: 5, rows: [row('c', 3, 2, '2026-07-02')] } }),
    ]
    // A fifth of fifteen expected fields.
    expect(completenessItems(days, fraction(1n, 5n)).map(({ id, good, note }) => [id, good, note])).toEqual([
      ['a', 5, 'declared'],
      ['b', 5, 'declared'],
      ['c', 3, 'incomplete'],
    ])
  })
})
