import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { BootstrapProblem, step } from './problem.mjs'
import { runNpm } from './run.mjs'
import { hashOf, isStamped, stamp } from './stamps.mjs'

const STAMP = 'packages'

/** @param {string} project @returns {Promise<boolean>} whether node_modules is what package-lock.json describes */
export async function packagesAreInstalled(project) {
  const key = await hashOf(join(project, 'package-lock.json'))
  if (await isStamped(project, STAMP, key)) return true
  if (!(await matchesLock(project))) return false
  await stamp(project, STAMP, key)
  return true
}

/**
 * Installs the npm packages of package-lock.json, without install scripts (.npmrc says why).
 * @param {string} project
 * @throws {BootstrapProblem}
 */
export async function installPackages(project) {
  await step('Installing npm packages (about a minute, once)', async () => {
    const installed = await runNpm(
      [
        'ci',
        '--no-audit',
        '--no-fund',
        '--loglevel=error',
        '--fetch-retry-mintimeout=1000',
        '--fetch-retry-maxtimeout=8000',
      ],
      {
        cwd: project,
      },
    )
    if (installed.code !== 0) {
      const [said] = installed.output.split(/^npm error Clean install a project/m) // Its usage follows.
      throw new BootstrapProblem(whyNpmFailed(installed.output), said)
    }
    await stamp(project, STAMP, await hashOf(join(project, 'package-lock.json')))
  })
}

/**
 * @param {string} output what npm printed
 * @returns {string} one sentence that says what happened and the command that helps
 */
export function whyNpmFailed(output) {
  if (/SELF_SIGNED_CERT|UNABLE_TO_GET_ISSUER|UNABLE_TO_VERIFY|CERT_/.test(output))
    return 'The npm packages could not be fetched, because this network shows a certificate that npm does not know; ask for its certificate file, run `npm config set cafile FILE` and try again.'
  if (
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|network/i.test(
      output,
    )
  )
    return 'The npm packages could not be fetched, because the package registry cannot be reached; check the network with `npm ping` (behind a proxy: `npm config set proxy URL`) and try again.'
  if (/ENOSPC/.test(output))
    return 'The npm packages could not be installed, because the disk is full; see `df -h .` and try again.'
  if (/EACCES|EPERM|EROFS/.test(output))
    return 'The npm packages could not be installed, because this user may not write to the project folder or to the npm cache; see `ls -ld . "$(npm config get cache)"` and try again.'
  if (/EINTEGRITY/.test(output))
    return 'The npm packages were refused, because one of them is damaged or is not the one in package-lock.json; run `npm cache clean --force` and try again.'
  if (/in sync/.test(output))
    return 'The npm packages could not be installed, because package.json and package-lock.json disagree; run `npm install` and try again.'
  return 'The npm packages could not be installed; run `npm ci` to see all of its messages.'
}

/** Someone may have run `npm ci` or `npm install` by hand: what npm noted down is compared, nothing is run. */
async function matchesLock(project) {
  try {
    const [wanted, present] = await Promise.all(
      ['package-lock.json', join('node_modules', '.package-lock.json')].map(
        async (file) => JSON.parse(await readFile(join(project, file), 'utf8')).packages,
      ),
    )
    return Object.entries(wanted).every(
      ([path, { version, optional }]) => path === '' || optional || present[path]?.version === version,
    )
  } catch {
    return false
  }
}
