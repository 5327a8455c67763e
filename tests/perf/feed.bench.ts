import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { feedFetch } from '../../src-main/updates/feed-fetch.ts'
import { feedSource } from '../../src-main/updates/offer-source.ts'
import { nextLook } from '../../src-main/updates/look-times.rules.ts'
import { namesOf } from '../../src-main/updates/update-folder.ts'
import { openTestPlatform } from '../support/platform.ts'
import { holdCeremony, offerOf } from '../support/update-signing.ts'
import { result, round, type BenchOptions, type BenchResult } from './bench.ts'

const stations = 10_000
/** Stations that look at the same time. */
const together = 8

/** Looks in the busiest minute when ten thousand stations, started at once, draw their own times. */
function busiestMinute(): number {
  const minutes = new Map<number, number>()
  for (let i = 0; i < stations; i += 1) {
    const minute = Math.floor(nextLook(0, null, Math.random()) / 60_000)
    minutes.set(minute, (minutes.get(minute) ?? 0) + 1)
  }
  return Math.max(...minutes.values())
}

/** What one instance serves to stations that look for updates: each comes with a connection of its own, as after six hours. */
export async function run(options: BenchOptions): Promise<BenchResult> {
  const platform = await openTestPlatform()
  try {
    const folder = join(platform.feed.dir, 'linux-x64')
    mkdirSync(folder, { recursive: true })
    const offer = offerOf(holdCeremony())
    for (const [name, bytes] of namesOf(offer, 2)) writeFileSync(join(folder, name), bytes)
    const base = `${platform.url}/feed/linux-x64/`
    const authority = platform.keys.caCertificate
    const looks = Math.min(options.rows, stations)
    options.say(`${looks} stations look, ${together} at a time`)
    const started = performance.now()
    const fresh = await many(looks, () => look(feedSource(base, feedFetch(authority))))
    const perSecond = round(looks / ((performance.now() - started) / 1000))
    const open = feedSource(base, feedFetch(authority))
    const again = await many(Math.min(looks, 500), () => look(open))
    const reference = { name: 'over a connection that is open', times: again }
    const busiest = busiestMinute()
    const detail = {
      looksPerSecond: perSecond,
      pollsPerSecond: round(perSecond * 3),
      busiestMinuteOf10000: busiest,
      timesTheBusiestMinute: round((perSecond * 60) / busiest),
    }
    return result('feed', `${looks} looks: handshake, trust, status, release`, 'ms', fresh, reference, detail)
  } finally {
    await platform.close()
  }
}

async function look(source: ReturnType<typeof feedSource>): Promise<void> {
  const { release } = await source.envelopes(2, new AbortController().signal)
  if (release.length === 0) throw new Error('the feed gave nothing')
}

async function many(count: number, act: () => Promise<void>): Promise<number[]> {
  const times: number[] = []
  let begun = 0
  const worker = async (): Promise<void> => {
    while (begun < count) {
      begun += 1
      const started = performance.now()
      await act()
      times.push(performance.now() - started)
    }
  }
  await Promise.all(Array.from({ length: together }, worker))
  return times
}
