import { afterAll, beforeAll, expect, test } from 'vitest'
import { inOrder } from './campaign/in-order.ts'
import { openRealCampaign, type RealCampaign } from './campaign/real-campaign.ts'
import { add, nothing } from './campaign/tally.ts'

/** As many as this time allows, between these: a slow machine looks at less, not at nothing; more are run by command. */
const forMs = 90_000
const atLeast = 3
const atMost = 20
/** Two processors, which other files use as well; most of a schedule is waiting. */
const lanes = 3

let campaign: RealCampaign

beforeAll(async () => {
  campaign = await openRealCampaign(lanes)
})
afterAll(() => campaign.close())

test('two PCs, two instances of the platform and PostgreSQL end alike though the network cuts them off, processes die, disks are full and the platform is restored', async () => {
  const sum = nothing()
  const complaints: string[] = []
  const until = performance.now() + forMs
  await inOrder(
    { from: 0, to: atMost, jobs: lanes, goesOn: (n) => n < atLeast || performance.now() < until },
    (n) => campaign.run(`1/${n}`),
    (outcome) => {
      add(sum, outcome.tally)
      complaints.push(...outcome.complaints.map((text) => `seed ${outcome.seed}: ${text}`))
    },
  )
  process.stdout.write(`real: ${JSON.stringify(sum)}\n`)
  expect(complaints, complaints.join(' | ').replaceAll('\n', ' ')).toEqual([])
  expect(sum).toMatchObject({ lost: 0, duplicated: 0, diverged: 0, falseSynced: 0 })
  expect(sum.schedules).toBeGreaterThanOrEqual(atLeast)
  expect(sum.acknowledged).toBeGreaterThan(4 * sum.schedules)
  expect(sum.faults).toBeGreaterThan(2 * sum.schedules)
})

test('the same two PCs go on for a while under all of that, and end alike', async () => {
  const { tally, complaints } = await campaign.run('1/goes on', undefined, 8_000)
  expect(complaints, complaints.join(' | ').replaceAll('\n', ' ')).toEqual([])
  expect(tally.acknowledged).toBeGreaterThan(10)
  expect(tally.faults).toBeGreaterThan(4)
})
