import { readFileSync } from 'node:fs'
import { type BuildFile, readBuild } from '../../src-updates/build-file.ts'
import type { Build } from '../../src-updates/verify-update.ts'
import { installAsRoot, stationOf } from './install-as-root.ts'
import { installedVersion } from './versions.ts'

/** What the verifier needs, and where updates come from: lies with the program, where only root can write. */
export type UpdateSettings = { readonly build: Build; readonly feed: string }

/** @returns null where there is none, or it is not one: then there are no updates */
export function readUpdateSettings(path: string): UpdateSettings | null {
  try {
    const { feed, ...file } = JSON.parse(readFileSync(path, 'utf8')) as BuildFile & { feed: unknown }
    const build = readBuild(file)
    return build === null ? null : { build, feed: typeof feed === 'string' ? feed : '' }
  } catch {
    return null
  }
}

/** Verifies and installs, says how it went on the standard output, and is the only thing that this process does. */
export async function installAndSay(offer: string, settingsFile: string, executable: string): Promise<number> {
  const settings = readUpdateSettings(settingsFile)
  const installed = installedVersion(executable)
  const done =
    settings === null || installed === null
      ? { ok: false as const, code: 'UPD_INSTALL' as const }
      : await installAsRoot({
          ...{ offer, root: installed.root, running: installed.seq, build: settings.build },
          ...{ stationId: stationOf(installed.root), now: new Date() },
        })
  process.stdout.write(`${JSON.stringify(done)}\n`)
  return done.ok ? 0 : 1
}
