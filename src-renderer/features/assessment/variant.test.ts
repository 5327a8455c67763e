import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { indicatorIds } from '../../../src-contract/features/assessment.snapshot.ts'
import { readScheme } from '../../../src-domain/scoring/scheme.ts'
import { pathOf, thresholds, valueAt, variantFields, withTyped, type SchemeDraft } from './variant.ts'

const own = new URL('../../../resources/catalogs/schemes/1.0.0.json', import.meta.url)
const scheme = JSON.parse(readFileSync(own, 'utf8')) as SchemeDraft

test('every threshold of the form and every weight stands in the scheme', () => {
  expect(thresholds.filter((path) => valueAt(scheme, path) === null)).toEqual([])
  expect(indicatorIds.filter((id) => valueAt(scheme, pathOf(id, 'weight')) === null)).toEqual([])
  // Of these not every indicator has one.
  expect(
    variantFields.map((field) => indicatorIds.filter((id) => valueAt(scheme, pathOf(id, field)) !== null).length),
  ).toEqual([10, 7, 7, 4])
})

test('what was typed is put in its place and nothing else is changed', () => {
  const changed = withTyped(scheme, {
    'indicators.O1.shrink.m': '45',
    'honesty.mostOutcomeMissing': '0.5',
  }) as SchemeDraft
  expect(valueAt(changed, 'indicators.O1.shrink.m')).toBe(45)
  expect(valueAt(changed, 'honesty.mostOutcomeMissing')).toBe(0.5)
  expect(
    withTyped(changed as SchemeDraft, { 'indicators.O1.shrink.m': '30', 'honesty.mostOutcomeMissing': '0.35' }),
  ).toEqual(scheme)
})

test.each([
  ['', 'indicators.O1.weight', 'not-a-number'],
  ['九', 'audit.m', 'not-a-number'],
  ['9.5', 'period.fewestDutyDays', 'not-whole'],
  ['3', 'indicators.O1.fewestAnswers', 'too-small'],
])('%j at %s is named by core under the path of the form', (typed, path, reason) => {
  const read = readScheme(JSON.stringify(withTyped(scheme, { [path]: typed })))
  expect(read).toMatchObject({
    ok: false,
    problems: expect.arrayContaining([expect.objectContaining({ at: path, reason })]) as unknown,
  })
})
