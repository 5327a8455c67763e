import { expect, test } from 'vitest'
import { inOrder } from './campaign/in-order.ts'

/** Work that ends when the test says so. */
function heldWork() {
  const ends = new Map<number, () => void>()
  const begun: number[] = []
  return {
    begun,
    work: (n: number) =>
      new Promise<string>((resolve) => {
        begun.push(n)
        ends.set(n, () => resolve(`outcome ${n}`))
      }),
    async end(n: number) {
      ends.get(n)?.()
      await new Promise((resolve) => setImmediate(resolve))
    },
  }
}

test('outcomes come in the order of their numbers, so that what is kept of a campaign never leaves one out', async () => {
  const { begun, work, end } = heldWork()
  const done: string[] = []
  const all = inOrder({ from: 3, to: 7, jobs: 2 }, work, (outcome, n) => done.push(`${n}: ${outcome}`))
  expect(begun).toEqual([3, 4])
  await end(4)
  expect(begun).toEqual([3, 4, 5])
  expect(done).toEqual([])
  await end(3)
  expect(done).toEqual(['3: outcome 3', '4: outcome 4'])
  await end(6)
  await end(5)
  await all
  expect(done).toEqual(['3: outcome 3', '4: outcome 4', '5: outcome 5', '6: outcome 6'])
})

test('when the time is over what was begun is finished, and nothing else is', async () => {
  const { begun, work, end } = heldWork()
  let more = true
  const done: number[] = []
  const all = inOrder({ from: 0, to: 100, jobs: 2, goesOn: () => more }, work, (_, n) => done.push(n))
  more = false
  await end(1)
  await end(0)
  await all
  expect(begun).toEqual([0, 1])
  expect(done).toEqual([0, 1])
})
