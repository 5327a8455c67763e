import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { node24, environmentWithNode24 } from './node24.mjs'
import { BootstrapProblem, step } from './problem.mjs'
import { run } from './run.mjs'
import { isStamped, stamp } from './stamps.mjs'

const STAMP = 'build'
const SOURCES =
  /^(src-[a-z]+|db|resources|build|electron\.vite\.config\.ts|postcss\.config\.[a-z]+|tsconfig[a-z.]*\.json|package(-lock)?\.json)$/

/**
 * Builds the app into out/ when its sources have changed since the last time.
 * @param {string} project
 * @param {{electronVersion: string}} options the Electron that it will run on: its syntax is the build's target; ''
 *   for the one in package.json
 * @returns {Promise<boolean>} whether there was anything to build
 * @throws {BootstrapProblem} with the compiler's own words
 */
export async function ensureBuilt(project, { electronVersion }) {
  const major = Number.parseInt(electronVersion, 10) || ''
  const key = `${await fingerprint(project)} ${major}`
  if (existsSync(join(project, 'out', 'main', 'main.js')) && (await isStamped(project, STAMP, key))) return false
  await step('Building the app', async () => {
    const env = environmentWithNode24(project)
    const tool = join(project, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js')
    const built = await run(node24(project).executable, [tool, 'build'], {
      cwd: project,
      env: { ...env, ...(major ? { ELECTRON_MAJOR_VER: String(major) } : {}) },
    })
    if (built.code !== 0)
      throw new BootstrapProblem(
        'The app could not be built; `npm run check` names the lines to look at.',
        built.output,
      )
    await stamp(project, STAMP, key)
  })
  return true
}

/**
 * @param {string} project
 * @returns {Promise<string>} changes when a file of the app is added, removed, or written
 */
export async function fingerprint(project) {
  const hash = createHash('sha256')
  const top = (await readdir(project)).filter((name) => SOURCES.test(name)).sort()
  for (const name of top) await addTo(hash, project, name)
  return hash.digest('hex')
}

async function addTo(hash, project, path) {
  const state = await stat(join(project, path))
  if (!state.isDirectory()) {
    if (!/\.test\.tsx?$/.test(path)) hash.update(`${path}\0${state.size}\0${state.mtimeMs}\n`)
    return
  }
  for (const name of (await readdir(join(project, path))).sort()) await addTo(hash, project, join(path, name))
}
