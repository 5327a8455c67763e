import { performance } from 'node:perf_hooks'
import { beforeAll, expect, test } from 'vitest'
import { mutant, numbersFrom } from '../tests/support/mutants-of-envelopes.ts'
import {
  buildOf,
  holdCeremony,
  offerOf,
  stationAt,
  type Ceremony,
  type Offer,
} from '../tests/support/update-signing.ts'
import { updateCodes } from './codes.ts'
import { verifyUpdate } from './verify-update.ts'

/** `UPDATE_MUTANTS=100000 npx vitest run src-updates/mutated-envelopes.test.ts` is the long run; docs/updates.md has its record. */
const count = Number(process.env['UPDATE_MUTANTS'] ?? 2000)
const seed = Number(process.env['UPDATE_MUTANTS_SEED'] ?? 20261122)
const SLOWEST_MS = 50

let ceremony: Ceremony
let offer: Offer

beforeAll(() => {
  ceremony = holdCeremony()
  offer = offerOf(ceremony)
}, 60_000)

test(
  `${count} damaged offers: none is taken, none crashes, none takes 50 ms`,
  () => {
    const random = numbersFrom(seed)
    const build = buildOf(ceremony)
    const station = stationAt()
    for (let warm = 0; warm < 10; warm++) expect(verifyUpdate(offer, build, station).ok).toBe(true)
    const wrong: string[] = []
    const seen = new Map<string, number>()
    for (let i = 0; i < count; i++) {
      const damaged = mutant(offer, random)
      const judged = judge(() => verifyUpdate(damaged.offer, build, station))
      seen.set(judged.code, (seen.get(judged.code) ?? 0) + 1)
      // Time of this process, not of the neighbours on the machine; the best of three, since a garbage collection is nobody's.
      const slow = () => judge(() => verifyUpdate(damaged.offer, build, station)).cpuMs > SLOWEST_MS
      if (judged.cpuMs > SLOWEST_MS && slow() && slow()) wrong.push(`${i} ${damaged.how} is slow: ${judged.cpuMs} ms`)
      if (!(updateCodes as readonly string[]).includes(judged.code)) wrong.push(`${i} ${damaged.how}: ${judged.code}`)
    }
    expect(wrong).toEqual([])
    for (const code of ['UPD_SCHEMA', 'UPD_SIG', 'UPD_CHAIN', 'UPD_LIMIT', 'UPD_TYPE', 'UPD_THRESHOLD'])
      expect([code, seen.get(code) ?? 0]).not.toEqual([code, 0])
  },
  count * 60 + 30_000,
)

function judge(verify: () => ReturnType<typeof verifyUpdate>): { code: string; cpuMs: number } {
  const before = process.cpuUsage()
  const started = performance.now()
  let code: string
  try {
    const said = verify()
    code = said.ok ? 'taken' : said.code
  } catch (error) {
    code = `crash: ${String(error)}`
  }
  const { user, system } = process.cpuUsage(before)
  return { code, cpuMs: Math.min((user + system) / 1000, performance.now() - started) }
}
