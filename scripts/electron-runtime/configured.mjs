import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { BootstrapProblem } from '../bootstrap/problem.mjs'

const NAMES = {
  darwin: 'Electron.app/Contents/MacOS/Electron',
  win32: 'electron.exe',
}

/**
 * The Electron that the person chose through Electron's own two variables.
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<{executable: string, version: string, by: string} | null>} `version` is '' where no version file
 *   lies beside it
 * @throws {BootstrapProblem} when a variable names something that isn't there
 */
export async function configuredRuntime(env = process.env) {
  const by = ['ELECTRON_EXEC_PATH', 'ELECTRON_OVERRIDE_DIST_PATH'].find((name) => env[name])
  if (!by) return null
  const given = env[by]
  const executable = by === 'ELECTRON_EXEC_PATH' ? given : join(given, NAMES[process.platform] ?? 'electron')
  if (!existsSync(executable))
    throw new BootstrapProblem(
      `${by} is set, but there is no Electron at ${executable}; correct it, or run \`unset ${by}\` to let the project find one.`,
    )
  return { executable, version: await versionBeside(executable), by }
}

async function versionBeside(executable) {
  const text = await readFile(join(dirname(executable), 'version'), 'utf8').catch(() => '')
  return text.trim().replace(/^v/, '')
}
