import fc from 'fast-check'
import { expect, test } from 'vitest'
import { officeSchemes, type SchemeDocument } from './office-schemes.ts'
import { schemeText } from './schemes.ts'

const scheme = (version: string): string =>
  (schemeText('1.0.0') ?? '').replace('"scheme":"1.0.0"', `"scheme":"${version}"`)
function signed(document: number, version: string, from: string, at = '2026-11-23T01:00:00.000Z'): SchemeDocument {
  return { document, content: JSON.stringify({ from, scheme: scheme(version) }), by: '上级甲', at }
}
const heads = (documents: readonly SchemeDocument[]): [string[], string[]] => {
  const { used, unused } = officeSchemes(documents)
  return [
    used.map(({ version, from }) => `${version} ${from}`),
    unused.map(({ document, reason }) => `${document} ${reason}`),
  ]
}

test('schemes hold one after the other, each from a day after the one before it', () => {
  const first = signed(1, '1.1.0', '2027-01-01')
  const second = signed(2, '1.2.0', '2027-04-01')
  expect(heads([first, second])).toEqual([['1.1.0 2027-01-01', '1.2.0 2027-04-01'], []])
})

test('what must not hold does not, and the next is judged as if it had not been', () => {
  expect(
    heads([
      signed(1, '1.0.0', '2027-01-01'),
      signed(2, '1.1.0', '2026-11-23'),
      { ...signed(3, '1.1.0', '2027-01-01'), content: '{"a":2,"b":1}' },
      signed(4, '1.1.0', '2027-01-01'),
      signed(5, '1.1.0', '2027-04-01'),
      signed(6, '1.2.0', '2027-01-01'),
      signed(7, '1.2.0', '2027-01-02'),
    ]),
  ).toEqual([
    ['1.1.0 2027-01-01', '1.2.0 2027-01-02'],
    ['1 known', '2 past', '3 malformed', '5 known', '6 not-later'],
  ])
})

test.each([
  ['null', 'null'],
  ['no JSON', '{'],
  ['a day that is none', JSON.stringify({ from: '2027-02-30', scheme: scheme('1.1.0') })],
  ['no scheme', JSON.stringify({ from: '2027-01-01' })],
  [
    'weights that do not sum up',
    JSON.stringify({ from: '2027-01-01', scheme: scheme('1.1.0').replace('"weight":8', '"weight":7') }),
  ],
])('%s is not used', (_what, content) => {
  expect(heads([{ ...signed(1, '1.1.0', '2027-01-01'), content }])).toEqual([[], ['1 malformed']])
})

test('the day of issue is the one in China: at 17:00 UTC it is tomorrow already', () => {
  expect(heads([signed(1, '1.1.0', '2026-11-24', '2026-11-23T17:00:00.000Z')])).toEqual([[], ['1 past']])
  expect(heads([signed(1, '1.1.0', '2026-11-24', '2026-11-23T15:00:00.000Z')])).toEqual([['1.1.0 2026-11-24'], []])
})

test('in whatever order they came, the same ones hold', () => {
  const documents = [
    signed(1, '1.1.0', '2027-01-01'),
    signed(2, '1.1.0', '2027-02-01'),
    signed(9, '1.2.0', '2027-03-01'),
    signed(10, '1.3.0', '2027-02-01'),
    signed(11, '1.4.0', '2027-05-01'),
  ]
  const expected = heads(documents)
  fc.assert(
    fc.property(fc.shuffledSubarray(documents, { minLength: documents.length }), (shuffled) => {
      expect(heads(shuffled)).toEqual(expected)
    }),
    { numRuns: 20 },
  )
})
