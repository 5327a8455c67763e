import { existsSync } from 'node:fs'
import { BootstrapProblem, step } from './problem.mjs'
import { run } from './run.mjs'

/** What each purpose needs. Newer releases renamed some libraries: the first name that exists there is taken. */
const NEEDED = {
  window: [
    ['libgtk-3-0', 'libgtk-3-0t64'],
    ['libnss3'],
    ['libgbm1'],
    ['libasound2', 'libasound2t64'],
    ['libxss1'],
    ['fonts-noto-cjk'],
  ],
  display: [['xvfb']],
  tests: [['poppler-utils'], ['dpkg-dev'], ['openssl']],
  compiler: [['g++'], ['make'], ['python3']],
}

/**
 * @param {Array<'window' | 'display' | 'tests' | 'compiler'>} purposes
 * @returns {Promise<string[][]>} the missing packages, each with its possible names; none where there is no apt
 */
export async function missingDebianPackages(purposes) {
  if (process.platform !== 'linux' || !existsSync('/usr/bin/apt-get')) return []
  const wanted = purposes.flatMap((purpose) => NEEDED[purpose])
  // dpkg-query complains about names that it does not know, and still prints the others.
  const { output } = await run('dpkg-query', ['-W', '-f', '${Package} ${Status}\n', ...wanted.flat()])
  return missingAmong(wanted, output)
}

/**
 * @param {string[][]} wanted
 * @param {string} listing lines "NAME install ok installed"
 * @returns {string[][]}
 */
export function missingAmong(wanted, listing) {
  const lines = listing.split('\n').filter((line) => line.endsWith(' install ok installed'))
  const installed = new Set(lines.map((line) => line.slice(0, line.indexOf(' '))))
  return wanted.filter((names) => !names.some((name) => installed.has(name)))
}

/**
 * Installs them as root or with passwordless sudo.
 * @param {string[][]} missing
 * @throws {BootstrapProblem} with the exact command where this user may not install, or where it failed
 */
export async function installDebianPackages(missing) {
  const names = missing.map(([first]) => first)
  const byHand = `sudo apt-get update && sudo apt-get install -y ${names.join(' ')}`
  const prefix = await asRoot()
  if (!prefix)
    throw new BootstrapProblem(
      `The app needs system packages that are missing, and this user may not install them; run \`${byHand}\` and try again.`,
    )
  await step(`Installing Debian packages: ${names.join(' ')}`, async () => {
    const apt = (args) => run(prefix[0], [...prefix.slice(1), ...args])
    const update = await apt(['apt-get', 'update'])
    const chosen = await Promise.all(missing.map(firstThatExists))
    const wait = ['-o', 'DPkg::Lock::Timeout=120']
    const installed = await apt(['apt-get', 'install', '-y', '--no-install-recommends', ...wait, ...chosen])
    if (installed.code !== 0)
      throw new BootstrapProblem(
        `The system packages that the app needs could not be installed; run \`${byHand}\` to see why.`,
        update.code === 0 ? installed.output : `${update.output}\n${installed.output}`,
      )
  })
}

async function asRoot() {
  if (process.getuid?.() === 0) return ['env', 'DEBIAN_FRONTEND=noninteractive']
  const sudo = await run('sudo', ['-n', 'true'])
  return sudo.code === 0 ? ['sudo', '-n', 'env', 'DEBIAN_FRONTEND=noninteractive'] : null
}

async function firstThatExists(names) {
  if (names.length === 1) return names[0]
  for (const name of names) {
    const { output } = await run('apt-cache', ['policy', name])
    if (/Candidate: (?!\(none\))/.test(output)) return name
  }
  return names[0]
}
