import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { chmod } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmbeddedPostgres } from '../../../platform/database/embedded-postgres.ts'
import { startPlatform, type RunningPlatform } from '../../../platform/platform.ts'
import { createEnrolmentCode, enrol } from '../../../platform/sync/enrol.ts'
import { addStation } from '../../../platform/sync/stations.ts'
import { newRequest } from '../../support/platform.ts'
import { makeReplica } from '../../support/test-context.ts'
import { Prng } from './prng.ts'
import { LineProcess } from './real-process.ts'
import { RealSchedule, type RealParts } from './real-schedule.ts'
import type { Outcome } from './tally.ts'

export type RealCampaign = {
  run(seed: string, teller?: (text: string) => void): Promise<Outcome>
  close(): Promise<void>
}

/** What all schedules share: a PostgreSQL, two instances of the platform that can be killed, and the folder of a PC that is not enrolled. */
export async function openRealCampaign(): Promise<RealCampaign> {
  const dir = mkdtempSync(join(tmpdir(), 'beatbook-campaign-'))
  // PostgreSQL runs as another user than root.
  await chmod(dir, 0o711)
  const start = join(dir, 'start')
  mkdirSync(start)
  const { dek, salt, check } = makeReplica(start)
  const key = [dek, salt, check].map((part) => part.toString('hex')) as [string, string, string]
  const postgres = await startEmbeddedPostgres({ dir: join(dir, 'postgres'), durable: false })
  // Makes stations and reads what came of it; the PCs never talk to this one.
  const office = await startPlatform({ dir, port: 0, databaseUrl: postgres.url })
  const startInstance = async (): Promise<{ port: number; process: LineProcess }> => {
    const process_ = new LineProcess('platform.child.ts', [dir], { ...process.env, DATABASE_URL: postgres.url })
    return { port: Number(await process_.line()), process: process_ }
  }
  const instances = await Promise.all([startInstance(), startInstance()])
  const pcs = [new LineProcess('pc.child.ts'), new LineProcess('pc.child.ts')]
  const request = newRequest()
  let schedules = 0
  const parts: RealParts = {
    office,
    key,
    instances,
    pcs,
    startInstance,
    startPc: () => new LineProcess('pc.child.ts'),
    newFolder(name) {
      const folder = join(dir, name)
      cpSync(start, folder, { recursive: true })
      return folder
    },
    enrol: async (station) => ({ ...(await enrolled(office, station, request.csr)), key: request.key }),
  }
  return {
    async run(seed, teller) {
      schedules += 1
      const station = `F${schedules}`
      await addStation(office, station, station)
      const schedule = new RealSchedule({ seed, prng: new Prng(seed), station, parts, teller })
      try {
        return await schedule.run()
      } finally {
        await schedule.close()
        for (const name of ['A', 'B']) rmSync(join(dir, `${station}-${name}`), { recursive: true, force: true })
      }
    },
    async close() {
      for (const one of [...pcs, ...instances.map((each) => each.process)]) await one.kill()
      await office.stop()
      await postgres.stop()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

async function enrolled(office: RunningPlatform, station: string, csr: string) {
  const code = await createEnrolmentCode(office, station, 'campaign')
  return { answer: await enrol(office, { code, csr, deviceName: 'PC', appVersion: '1.0' }) }
}
