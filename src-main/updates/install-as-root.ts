import { execFileSync } from 'node:child_process'
import {
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { FILE_NAME } from '../../src-updates/documents.ts'
import { type Build, verifyUpdate } from '../../src-updates/verify-update.ts'
import type { FailureCode } from '../../src-updates/codes.ts'
import { UpdateFailure, codeOf } from './failure.ts'
import { discSource } from './offer-source.ts'
import { checkPackage } from './package-download.ts'
import { UpdateFolder } from './update-folder.ts'
import { installVersion, numberIn } from './versions.ts'

/**
 * The step with root's rights (Linux: `pkexec …/beatbook --install-update=FOLDER`) or an administrator's (Windows: the launcher asks for
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
  mkdirSync(own.dir, { recursive: true, mode: 0o700 })
  if (process.platform === 'win32') keepOthersOut(own.dir)
  if (!takeLock(join(own.dir, 'busy'))) return { ok: false, code: 'UPD_BUSY' }
  for (const name of readdirSync(own.dir))
    if (name.startsWith('incoming-')) rmSync(join(own.dir, name), { recursive: true })
  const incoming = mkdtempSync(join(own.dir, 'incoming-'))
  try {
    copyOffer(options.offer, incoming)
    const offer = await discSource(incoming).envelopes(build.trust.version + 1, new AbortController().signal)
    const verdict = verifyUpdate(offer, build, {
      ...{ id: options.stationId, at: options.now, running: options.running },
      // Whose database it is going to open, root does not know; the user's app has asked.
      database: null,
      ...{ state: own.state(), stateKey: own.stateKey() },
    })
    if (!verdict.ok) return verdict
    const [file] = verdict.value.release.files
    if (file === undefined) return { ok: false, code: 'UPD_SCOPE' }
    const archive = join(incoming, 'package', file.name)
    const wrong = await checkPackage(archive, file)
    if (wrong !== null) return { ok: false, code: wrong }
    installVersion(root, verdict.value.release.seq, options.running, archive)
    own.keepState(verdict.value.nextState)
    return { ok: true, seq: verdict.value.release.seq, version: verdict.value.release.version }
  } catch (error) {
    return { ok: false, code: codeOf(error, 'UPD_INSTALL') }
  } finally {
    rmSync(incoming, { recursive: true, force: true })
    rmSync(join(own.dir, 'busy'), { force: true })
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

/** One installation at a time. Whose process is gone holds nothing: a power cut must not stop updates for good. */
function takeLock(path: string): boolean {
  const holder = numberIn(path)
  if (holder !== null && isAlive(holder)) return false
  rmSync(path, { force: true })
  try {
    writeFileSync(path, `${process.pid}\n`, { flag: 'wx', mode: 0o600 })
    return true
  } catch {
    // Another one was quicker.
    return false
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/** Only plain files with the names of an offer: what else lies there is not looked at. */
function copyOffer(from: string, to: string): void {
  for (const name of readdirSync(from))
    if (/^(?:release|status|trust-\d{1,6})\.json$/.test(name)) copyPlain(join(from, name), join(to, name))
  mkdirSync(join(to, 'package'))
  const packages = join(from, 'package')
  if (!existsSync(packages)) throw new UpdateFailure('UPD_INSTALL')
  for (const name of readdirSync(packages))
    if (FILE_NAME.test(name)) copyPlain(join(packages, name), join(to, 'package', name))
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
