import { expect, it } from 'vitest'
import { EntryId } from '../src-contract/ids.ts'
import { uuidv7 } from './uuid.ts'

it('ids made one after another sort in that order and fit the contract', () => {
  const now = Date.UTC(2026, 10, 20)
  const ids = Array.from({ length: 10_000 }, (_, i) => uuidv7(now + Math.floor(i / 6_000)))
  expect([...ids].sort()).toEqual(ids)
  expect(new Set(ids).size).toBe(ids.length)
  for (const id of ids.slice(0, 50)) expect(EntryId.safeParse(id).success).toBe(true)
  expect(ids[0]?.[14]).toBe('7')
})
