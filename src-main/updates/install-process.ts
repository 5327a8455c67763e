import { spawn } from 'node:child_process'
import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import type { UpdateView } from '../../src-contract/shell-updates.ts'
import { stationCodes, updateCodes, type FailureCode } from '../../src-updates/codes.ts'
import { installArguments, isOfferFolder, offerArguments } from '../install-option.ts'
import { answerFile } from './install-mode.ts'
import { installedVersion, mayInstall, PROGRAM } from './versions.ts'

/** Asks for an administrator's password in a window of the system. */
const PKEXEC = '/usr/bin/pkexec'

/** Who may put a version in its place on this PC. */
export function waysToInstall(executable: string, platform: NodeJS.Platform): UpdateView['install'] {
  const installed = installedVersion(executable)
  if (installed === null) return 'it'
  if (mayInstall(installed.root)) return 'self'
  if (platform === 'win32') return existsSync(join(installed.root, PROGRAM)) ? 'asks' : 'it'
  return existsSync(PKEXEC) && existsSync(stepOf(installed.root)) ? 'asks' : 'it'
}

/** What root starts on Linux, beside the launcher: it takes one folder, and gives the program arguments and environment of its own. */
const stepOf = (root: string): string => join(root, 'install-update')

/**
 * Starts the program again to install an offer, with root's rights where it takes them.
 * @returns null when the version is in its place; else why nothing was changed
 */
export function installInOwnProcess(executable: string, offerFolder: string): Promise<FailureCode | null> {
  const way = waysToInstall(executable, process.platform)
  const root = installedVersion(executable)?.root
  const offer = realFolder(offerFolder)
  if (way === 'it' || root === undefined || offer === null) return Promise.resolve('UPD_INSTALL')
  if (process.platform === 'win32') return installOnWindows(executable, root, offer, way)
  const [command, rest] = way === 'asks' ? [PKEXEC, [stepOf(root), offer]] : [executable, installArguments(offer)]
  return new Promise((resolve) => {
    const child = spawn(command, rest, { stdio: ['ignore', 'pipe', 'ignore'] })
    let said = ''
    child.stdout.on('data', (bytes: Buffer) => (said = (said + bytes.toString('utf8')).slice(-4096)))
    child.once('error', () => resolve('UPD_INSTALL'))
    child.once('close', () => resolve(answerIn(said)))
  })
}

/** The step with rights follows no link: it is given the path without any. @returns null where there is no such folder */
function realFolder(path: string): string | null {
  try {
    const real = realpathSync.native(path)
    return isOfferFolder(real) ? real : null
  } catch {
    return null
  }
}

/** What the step left; '' when there is nothing, or it cannot be read at this moment. */
function answerLeft(root: string): string {
  try {
    return readFileSync(answerFile(root), 'utf8')
  } catch {
    return ''
  }
}

/** Windows asks for an administrator when the launcher starts the program. What was said before does not count. */
function installOnWindows(
  executable: string,
  root: string,
  offer: string,
  way: 'self' | 'asks',
): Promise<FailureCode | null> {
  const before = answerLeft(root)
  return new Promise((resolve) => {
    const child = spawn(way === 'asks' ? join(root, PROGRAM) : executable, offerArguments(offer), { stdio: 'ignore' })
    child.once('error', () => resolve('UPD_INSTALL'))
    child.once('close', () => {
      const said = answerLeft(root)
      resolve(said === before ? 'UPD_INSTALL' : answerIn(said))
    })
  })
}

function answerIn(said: string): FailureCode | null {
  const line = said.split('\n').findLast((each) => each.startsWith('{'))
  try {
    const answer = JSON.parse(line ?? '') as { ok?: unknown; code?: unknown }
    if (answer.ok === true) return null
    return [...updateCodes, ...stationCodes].find((code) => code === answer.code) ?? 'UPD_INSTALL'
  } catch {
    return 'UPD_INSTALL'
  }
}
