import { fork } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { enrol } from '../../platform/sync/enrol.ts'
import { newRequest, type TestPlatform } from '../support/platform.ts'
import type { RawApplied } from './raw-apply.ts'
import type { BenchPcAsked, BenchPcCommand, BenchPcIndexed, BenchPcRun, BenchPcStart } from './bench-pc.child.ts'

/** A new PC of a station in a process of its own. */
export type PcProcess = {
  /** One exchange that must succeed. */
  run(): Promise<BenchPcRun>
  /** Asks for people who are in no index yet; ms until each was shown. */
  ask(questions: number): Promise<BenchPcAsked>
  /** Makes findable what came. */
  index(): Promise<BenchPcIndexed>
  /** @returns ms of bare inserts of rows that are here */
  bare(rows: number, perCommit: number): Promise<number>
  /** Fetches the pages of the next run, which takes them from memory. */
  fetch(): Promise<unknown>
  /** Files one record, so that it is no new PC, which would take a snapshot. */
  queue(nth: number): Promise<unknown>
  /** Imports so many records, as from a file that is read already. */
  bring(rows: number): Promise<unknown>
  /** The rows that are here into the same tables of a fresh replica. */
  raw(rows: number, perCommit: number): Promise<RawApplied>
  /** Keeps the replica as it is; later, what came since goes into the same tables of that. */
  keep(): Promise<unknown>
  rawInto(perCommit: number): Promise<RawApplied>
  /** @returns ms of the same rows into one table */
  upserts(rows: number, perCommit: number): Promise<number>
  close(): Promise<void>
}

export async function startPc(platform: TestPlatform, station: string): Promise<PcProcess> {
  const dir = mkdtempSync(join(tmpdir(), 'beatbook-bench-pc-'))
  const { csr, key } = newRequest()
  const code = await platform.newCode(station)
  const answer = await enrol(platform, { code, csr, deviceName: 'PC', appVersion: '1' })
  const start: BenchPcStart = { dir, answer, key, url: platform.url }
  const child = fork(new URL('./bench-pc.child.ts', import.meta.url), [JSON.stringify(start)], {
    execArgv: (process.env['BENCH_PC_ARGS'] ?? '').split(' ').filter((word) => word !== ''),
  })
  const next = (): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const gone = (code: number | null): void => reject(new Error(`the PC ended with code ${code}`))
      child.once('exit', gone)
      child.once('message', (value) => {
        child.off('exit', gone)
        resolve(value)
      })
    })
  const ask = (command: BenchPcCommand): Promise<unknown> => {
    const answered = next()
    child.send(command)
    return answered
  }
  await next()
  return {
    async run() {
      const ran = (await ask({ do: 'run' })) as BenchPcRun
      if (ran.problem !== null) throw new Error(ran.problem)
      if (!ran.proven) throw new Error('the digests were not the same')
      return ran
    },
    ask: async (questions) => (await ask({ do: 'ask', questions })) as BenchPcAsked,
    index: async () => (await ask({ do: 'index' })) as BenchPcIndexed,
    bare: async (rows, perCommit) => (await ask({ do: 'bare', rows, perCommit })) as number,
    fetch: () => ask({ do: 'fetch' }),
    queue: (nth) => ask({ do: 'queue', nth }),
    bring: (rows) => ask({ do: 'import', rows }),
    raw: async (rows, perCommit) => (await ask({ do: 'raw', rows, perCommit })) as RawApplied,
    keep: () => ask({ do: 'keep' }),
    rawInto: async (perCommit) => (await ask({ do: 'raw-into', perCommit })) as RawApplied,
    upserts: async (rows, perCommit) => (await ask({ do: 'upserts', rows, perCommit })) as number,
    async close() {
      const ended = new Promise((resolve) => child.once('exit', resolve))
      child.disconnect()
      await ended
      rmSync(dir, { recursive: true, force: true })
    },
  }
}
