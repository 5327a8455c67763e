import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { setting } from '../../src-core/features/sync/sync.repo.ts'
import type { RunParts } from '../../src-core/features/sync/run-parts.ts'
import { markRestored } from '../../src-core/features/sync/own-backup.acts.ts'
import { noAnswer } from '../../src-core/features/sync/transport.ts'
import { listBackups, makeBackup } from '../../src-core/store/backup.ts'
import { openReplica } from '../../src-core/store/open.ts'
import { finishSwap, restoreBackup } from '../../src-core/store/restore.ts'
import { uuidv7 } from '../../src-core/uuid.ts'
import { runBenchPc } from '../perf/run-bench-pc.ts'
import { openBenchPc, type BenchPc } from '../perf/sync-bench-parts.ts'
import { killWhen } from '../support/child.ts'
import { openTestPlatform, silentSystems, type TestPlatform } from '../support/platform.ts'
import { CampaignPc } from './campaign/campaign-pc.ts'
import { Prng } from './campaign/prng.ts'
import { keyText } from './import-kill.key.ts'

// A PC that is put back to a backup of its own, now and then killed while it is, and whose calls get lost on the way; beside it one that
// only exchanges. Each seed is a station of its own, with a story of its own.

const child = join(import.meta.dirname, 'own-backup.child.ts')
const seeds = ['a', 'b', 'c', 'd', 'e', 'f']
const steps = 30
let platform: TestPlatform

beforeAll(async () => {
  platform = await openTestPlatform(silentSystems)
})
afterAll(() => platform.close())

/** Now and then a request does not arrive, or its answer does not. */
function lossy({ calls }: BenchPc, dice: Prng): RunParts['platform'] {
  const lost = { ok: false as const, problem: noAnswer }
  return {
    call: (async (name: never, body: never, options: never) => {
      if (dice.chance(0.1)) return lost
      const answer = await calls.call(name, body, options)
      return dice.chance(0.15) ? lost : answer
    }) as RunParts['platform']['call'],
    chunk: calls.chunk.bind(calls),
  }
}

function reopened(bench: BenchPc): BenchPc {
  const opened = openReplica({ dir: bench.dir, key: bench.key })
  if (!opened.ok) throw new Error(opened.error.code)
  const db = opened.value
  const clock = { ms: 0, nowMs: () => Date.now(), monotonicMs: () => Math.round(performance.now()) }
  const pc = new CampaignPc({ db, key: bench.key, clock, calls: bench.calls, newId: () => uuidv7(Date.now()) })
  return { ...bench, db, pc, close: bench.close }
}

const tokensOf = ({ db }: BenchPc): string[] =>
  db
    .prepare<[], { object: string }>(
      `SELECT json_extract(fields, '$."v.object"') AS object FROM sync_rows WHERE tbl = 'entries'`,
    )
    .all()
    .map(({ object }) => object)
    .sort()

async function atPlatform(station: string): Promise<string[]> {
  const rows = await platform.db
    .selectFrom('rows')
    .select('fields')
    .where('station', '=', station)
    .where('tbl', '=', 'entries')
    .where('deleted', '=', false)
    .execute()
  return rows.map(({ fields }) => String((JSON.parse(fields) as Record<string, unknown>)['v.object'])).sort()
}

test.each(seeds)(
  'seed %s: nothing that was taken is lost, nothing is there twice, nobody is set apart',
  async (seed) => {
    const dice = new Prng(`own backup ${seed}`)
    const station = `S-${seed}`
    let one = await openBenchPc(platform, station)
    const two = await openBenchPc(platform, station)
    /** On the replica as it stands, and in each of its backups; what a restore takes back is gone, unless the platform had it. */
    let filed: string[] = []
    const saved: string[][] = []
    const taken = new Set<string>()
    let count = 0
    const stations = (bench: BenchPc) => ({
      ...bench.pc.session(),
      session: { ...bench.pc.session().session, station: { id: station, name: station } },
    })
    const run = async (bench: BenchPc, over?: RunParts['platform']) =>
      runBenchPc(bench, { open: stations(bench) as never, ...(over === undefined ? {} : { platform: over }) })

    for (let step = 0; step < steps; step += 1) {
      const what = dice.weighted({ file: 8, run: 5, lose: 5, other: 2, backup: 3, restore: 3, kill: 1 })
      if (what === 'file') {
        const token = `${seed}-${(count += 1)}`
        expect(await one.pc.act({ kind: 'file', token })).toBe(true)
        filed.push(token)
      } else if (what === 'run') {
        expect(await run(one)).toMatchObject({ ok: true, report: { proven: true } })
        for (const token of filed) taken.add(token)
      } else if (what === 'lose') {
        const outcome = await run(one, lossy(one, dice))
        expect(outcome.ok || outcome.problem).toSatisfy((said: unknown) => said === true || said === 'sync/unreachable')
      } else if (what === 'other') {
        await run(two)
      } else if (what === 'backup') {
        const now = new Date(Date.UTC(2026, 0, 1) + saved.length * 1000).toISOString()
        const made = makeBackup({ db: one.db, dir: one.dir, key: one.key, now, reason: 'asked', keep: 1000 })
        expect(made.ok).toBe(true)
        saved.push([...filed])
      } else if (saved.length > 0) {
        one.db.close()
        // Newest first.
        const which = what === 'kill' ? saved.length - 1 : dice.below(saved.length)
        const name = listBackups(one.dir)[saved.length - 1 - which]?.name ?? ''
        if (what === 'kill')
          await killWhen(child, [one.dir, keyText(one.key)], (lines) => lines.length >= 1 + dice.below(2))
        else {
          const prepare = (db: BenchPc['db']) => db.transaction((tx) => markRestored(tx, uuidv7(Date.now())))
          const restored = restoreBackup({ dir: one.dir, key: one.key, name, now: new Date().toISOString(), prepare })
          expect(restored.ok).toBe(true)
        }
        finishSwap(one.dir)
        one = reopened(one)
        expect(setting(one.db, 'restoredAs')).toBeDefined()
        filed = [...(saved[which] ?? [])]
      }
    }
    for (const bench of [one, two, one]) expect(await run(bench)).toMatchObject({ ok: true, report: { proven: true } })
    for (const token of filed) taken.add(token)
    const there = await atPlatform(station)
    expect(there).toEqual([...new Set(there)])
    expect(there.filter((token) => taken.has(token))).toEqual([...taken].sort())
    for (const bench of [one, two]) {
      expect(tokensOf(bench)).toEqual(there)
      expect(bench.pc.status()).toMatchObject({ conflicts: 0, rejected: 0 })
    }
    const devices = await platform.db.selectFrom('devices').select('status').where('station', '=', station).execute()
    expect(devices).toEqual([{ status: 'active' }, { status: 'active' }])
    one.db.close()
    two.close()
  },
)
