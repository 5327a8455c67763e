import { copyFile, cp, mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { installDebianPackages, missingDebianPackages } from '../bootstrap/debian-packages.mjs'
import { BootstrapProblem, step } from '../bootstrap/problem.mjs'
import { run } from '../bootstrap/run.mjs'
import { buildOnce, cacheFolder } from './cache.mjs'

/** The first Electron whose Node has Node-API 10, which the SQLite package's prebuilt addon needs. */
const FIRST_WITH_NODE_API_10 = 35

/**
 * @param {string} electronVersion for instance "33.2.1"; '' when unknown
 * @returns {boolean} whether that Electron needs an addon of its own instead of the prebuilt one, which crashes there
 */
export function needsOwnAddon(electronVersion) {
  const major = Number.parseInt(electronVersion, 10)
  return Number.isInteger(major) && major < FIRST_WITH_NODE_API_10
}

/**
 * The addon for an older Electron: from the cache, or built from the npm package's own source.
 * @param {{project: string, node: string, headers: string, allowInstall: boolean}} options `project` has node_modules;
 *   `node` is a Node >= 22 executable, `headers` the folder with its include/node
 * @returns {Promise<string | null>} the .node file; null when it is not there and may not be built
 * @throws {BootstrapProblem} when the build fails
 */
export async function findAddon({ project, node, headers, allowInstall }) {
  const source = join(project, 'node_modules', 'better-sqlite3')
  const { version } = JSON.parse(await readFile(join(source, 'package.json'), 'utf8'))
  const folder = join(cacheFolder(), `sqlite-addon-${version}-napi-experimental-${process.platform}-${process.arch}`)
  const addon = join(folder, 'better_sqlite3.node')
  if (await stat(addon).catch(() => null)) return addon
  if (!allowInstall) return null
  const compiler = await missingDebianPackages(['compiler'])
  if (compiler.length > 0) await installDebianPackages(compiler)
  await step('Compiling SQLite for that Electron (two or three minutes, once)', () =>
    buildOnce(folder, (making) => compile({ project, source, node, headers }, join(making, 'better_sqlite3.node'))),
  )
  return addon
}

async function compile({ project, source, node, headers }, target) {
  const room = await mkdtemp(join(tmpdir(), 'beatbook-addon-'))
  try {
    for (const part of ['binding.gyp', 'package.json', 'src', 'deps', 'lib'])
      await cp(join(source, part), join(room, part), { recursive: true })
    await mkdir(join(room, 'node_modules'))
    await symlink(join(project, 'node_modules', 'node-addon-api'), join(room, 'node_modules', 'node-addon-api'))
    const recipe = await readFile(join(room, 'binding.gyp'), 'utf8')
    await writeFile(join(room, 'binding.gyp'), withExperimentalNodeApi(recipe))
    const gyp = join(project, 'node_modules', 'node-gyp', 'bin', 'node-gyp.js')
    const built = await run(node, [gyp, 'rebuild', '--release', '--force_build=1', `--nodedir=${headers}`], {
      cwd: room,
      env: {
        ...process.env,
        PATH: `${join(node, '..')}:${process.env['PATH']}`,
        npm_config_nodedir: headers,
        JOBS: 'max',
      },
    })
    if (built.code !== 0)
      throw new BootstrapProblem(
        'SQLite could not be compiled for the Electron of this machine; install the compiler with `sudo apt-get install g++ make python3` and try again.',
        built.output,
      )
    await copyFile(join(room, 'build', 'Release', 'better_sqlite3.node'), target)
  } finally {
    await rm(room, { recursive: true, force: true })
  }
}

/**
 * Node 20 offers what Node-API 10 made stable only as "experimental": the addon is compiled against that instead. The
 * second definition keeps finalizers where the source expects them.
 * @param {string} recipe the package's binding.gyp
 * @returns {string}
 * @throws {Error} when the recipe no longer has the definition to replace: a newer package needs another look
 */
export function withExperimentalNodeApi(recipe) {
  const stable = "'NAPI_VERSION=10'"
  if (!recipe.includes(stable)) throw new Error(`binding.gyp of better-sqlite3 no longer contains ${stable}`)
  return recipe.replaceAll(stable, "'NAPI_EXPERIMENTAL', 'NODE_API_EXPERIMENTAL_NOGC_ENV_OPT_OUT'")
}
