import { expect, test } from 'vitest'
import { simulate } from './campaign/simulated-schedule.ts'
import { add, nothing } from './campaign/tally.ts'

/** As many as this time allows, between these: a slow machine looks at less, not at nothing; more are run by command. */
const forMs = 40_000
const atLeast = 12
const atMost = 200

test('two PCs that edit, lose answers, die, meet a full disk and a restored platform end alike, with nothing lost, doubled or said too early', async () => {
  const sum = nothing()
  const complaints: string[] = []
  const until = performance.now() + forMs
  for (let seed = 0; seed < atLeast || (seed < atMost && performance.now() < until); seed += 1) {
    const outcome = await simulate(`1/${seed}`)
    add(sum, outcome.tally)
    complaints.push(...outcome.complaints.map((text) => `seed 1/${seed}: ${text}`))
  }
  process.stdout.write(`simulated: ${JSON.stringify(sum)}\n`)
  expect(complaints).toEqual([])
  expect(sum).toMatchObject({ lost: 0, duplicated: 0, diverged: 0, falseSynced: 0 })
  expect(sum.schedules).toBeGreaterThanOrEqual(atLeast)
  expect(sum.acknowledged).toBeGreaterThan(60)
  expect(sum.faults).toBeGreaterThan(40)
})

test('a seed gives the same schedule again', async () => {
  const stories = [await storyOf('1/7'), await storyOf('1/7')]
  expect(stories[0]?.length).toBeGreaterThan(20)
  expect(stories[1]).toEqual(stories[0])
})

async function storyOf(seed: string): Promise<string[]> {
  const story: string[] = []
  await simulate(seed, (text) => story.push(text))
  return story
}
