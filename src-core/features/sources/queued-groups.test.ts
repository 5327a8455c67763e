import { expect, test } from 'vitest'
import { completeResidentId } from '../../../src-domain/identifiers/resident-id.ts'
import { idNumberKey, QueuedGroups } from './queued-groups.ts'

test('groups stand in the order of their first records, and hold theirs in the order in which they came', () => {
  const groups = new QueuedGroups(6)
  const queued: [number, number | null][] = [
    [10, 7],
    [11, null],
    [12, -3],
    [14, 7],
    [15, null],
    [19, 7],
  ]
  for (const [record, key] of queued) groups.add(record, key)
  expect(groups.isFull).toBe(true)
  groups.close()
  const all = Array.from({ length: groups.groups }, (_, group) => groups.recordsOf(group))
  expect(all).toEqual([[10, 14, 19], [11], [12], [15]])
})

test('two ID numbers that differ in anything have two keys, which are exact', () => {
  const first17 = ['990102', '990103', '110101'].flatMap((division) =>
    ['18700101', '19991231', '20000101', '20000102', '20000201', '20010101'].flatMap((day) =>
      ['000', '001', '999'].map((sequence) => `${division}${day}${sequence}`),
    ),
  )
  const keys = first17.map((digits) => idNumberKey(completeResidentId(digits)))
  expect(new Set(keys).size).toBe(first17.length)
  expect(keys.every((key) => Number.isSafeInteger(key) && key > 0)).toBe(true)
  expect(Number.isSafeInteger(idNumberKey(`99999999991231999X`))).toBe(true)
})
