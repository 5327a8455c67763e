import { findElectronRuntime } from '../electron-runtime/find.mjs'
import { installDebianPackages, missingDebianPackages } from './debian-packages.mjs'
import { copyFonts, fontsAreCopied } from './fonts.mjs'
import { lockFile, withLock } from './lock.mjs'
import { ensureNode24, node24IsInstalled } from './node24.mjs'
import { installPackages, packagesAreInstalled } from './packages.mjs'
import { BootstrapProblem, say } from './problem.mjs'

/** @param {string} version @returns {boolean} whether that Node can run the bootstrap and npm */
export function nodeIsNewEnough(version) {
  return Number.parseInt(version, 10) >= 20
}

/**
 * The npm packages, Node 24 and the fonts of the prints: all that the command line needs.
 * @param {string} project
 * @throws {BootstrapProblem}
 */
export async function ensureTools(project) {
  if (!nodeIsNewEnough(process.versions.node))
    throw new BootstrapProblem(
      `This project needs Node 20 or newer to start, and this is Node ${process.versions.node}; install a newer one from https://nodejs.org and try again.`,
    )
  if ((await packagesAreInstalled(project)) && node24IsInstalled(project) && fontsAreCopied(project)) return
  await withLock(lockFile(project), async () => {
    if (!(await packagesAreInstalled(project))) await installPackages(project)
    await ensureNode24(project)
    if (!fontsAreCopied(project)) await copyFonts(project)
  })
}

/**
 * The system's libraries for what is about to run.
 * @param {Parameters<typeof missingDebianPackages>[0]} purposes
 * @throws {BootstrapProblem}
 */
export async function ensureDebianPackages(purposes) {
  if ((await missingDebianPackages(purposes)).length === 0) return
  await withLock(lockFile('machine'), async () => {
    const missing = await missingDebianPackages(purposes)
    if (missing.length > 0) await installDebianPackages(missing)
  })
}

/**
 * The Electron to run on, with its addon. Says which one it took and why.
 * @returns {ReturnType<typeof findElectronRuntime>}
 * @throws {BootstrapProblem}
 */
export async function ensureRuntime() {
  const runtime =
    (await runtimeInPlace()) ?? (await withLock(lockFile('machine'), () => findElectronRuntime({ allowInstall: true })))
  const name = {
    configured: 'the configured Electron',
    official: 'the official Electron',
    fallback: 'the development Electron',
  }
  say(`- Runtime: ${name[runtime.kind]}${runtime.version ? ` ${runtime.version}` : ''}, because ${runtime.why}.`)
  return runtime
}

/**
 * What is there already, unless something better may be had: without a remembered failure the official one is tried.
 */
async function runtimeInPlace() {
  const found = await findElectronRuntime({ allowInstall: false }).catch(() => null)
  return found?.kind === 'fallback' && !found.officialWasTried ? null : found
}
