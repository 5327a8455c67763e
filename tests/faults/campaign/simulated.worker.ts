// Runs the simulated schedules that it is told to, one after another.
import { parentPort } from 'node:worker_threads'
import { simulate } from './simulated-schedule.ts'
import type { Block, BlockOutcome } from './simulated-campaign.ts'
import { add, nothing, unlessBroken } from './tally.ts'

parentPort?.on('message', async ({ seed, from, count }: Block) => {
  const done: BlockOutcome = { from, tally: nothing(), failed: [] }
  for (let at = from; at < from + count; at += 1) {
    const outcome = await unlessBroken(`${seed}/${at}`, () => simulate(`${seed}/${at}`))
    add(done.tally, outcome.tally)
    if (outcome.complaints.length > 0) done.failed.push({ seed: outcome.seed, complaints: outcome.complaints })
  }
  parentPort?.postMessage(done)
})
