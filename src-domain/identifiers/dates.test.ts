import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, dayOf } from './calendar.ts'
import { readDate } from './dates.ts'

const limits = { today: '2026-03-10' }

describe('a date', () => {
  it.each([
    '2026-03-05',
    '2026-3-5',
    '2026/3/5',
    '2026.3.5',
    '2026年3月5日',
    '２０２６年３月５日',
    '2026 年 3 月 5 日',
    '二〇二六年三月五日',
    '20260305',
    '2026-03-05 14:30:00',
    '2026-03-05T14:30:00+08:00',
    '2026年3月5日 星期四',
    '20260305143000',
    '0305',
    '3月5日',
    '3-5',
    '46086',
  ])('is read from %j', (text) => {
    expect(readDate(text, limits)).toEqual({ date: '2026-03-05', problems: [] })
  })

  it.each([
    ['今天', '2026-03-10'],
    ['昨天', '2026-03-09'],
    ['前天', '2026-03-08'],
    ['1225', '2025-12-25'],
    ['三月十日', '2026-03-10'],
    ['1990-03-05', '1990-03-05'],
    ['0229', null],
  ])('%s is meant up to today', (text, date) => expect(readDate(text, limits).date).toBe(date))

  it('is read from spreadsheet serials', () => {
    expect(readDate(46086, limits).date).toBe('2026-03-05')
    expect(readDate(46086.75, limits).date).toBe('2026-03-05')
    expect(readDate(44624, { ...limits, date1904: true }).date).toBe('2026-03-05')
    expect(readDate(20260305, limits).date).toBe('2026-03-05')
  })

  it.each([
    ['', 'date/empty'],
    ['2026-02-30', 'date/not-a-day'],
    ['20261301', 'date/not-a-day'],
    ['2026-00-10', 'date/not-a-day'],
    ['1899-12-31', 'date/range'],
    ['9999-12-31', 'date/range'],
    ['2026-03-11', 'date/future'],
    ['明天', 'date/future'],
    ['春天', 'date/format'],
    ['12345678901', 'date/format'],
    ['2026-03', 'date/format'],
    ['1', 'date/format'],
  ])('%j is refused as %s', (text, code) => {
    const { date, problems } = readDate(text, limits)
    expect([date, problems.map((problem) => problem.code)]).toEqual([null, [code]])
  })

  it('may lie ahead where the field plans', () => {
    expect(readDate('明天', { ...limits, future: true }).date).toBe('2026-03-11')
    expect(readDate('1225', { ...limits, future: true }).date).toBe('2026-12-25')
  })

  it('comes back from every spelling of every day', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 46_000 }), (days) => {
        const date = addDays('1900-03-01', days)
        const [y, m, d] = date.split('-').map(Number) as [number, number, number]
        expect(dayOf(y, m, d)).toBe(date)
        for (const text of [date, `${y}/${m}/${d}`, `${y}年${m}月${d}日`, date.replaceAll('-', '')]) {
          const read = readDate(text, { today: '2099-12-31' })
          expect(read.date).toBe(date)
        }
        if (days + 61 >= 10_000) expect(readDate(days + 61, { today: '2099-12-31' }).date).toBe(date)
      }),
    )
  })
})
