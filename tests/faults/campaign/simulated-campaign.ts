import { once } from 'node:events'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { inOrder, type Numbers } from './in-order.ts'
import type { Tally } from './tally.ts'

/** Schedules `seed/from` to below `seed/(from + count)`. */
export type Block = { readonly seed: string; readonly from: number; readonly count: number }
export type Failed = { readonly seed: string; readonly complaints: readonly string[] }
export type BlockOutcome = { readonly from: number; readonly tally: Tally; readonly failed: Failed[] }

export type SimulatedCampaign = Numbers & {
  readonly seed: string
  /** Schedules that one thread takes at once. */
  readonly perBlock: number
  /** Of a block; `next` is the first schedule behind it. */
  done(outcome: BlockOutcome, next: number): void
}

/** Schedules side by side in threads of their own: each is what its seed says, whoever runs it. */
export async function runSimulated({ seed, from, to, jobs, perBlock, goesOn, done }: SimulatedCampaign): Promise<void> {
  const workers = Array.from({ length: jobs }, () => new Worker(join(import.meta.dirname, 'simulated.worker.ts')))
  const idle = [...workers]
  const blockOf = (n: number): Block => {
    const first = from + n * perBlock
    return { seed, from: first, count: Math.min(perBlock, to - first) }
  }
  const work = async (n: number): Promise<BlockOutcome> => {
    const worker = idle.pop()
    if (worker === undefined) throw new Error('no thread is idle')
    worker.postMessage(blockOf(n))
    const [outcome] = (await once(worker, 'message')) as [BlockOutcome]
    idle.push(worker)
    return outcome
  }
  const blocks = { from: 0, to: Math.ceil((to - from) / perBlock), jobs, goesOn }
  await inOrder(blocks, work, (outcome, n) => done(outcome, blockOf(n).from + blockOf(n).count))
  await Promise.all(workers.map((worker) => worker.terminate()))
}
