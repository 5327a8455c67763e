import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { chmod } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmbeddedPostgres } from '../../../platform/database/embedded-postgres.ts'
import { newRequest } from '../../support/platform.ts'
import { makeReplica } from '../../support/test-context.ts'
import { RealLane, type Shared } from './real-lane.ts'
import { LineProcess } from './real-process.ts'
import { RealSchedule } from './real-schedule.ts'
import type { Outcome } from './tally.ts'

export type RealCampaign = {
  /** As many at once as there are lanes. @param forMs a schedule that goes on for so long */
  run(seed: string, teller?: (text: string) => void, forMs?: number): Promise<Outcome>
  close(): Promise<void>
}

/** What Node compiled of the PCs' and the instances' modules: with it they start in half the time, the next time as well. */
const compiled = join(import.meta.dirname, '../../../node_modules/.cache/campaign')

/** A PostgreSQL, and lanes in which schedules run side by side. */
export async function openRealCampaign(lanes = 1): Promise<RealCampaign> {
  const dir = mkdtempSync(join(tmpdir(), 'beatbook-campaign-'))
  // PostgreSQL runs as another user than root.
  await chmod(dir, 0o711)
  const start = join(dir, 'start')
  mkdirSync(start)
  const { dek, salt, check } = makeReplica(start)
  const key = [dek, salt, check].map((part) => part.toString('hex')) as [string, string, string]
  const postgres = await startEmbeddedPostgres({ dir: join(dir, 'postgres'), durable: false })
  const env = { ...process.env, NODE_COMPILE_CACHE: compiled }
  const newPc = (): LineProcess => new LineProcess('pc.child.ts', [], env)
  // One is always ready: a PC that was killed is back at once.
  const ready = [newPc()]
  const shared: Shared = {
    dir,
    url: postgres.url,
    start,
    key,
    request: newRequest(),
    env,
    startPc() {
      ready.push(newPc())
      return ready.shift() as LineProcess
    },
  }
  const all: RealLane[] = []
  for (let n = 0; n < lanes; n += 1) all.push(await RealLane.open(shared, `lane${n}`))
  const free = [...all]
  return {
    async run(seed, teller, forMs) {
      const lane = free.pop()
      if (lane === undefined) throw new Error('more schedules at once than lanes')
      const schedule = new RealSchedule({ seed, lane, teller, forMs: forMs ?? null })
      try {
        return await schedule.run()
      } catch (error) {
        await lane.renew()
        throw error
      } finally {
        await schedule.close()
        lane.tidy()
        free.push(lane)
      }
    },
    async close() {
      for (const lane of all) await lane.close()
      for (const pc of ready) await pc.kill()
      await postgres.stop()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}
