import { afterAll, beforeAll, expect, test } from 'vitest'
import { openRealCampaign, type RealCampaign } from './campaign/real-campaign.ts'

let campaign: RealCampaign

beforeAll(async () => {
  campaign = await openRealCampaign()
})
afterAll(() => campaign.close())

test('two PCs, two instances of the platform and PostgreSQL end alike though the network cuts them off', async () => {
  const { tally, complaints } = await campaign.run('1/1')
  expect(complaints).toEqual([])
  expect(tally).toMatchObject({ lost: 0, duplicated: 0, diverged: 0, falseSynced: 0 })
  expect(tally.acknowledged).toBeGreaterThan(4)
  expect(tally.faults).toBeGreaterThan(2)
})
