import { availableParallelism } from 'node:os'
import { expect, test } from 'vitest'
import { runSimulated } from './campaign/simulated-campaign.ts'
import { simulate } from './campaign/simulated-schedule.ts'
import { add, nothing } from './campaign/tally.ts'

/** As many as this time allows, between these: a slow machine looks at less, not at nothing; more are run by command. */
const forMs = 75_000
const atLeast = 100
const atMost = 20_000

test('two PCs that edit, lose answers, die, meet a full disk and a restored platform end alike, with nothing lost, doubled or said too early', async () => {
  const sum = nothing()
  const complaints: string[] = []
  const until = performance.now() + forMs
  await runSimulated({
    seed: '1',
    from: 0,
    to: atMost,
    jobs: availableParallelism(),
    perBlock: 20,
    goesOn: () => sum.schedules < atLeast || performance.now() < until,
    done({ tally, failed }) {
      add(sum, tally)
      complaints.push(...failed.flatMap(({ seed, complaints: texts }) => texts.map((text) => `seed ${seed}: ${text}`)))
    },
  })
  process.stdout.write(`simulated: ${JSON.stringify(sum)}\n`)
  expect(complaints, complaints.join(' | ').replaceAll('\n', ' ')).toEqual([])
  expect(sum).toMatchObject({ lost: 0, duplicated: 0, diverged: 0, falseSynced: 0 })
  expect(sum.schedules).toBeGreaterThanOrEqual(atLeast)
  expect(sum.acknowledged).toBeGreaterThan(200)
  expect(sum.faults).toBeGreaterThan(100)
}, 420_000)

/** What each of them found is told in docs/sync-campaigns.md. */
const mended = [
  ...['million/6020', '1/1687', 'final/2297', 'final/2474', 'final/2728', 'final/7614', 'g/568'],
  ...['h/5881', 'h/10255', 'h/15224', 'h/16652', 'i/4089', 'million2/16277'],
]
const mendedWide = ['wide2/7095', '1/7434', '1/7896', 'million3/10635']
test.each([...mended.map((seed) => [seed, false] as const), ...mendedWide.map((seed) => [seed, true] as const)])(
  'what %s found once stays mended',
  async (seed, wide) => {
    expect((await simulate(seed, undefined, wide)).complaints).toEqual([])
  },
)

test('another station at the platform works beside this one, and what it sends of rows that are not its own changes nothing', async () => {
  const story: string[] = []
  expect((await simulate('1/24', (text) => story.push(text))).complaints).toEqual([])
  expect(story.filter((line) => line.startsWith('X push') || line.startsWith('Y push')).length).toBeGreaterThan(0)
  expect(story.filter((line) => line.includes('sends what is not its own')).length).toBeGreaterThan(5)
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
