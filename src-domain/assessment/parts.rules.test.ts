import { describe, expect, it } from 'vitest'
import { builtInCalendar } from '../duty/calendar.rules.ts'
import { partOfDay, partsOf } from './parts.rules.ts'

const window = { from: '2026-07-01', to: '2026-09-30' }
const { isWorkingDay } = builtInCalendar
const held = (beat: string, from: string, to: string | null) => ({ beat, from, to })

describe('a period in parts', () => {
  it('is one while the same beats are held', () => {
    expect(partsOf([held('B01', '2025-01-01', null)], window, isWorkingDay)).toEqual([{ ...window, beats: ['B01'] }])
  })

  it('is three for an officer who changed beat twice', () => {
    const parts = partsOf(
      [
        held('B01', '2026-01-01', '2026-07-31'),
        held('B02', '2026-08-01', '2026-08-31'),
        held('B03', '2026-09-01', null),
      ],
      window,
      isWorkingDay,
    )
    expect(parts.map(({ from, beats }) => [from, beats.join()])).toEqual([
      ['2026-07-01', 'B01'],
      ['2026-08-01', 'B02'],
      ['2026-09-01', 'B03'],
    ])
  })

  it('has a part of two beats while another one is covered, and none for days without a beat', () => {
    const parts = partsOf(
      [
        held('B01', '2026-07-01', '2026-08-31'),
        held('B02', '2026-07-06', '2026-07-10'),
        held('B03', '2026-09-15', null),
      ],
      window,
      isWorkingDay,
    )
    expect(parts).toEqual([
      { from: '2026-07-01', to: '2026-07-05', beats: ['B01'] },
      { from: '2026-07-06', to: '2026-07-10', beats: ['B01', 'B02'] },
      { from: '2026-07-11', to: '2026-08-31', beats: ['B01'] },
      { from: '2026-09-15', to: '2026-09-30', beats: ['B03'] },
    ])
    expect(partOfDay(parts, '2026-09-10')).toBe(2)
    expect(partOfDay(parts, '2026-06-30')).toBe(0)
  })

  it('joins a weekend between two beats to its neighbour', () => {
    // 11 and 12 July 2026 are a weekend.
    const parts = partsOf(
      [
        held('B01', '2026-07-01', '2026-07-10'),
        held('B02', '2026-07-11', '2026-07-12'),
        held('B03', '2026-07-13', null),
      ],
      window,
      isWorkingDay,
    )
    expect(parts.map(({ from, to }) => [from, to])).toEqual([
      ['2026-07-01', '2026-07-12'],
      ['2026-07-13', '2026-09-30'],
    ])
    expect(partsOf([held('B01', '2026-07-11', '2026-07-12')], window, isWorkingDay)).toEqual([])
  })
})
