import type { PlatformOptions } from '../../platform/platform.ts'
import { openTestPlatform, type TestPlatform } from './platform.ts'
import { openSyncPc, type SyncPc } from './sync-station.ts'

/** Two PCs of one station, each set up by itself, that have joined one platform. */
export type TwoPcs = {
  readonly platform: TestPlatform
  readonly one: SyncPc
  readonly two: SyncPc
  close(): Promise<void>
}

/** @param options of the platform */
export async function openTwoPcs(options: Partial<PlatformOptions> = {}): Promise<TwoPcs> {
  const platform = await openTestPlatform(options)
  const [one, two] = [await openSyncPc(), await openSyncPc()]
  for (const pc of [one, two]) await pc.enrol(platform)
  return {
    platform,
    one,
    two,
    async close() {
      await one.close()
      await two.close()
      await platform.close()
    },
  }
}
