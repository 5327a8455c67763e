import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type BuildFile, readBuild } from '../../src-updates/build-file.ts'
import { Refusal } from '../release/refusal.ts'

/**
 * Looks at what a package is going to verify updates against. One made for another target refuses every update on every station, and one
 * with a floor above its own number refuses itself. Without the file a build has no updates, and says so.
 * @throws Refusal
 */
export async function checkUpdateSettings(
  project: string,
  target: { readonly platform: 'linux' | 'win32'; readonly arch: 'x64' | 'arm64' },
  seq: number,
): Promise<void> {
  const path = join(project, 'resources/updates.json')
  if (!existsSync(path)) return
  const build = await buildIn(path)
  if (build === null)
    throw new Refusal('resources/updates.json is not what "release first-build" writes; make it again.')
  const { scope, floor } = build
  if (scope.platform !== target.platform || scope.arch !== target.arch)
    throw new Refusal(
      `resources/updates.json is for ${scope.platform} ${scope.arch}, and this package for ${target.platform} ${target.arch}; ` +
        'put the one for it there (docs/runbook/releases.md).',
    )
  if (floor.seq > seq)
    throw new Refusal(`resources/updates.json names ${floor.seq} as floor.seq, which is above --seq ${seq}.`)
}

async function buildIn(path: string): Promise<ReturnType<typeof readBuild>> {
  try {
    return readBuild(JSON.parse(await readFile(path, 'utf8')) as BuildFile)
  } catch {
    return null
  }
}
