import { execFileSync } from 'node:child_process'
import {
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
} from 'node:fs'
import { join } from 'node:path'
import { FILE_NAME } from '../../src-updates/documents.ts'
import { type Build, verifyUpdate } from '../../src-updates/verify-update.ts'
import type { FailureCode } from '../../src-updates/codes.ts'
import { isOfferFolder } from '../install-option.ts'
import { UpdateFailure, codeOf } from './failure.ts'
import { takeLock } from './install-lock.ts'
import { discSource } from './offer-source.ts'
import { checkPackage } from './package-download.ts'
import { UpdateFolder } from './update-folder.ts'
import { installVersion } from './versions.ts'

/**
 * The step with root's rights (Linux: `pkexec …/install-update FOLDER`) or an administrator's (Windows: the launcher asks for
 * one). It trusts nothing that the user's app says: offer and package are copied into a folder that only root can write, and everything is
 * verified there, by the version that root installed before and against a state of root's own.
 * @param options.offer folder with the envelopes, and the package under `package/`; belongs to the user
 * @param options.root folder with `current` and `versions/`
 * @returns the version that starts next, or why nothing was changed
 */
export async function installAsRoot(options: {
  offer: string
  root: string
  running: number
  build: Build
  stationId: string
  now: Date
}): Promise<{ ok: true; seq: number; version: string } | { ok: false; code: FailureCode }> {
  const { root, build } = options
  const own = new UpdateFolder(join(root, 'updates'))
  let release: (() => void) | null = null
  let incoming: string | null = null
  try {
    mkdirSync(own.dir, { recursive: true, mode: 0o700 })
    if (process.platform === 'win32') keepOthersOut(own.dir)
    release = takeLock(own.dir)
    if (release === null) return { ok: false, code: 'UPD_BUSY' }
    for (const name of readdirSync(own.dir)) if (name.startsWith('incoming-')) removeIfPossible(join(own.dir, name))
    incoming = mkdtempSync(join(own.dir, 'incoming-'))
    copyOffer(options.offer, incoming)
    const offer = await discSource(incoming).envelopes(build.trust.version + 1, new AbortController().signal)
    const verdict = verifyUpdate(offer, build, {
      ...{ id: options.stationId, at: options.now, running: options.running },
      // Whose database it is going to open, root does not know; the user's app has asked.
      database: null,
      ...{ state: own.state(), stateKey: own.stateKey() },
    })
    if (!verdict.ok) return verdict
    const { release: wanted, status, nextState } = verdict.value
    const [file] = wanted.files
    if (file === undefined) return { ok: false, code: 'UPD_SCOPE' }
    const archive = join(incoming, 'package', file.name)
    const wrong = await checkPackage(archive, file)
    if (wrong !== null) return { ok: false, code: wrong }
    installVersion(root, wanted.seq, options.running, archive, status.recalled)
    own.keepState(nextState)
    return { ok: true, seq: wanted.seq, version: wanted.version }
  } catch (error) {
    return { ok: false, code: codeOf(error, 'UPD_INSTALL') }
  } finally {
    if (incoming !== null) removeIfPossible(incoming)
    giveBack(release)
  }
}

/** What cannot be removed now is removed by the next installation; the answer is known. */
function removeIfPossible(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true })
  } catch {
    return
  }
}

/** A lock that cannot be given back ends with its process. */
function giveBack(release: (() => void) | null): void {
  try {
    release?.()
  } catch {
    return
  }
}

/**
 * Windows knows no mode, and everybody may read under Program Files: what is copied out of a user's folder is nobody else's to see.
 * System, administrators and the owner, by their numbers, because their names are translated.
 */
function keepOthersOut(folder: string): void {
  const icacls = join(process.env['SystemRoot'] ?? 'C:\\Windows', 'System32', 'icacls.exe')
  const whole = ['*S-1-5-18', '*S-1-5-32-544', '*S-1-3-4'].map((who) => `${who}:(OI)(CI)F`)
  execFileSync(icacls, [folder, '/inheritance:r', '/grant:r', ...whole], { stdio: 'ignore' })
}

/**
 * Only plain files with the names of an offer: what else lies there is not looked at. Its folders are where they are said to be: a link in
 * their place would have read what the user may not, or a share.
 */
function copyOffer(from: string, to: string): void {
  if (!isOfferFolder(from) || !isItself(from)) throw new UpdateFailure('UPD_INSTALL')
  for (const name of readdirSync(from))
    if (/^(?:release|status|trust-\d{1,6})\.json$/.test(name)) copyPlain(join(from, name), join(to, name))
  mkdirSync(join(to, 'package'))
  const packages = join(from, 'package')
  if (!existsSync(packages) || !isItself(packages)) throw new UpdateFailure('UPD_INSTALL')
  for (const name of readdirSync(packages))
    if (FILE_NAME.test(name)) copyPlain(join(packages, name), join(to, 'package', name))
}

/** Windows tells no capital letters apart. */
function isItself(path: string): boolean {
  const plain = (name: string): string => (process.platform === 'win32' ? name.toLowerCase() : name)
  return plain(realpathSync.native(path)) === plain(path)
}

/** Not through a link, and no device without an end. */
function copyPlain(from: string, to: string): void {
  const found = lstatSync(from)
  if (!found.isFile() || found.size > 2 ** 31) throw new UpdateFailure('UPD_SIZE')
  copyFileSync(from, to)
}

/** @returns the station that this PC belongs to, as IT wrote it beside the versions; '' is in no ring but the whole */
export function stationOf(root: string): string {
  const path = join(root, 'station')
  const text = existsSync(path) ? readFileSync(path, 'utf8').trim() : ''
  return FILE_NAME.test(text) ? text : ''
}
