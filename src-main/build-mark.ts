import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** What the packaging tool wrote into the archive about the package. */
export type BuildMark = {
  /** `fallback`: around the development Electron, for tests only; it is never signed for stations. */
  readonly runtime: 'official' | 'fallback'
}

/**
 * Reads the mark from the package.json inside the archive, where nobody changes it without changing the archive.
 * @param appPath absolute path of the app's archive
 */
export function buildMark(appPath: string): BuildMark {
  const { beatbookBuild } = JSON.parse(readFileSync(join(appPath, 'package.json'), 'utf8')) as {
    beatbookBuild?: { runtime?: unknown }
  }
  return { runtime: beatbookBuild?.runtime === 'fallback' ? 'fallback' : 'official' }
}
