import { once } from 'node:events'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { Tally } from './tally.ts'

/** Schedules `seed/from` to below `seed/(from + count)`. */
export type Block = { readonly seed: string; readonly from: number; readonly count: number }
export type Failed = { readonly seed: string; readonly complaints: readonly string[] }
export type BlockOutcome = { readonly from: number; readonly tally: Tally; readonly failed: Failed[] }

export type SimulatedCampaign = {
  readonly seed: string
  readonly from: number
  readonly to: number
  /** Threads at once. */
  readonly jobs: number
  /** Schedules that one thread takes at once. */
  readonly perBlock: number
  /** Asked before each block. */
  goesOn(): boolean
  /** Of a block; always in the order of the schedules. */
  done(outcome: BlockOutcome, next: number): void
}

/** Schedules side by side in threads of their own: each is what its seed says, whoever runs it. */
export async function runSimulated({ seed, from, to, jobs, perBlock, goesOn, done }: SimulatedCampaign): Promise<void> {
  const finished = new Map<number, BlockOutcome>()
  let handedOut = from
  let told = from
  const sizeOf = (at: number): number => Math.min(perBlock, to - at)
  await Promise.all(
    Array.from({ length: jobs }, async () => {
      const worker = new Worker(join(import.meta.dirname, 'simulated.worker.ts'))
      while (handedOut < to && goesOn()) {
        const at = handedOut
        handedOut += sizeOf(at)
        worker.postMessage({ seed, from: at, count: sizeOf(at) } satisfies Block)
        const [outcome] = (await once(worker, 'message')) as [BlockOutcome]
        finished.set(at, outcome)
        for (let ready = finished.get(told); ready !== undefined; ready = finished.get(told)) {
          finished.delete(told)
          told += sizeOf(told)
          done(ready, told)
        }
      }
      await worker.terminate()
    }),
  )
}
