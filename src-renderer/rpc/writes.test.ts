import { expect, test } from 'vitest'
import { methods } from '../../src-contract/contract.ts'
import { writingMethods } from './writes.ts'

test('every method that writes is sent with an operation id, so that a repeat never files twice', () => {
  const inContract = [...methods].filter(([, spec]) => spec.writes).map(([name]) => name)
  expect(inContract.length).toBeGreaterThan(5)
  expect([...writingMethods].sort()).toEqual(inContract.sort())
})
