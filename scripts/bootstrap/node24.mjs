import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { BootstrapProblem, step } from './problem.mjs'
import { environmentForNpm, run } from './run.mjs'

/**
 * Where the npm package `node` puts the Node that everything but the bootstrap runs on.
 * @param {string} project
 * @returns {{executable: string, bin: string, headers: string, package: string}} `headers` is the folder with
 *   include/node, for compiling addons
 */
export function node24(project) {
  const folder = join(project, 'node_modules', 'node')
  const windows = process.platform === 'win32'
  const prefix = process.platform === 'darwin' && process.arch === 'arm64' ? 'node-bin' : 'node'
  const platform = windows ? 'win' : process.platform
  return {
    package: folder,
    bin: join(folder, 'bin'),
    executable: join(folder, 'bin', windows ? 'node.exe' : 'node'),
    headers: join(folder, 'node_modules', `${prefix}-${platform}-${process.arch}`),
  }
}

/** @param {string} project @returns {boolean} whether Node 24 and its headers are there */
export function node24IsInstalled(project) {
  const place = node24(project)
  return existsSync(place.executable) && existsSync(join(place.headers, 'package.json'))
}

/**
 * Installs Node 24 where it is missing. Its package would do so in an install script; those are off, because npm would
 * also try to compile SQLite, with headers from a host that not every network reaches.
 * @param {string} project
 */
export async function ensureNode24(project) {
  const place = node24(project)
  if (node24IsInstalled(project)) return
  const { version } = JSON.parse(await readFile(join(place.package, 'package.json'), 'utf8'))
  await step(`Installing Node ${version}`, async () => {
    const installed = await run(process.execPath, ['installArchSpecificPackage.js'], {
      cwd: place.package,
      env: { ...environmentForNpm(process.env), npm_config_ignore_scripts: 'true' },
    })
    if (installed.code !== 0 || !existsSync(place.executable))
      throw new BootstrapProblem(
        `Node ${version} could not be fetched from the package registry, and the app does not run on Node ${process.versions.node}; check the network with \`npm ping\` and try again.`,
        installed.output,
      )
  })
}

/**
 * @param {string} project
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {NodeJS.ProcessEnv} the environment in which `node` is Node 24 and the project's tools are on the PATH
 */
export function environmentWithNode24(project, env = process.env) {
  const name = Object.keys(env).find((key) => key.toUpperCase() === 'PATH') ?? 'PATH'
  const path = [node24(project).bin, join(project, 'node_modules', '.bin'), env[name] ?? ''].join(delimiter)
  // What Node makes of the sources is kept: threads would read and strip the same hundreds of files at every start.
  return { NODE_COMPILE_CACHE: join(project, 'node_modules', '.cache', 'node-compile'), ...env, [name]: path }
}
