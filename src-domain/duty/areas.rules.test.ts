import fc from 'fast-check'
import { expect, test } from 'vitest'
import divisionFile from '../../resources/catalogs/divisions/demo.json' with { type: 'json' }
import type { Division } from '../addresses/address.ts'
import {
  areaKey,
  areasCollide,
  coversDoor,
  parseForArea,
  ruleOf,
  type Area,
  type AreaKind,
  type AreaRule,
} from './areas.rules.ts'

const context = { divisions: divisionFile.divisions as readonly Division[], home: '990102' }

function rule(kind: AreaKind, text: string, beat: string, more: Partial<AreaRule> = {}): AreaRule {
  const key = areaKey(kind, text, context)
  if (key === null) throw new Error(`no key for ${text}`)
  return {
    ...{ areaId: `${kind} ${text} ${beat}`, kind, key, beat, doorFrom: null, doorTo: null, side: 'both' },
    ...{ from: '2025-01-01', to: null },
    ...more,
  }
}

const beatOf = (rules: readonly AreaRule[], address: string, date = '2026-03-05'): string | null =>
  ruleOf(rules, parseForArea(address, context), date)?.beat ?? null

const rules = [
  rule('community', '桂园社区', 'B01'),
  rule('road', '桂花路', 'B02'),
  rule('road', '桂花路', 'B03', { doorFrom: 1, doorTo: 99, side: 'odd' }),
  rule('estate', '金桂花园', 'B04'),
  rule('building', '金桂花园3栋', 'B05'),
  rule('building', '梧桐街18号', 'B06'),
]

test.each([
  ['云渚省澄湾市东渚区桂园街道桂园社区幸福巷7号', 'B01'],
  ['桂花路8号', 'B02'],
  ['桂花路101号', 'B02'],
  ['桂花路', 'B02'],
  ['桂花路37号', 'B03'],
  ['云渚省澄湾市东渚区桂花路37号', 'B03'],
  ['桂花路37号金桂花园5号楼2单元1203室', 'B04'],
  ['金桂花园3号楼2单元1203室', 'B05'],
  ['金桂花园三幢1203', 'B05'],
  ['东渚区梧桐街十八号', 'B06'],
  ['梧桐街18号2楼', 'B06'],
  ['梧桐街20号', null],
  ['不知何处', null],
])('%s belongs to %s: the most exact rule decides, whatever the spelling', (address, beat) => {
  expect(beatOf(rules, address)).toBe(beat)
})

test('the beat is the one of the day', () => {
  const dated = [
    rule('estate', '金桂花园', 'B04', { to: '2026-02-28' }),
    rule('estate', '金桂花园', 'B07', { from: '2026-03-01' }),
  ]
  expect(beatOf(dated, '金桂花园1栋', '2026-02-28')).toBe('B04')
  expect(beatOf(dated, '金桂花园1栋', '2026-03-01')).toBe('B07')
  expect(beatOf(dated, '金桂花园1栋', '2024-12-31')).toBeNull()
})

test('a place that cannot be read makes no rule', () => {
  expect(areaKey('building', '桂花路', context)).toBeNull()
  expect(areaKey('building', '', context)).toBeNull()
  expect(areaKey('road', '桂花路18号金桂花园3栋', context)).not.toBeNull()
  expect(areaKey('estate', '3栋', context)).toBeNull()
})

const part: fc.Arbitrary<Area> = fc.record({
  kind: fc.constant('road' as const),
  key: fc.constant('road'),
  doorFrom: fc.option(fc.integer({ min: 1, max: 12 })),
  doorTo: fc.option(fc.integer({ min: 1, max: 12 })),
  side: fc.constantFrom('both' as const, 'odd' as const, 'even' as const),
})
const wholeRoad = (area: Area): boolean => area.doorFrom === null && area.doorTo === null && area.side === 'both'

test('two parts of a road collide when a door lies in both', () => {
  fc.assert(
    fc.property(part, part, (one, other) => {
      fc.pre(!wholeRoad(one) && !wholeRoad(other))
      const doors = Array.from({ length: 40 }, (_, i) => i + 1)
      const shared = doors.some((door) => coversDoor(one, door) && coversDoor(other, door))
      expect(areasCollide(one, other)).toBe(shared)
    }),
    { numRuns: 500 },
  )
})

test('the part of a road and the whole road live together', () => {
  const whole: Area = { kind: 'road', key: 'road', doorFrom: null, doorTo: null, side: 'both' }
  expect(areasCollide(whole, whole)).toBe(true)
  expect(areasCollide(whole, { ...whole, side: 'odd' })).toBe(false)
})
