import { expect, test } from 'vitest'
import { inOrderMade, type VersionChange } from './version-order.rules.ts'

type Version = readonly VersionChange[]
const step = (field: string, before: string | null, after: string | null): Version => [{ field, before, after }]
const ordered = (versions: readonly Version[], start?: string | null) =>
  inOrderMade(
    versions,
    (version) => version,
    () => start,
  )

test('a version that was held back comes before the one that built on it, and behind the one that it was in conflict with', () => {
  const [theirs, onTop, held] = [step('object', '甲', '乙'), step('object', '丙', '丁'), step('object', '甲', '丙')]
  expect(ordered([theirs, onTop, held], '甲')).toEqual([theirs, held, onTop])
  expect(ordered([theirs, onTop, held])).toEqual([theirs, held, onTop])
})

test('what nothing says otherwise of stays as it was', () => {
  const all = [step('object', '甲', '乙'), step('signboard', null, '丙'), step('object', '甲', '丁')]
  expect(ordered(all, '甲')).toEqual(all)
})

test('a value that comes back is not taken for the one that was there first', () => {
  const [there, back, on] = [step('object', '甲', '乙'), step('object', '乙', '甲'), step('object', '甲', '丙')]
  expect(ordered([there, back, on], '甲')).toEqual([there, back, on])
  // Each waits for another, and nobody knows what was there before.
  expect(ordered([there, back])).toEqual([there, back])
})

test('a version of several fields waits for all that it built on', () => {
  const both = [...step('object', '乙', '丙'), ...step('signboard', null, '丁')]
  const first = step('object', '甲', '乙')
  expect(ordered([both, first], '甲')).toEqual([first, both])
})
