import type { Platform } from '../platform.ts'
import { repeat } from '../repeat.ts'
import { correctionDelivery } from './correction-delivery.ts'
import { batchSize, claim, forget, postpone, type Due } from './delivery-queue.ts'
import { readLogs } from './read-logs.ts'
import { recordDelivery } from './record-delivery.ts'
import type { Target } from './simulated-systems.ts'

/**
 * Tells the systems that have an interface what the stations' entries say, and hands over corrections: reads what is new in the stations' logs,
 * sends what is due, writes the answers into the stations' rows. Any number of instances may do this at once: each takes others'
 * leftovers only.
 *
 * @returns whether there is more to do at once
 */
export async function deliverDue(platform: Platform, target: Target): Promise<'more' | 'rest'> {
  const unread = await readLogs(platform)
  const due = await claim(platform.db)
  let done = 0
  for (const each of due) {
    try {
      if (await deliver(platform, target, each)) done += 1
    } catch (error) {
      // The others go on; this one is due again when its minute is over.
      logFailure(platform, error)
    }
  }
  return unread || done === batchSize ? 'more' : 'rest'
}

/** @returns false: the system is down, or nobody knows what became of it */
async function deliver(platform: Platform, target: Target, due: Due): Promise<boolean> {
  const prepare = due.tbl === 'corrections' ? correctionDelivery : recordDelivery
  const outgoing = await prepare(platform, due)
  if (outgoing === null) {
    await forget(platform.db, due)
    return true
  }
  const answer = await target(due.system, outgoing.delivery).catch(() => null)
  if (answer === null || answer.outcome === 'down') {
    await (answer === null ? outgoing.unanswered?.() : outgoing.notSent?.())
    await postpone(platform.db, due)
    return false
  }
  await outgoing.settle(answer)
  return true
}

function logFailure(platform: Platform, error: unknown): void {
  const { name, stack } = error instanceof Error ? error : new Error(String(error))
  platform.log({ event: 'delivery-failed', error: name, stack })
}

/** Delivers every second until it is stopped; a failure is logged, and tried again. */
export function startDeliveries(platform: Platform, target: Target): { stop(): Promise<void> } {
  return repeat(async () => {
    try {
      return await deliverDue(platform, target)
    } catch (error) {
      logFailure(platform, error)
      return 'rest'
    }
  })
}
