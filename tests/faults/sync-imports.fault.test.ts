import { expect, test } from 'vitest'
import { simulate } from './campaign/simulated-schedule.ts'
import { add, nothing } from './campaign/tally.ts'

/** As many as this time allows, between these: a slow machine looks at less, not at nothing. */
const forMs = 12_000
const atLeast = 60
const atMost = 2_000

test('what two PCs import beside what systems deliver ends alike on both, whatever is lost, killed, full or restored on the way', async () => {
  const sum = nothing()
  const complaints: string[] = []
  const until = performance.now() + forMs
  for (let n = 0; n < atMost && (n < atLeast || performance.now() < until); n += 1) {
    const seed = `imports/${n}`
    const { tally, complaints: found } = await simulate(seed, undefined, true, true)
    add(sum, tally)
    complaints.push(...found.map((text) => `seed ${seed}: ${text}`))
  }
  process.stdout.write(`imports: ${JSON.stringify(sum)}\n`)
  expect(complaints, complaints.join(' | ').replaceAll('\n', ' ')).toEqual([])
  expect(sum).toMatchObject({ lost: 0, duplicated: 0, diverged: 0, falseSynced: 0 })
  expect(sum.acknowledged).toBeGreaterThan(100)
}, 180_000)
