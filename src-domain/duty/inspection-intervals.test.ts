import { expect, test } from 'vitest'
import { readIntervals } from './inspection-intervals.ts'

const read = (intervals: unknown, kinds?: ReadonlySet<string>) => readIntervals(JSON.stringify({ intervals }), kinds)
const problems = (...given: Parameters<typeof read>): string[] => {
  const reading = read(...given)
  return reading.ok ? [] : reading.problems.map(({ at, reason }) => `${at} ${reason}`)
}

test('kinds with whole months are read; a kind that this program does not know is left to a newer one', () => {
  const reading = read([
    { kind: 'hotel', everyMonths: 2 },
    { kind: 'drone-port', everyMonths: 12 },
  ])
  expect(reading.ok && [...reading.value]).toEqual([
    ['hotel', 2],
    ['drone-port', 12],
  ])
})

test('what is wrong is named with its place', () => {
  expect(problems([{ kind: 'hotel', everyMonths: 0 }])).toEqual(['intervals[0].everyMonths months'])
  expect(problems([{ kind: 'hotel', everyMonths: 1.5 }])).toEqual(['intervals[0].everyMonths months'])
  expect(problems([{ kind: 'hotel', everyMonths: '1' }])).toEqual(['intervals[0].everyMonths months'])
  expect(problems([{ kind: 'hotel' }])).toEqual(['intervals[0].everyMonths missing'])
  expect(
    problems([
      { kind: 'hotel', everyMonths: 1 },
      { kind: 'hotel', everyMonths: 2 },
    ]),
  ).toEqual(['intervals[1].kind kind-twice'])
  expect(problems([{ kind: 'hotell', everyMonths: 1 }], new Set(['hotel']))).toEqual(['intervals[0].kind kind-unknown'])
  expect(problems('hotel')).toEqual(['intervals wrong-kind'])
})
