import { mkdir, mkdtemp, rename, rm, stat } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * The per-user folder for what is costly to get and the same for every clone: the fallback runtime and its addon.
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {string} an absolute path, which may not exist yet
 */
export function cacheFolder(env = process.env) {
  if (env['XDG_CACHE_HOME']) return join(env['XDG_CACHE_HOME'], 'beatbook')
  if (process.platform === 'win32' && env['LOCALAPPDATA']) return join(env['LOCALAPPDATA'], 'beatbook', 'cache')
  const home = env['HOME'] || homedir()
  return home ? join(home, '.cache', 'beatbook') : join(tmpdir(), 'beatbook-cache')
}

/**
 * Makes `target` appear complete or not at all: `build` fills a temporary sibling folder, which is then renamed. When
 * another process was quicker, its result is kept.
 * @param {string} target the folder to make
 * @param {(folder: string) => Promise<void>} build
 */
export async function buildOnce(target, build) {
  const parent = join(target, '..')
  await mkdir(parent, { recursive: true })
  const making = await mkdtemp(`${target}.making-`)
  try {
    await build(making)
    await rename(making, target)
  } catch (error) {
    const taken = error.code === 'ENOTEMPTY' || error.code === 'EEXIST'
    if (!taken || !(await stat(target).catch(() => null))) throw error
  } finally {
    await rm(making, { recursive: true, force: true })
  }
}
