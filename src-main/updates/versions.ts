import { execFileSync, spawnSync } from 'node:child_process'
import {
  accessSync,
  chmodSync,
  closeSync,
  constants,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { codeOf, UpdateFailure } from './failure.ts'

/** versions/NUMBER/beatbook, as the launcher (build/launcher/beatbook.sh) starts it. */
const RUNNING = /^(.+)[/\\]versions[/\\](\d{1,15})[/\\][^/\\]+$/

/** @returns the folder with `current` and `versions/`, and which version runs; null when the app was not installed by versions */
export function installedVersion(executable: string): { root: string; seq: number } | null {
  const found = RUNNING.exec(executable)
  return found?.[1] !== undefined && found[2] !== undefined ? { root: found[1], seq: Number(found[2]) } : null
}

/** Whether this user may put versions there; on a station's PC only root may. */
export function mayInstall(root: string): boolean {
  try {
    accessSync(join(root, 'versions'), constants.W_OK)
    accessSync(root, constants.W_OK)
    return true
  } catch {
    return false
  }
}

/**
 * Puts a verified package beside the versions that are there and makes it the one that starts next. A power cut leaves the old version or
 * the new one: the package is unpacked under another name, and `current` is exchanged last. Older versions than the one before go.
 * @param running the version that runs and is known to be good: the launcher goes back to it. What `current` names may be another one,
 *   which was installed but did not get on its feet
 * @param archive absolute path of a tar archive (any compression that tar knows) with the program `beatbook` at its top
 * @throws UpdateFailure UPD_INSTALL, UPD_SPACE; nothing has changed then
 */
export function installVersion(root: string, seq: number, running: number, archive: string): void {
  const versions = join(root, 'versions')
  const incoming = join(versions, `.incoming-${seq}`)
  const target = join(versions, String(seq))
  try {
    rmSync(incoming, { recursive: true, force: true })
    mkdirSync(incoming, { recursive: true, mode: 0o755 })
    // Names that lead out of the folder are refused by tar itself; owners in the archive do not count.
    unpack(archive, incoming)
    accessSync(join(incoming, 'beatbook'), constants.X_OK)
    sandboxFor(incoming)
    // All of it is on the disc before anything points to it.
    execFileSync('sync', ['-f', incoming], { stdio: 'ignore' })
    rmSync(target, { recursive: true, force: true })
    renameSync(incoming, target)
    flushFolder(versions)
    if (running !== seq) keep(join(root, 'previous'), running)
    keep(join(root, 'current'), seq)
  } catch (error) {
    rmSync(incoming, { recursive: true, force: true })
    throw new UpdateFailure(codeOf(error, 'UPD_INSTALL'))
  }
  const needed = new Set([seq, running])
  for (const name of readdirSync(versions))
    if (/^\d{1,15}$/.test(name) && !needed.has(Number(name))) removeVersion(join(versions, name))
}

/** @throws UpdateFailure UPD_SPACE when that was the reason */
function unpack(archive: string, into: string): void {
  const args = ['-xf', archive, '-C', into, '--no-same-owner', '--no-same-permissions']
  // What tar says in the language that is asked for here.
  const env = { ...process.env, LC_ALL: 'C' }
  const { status, signal, stderr } = spawnSync('tar', args, {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
    maxBuffer: 2 ** 26,
  })
  if (status === 0) return
  // A limit of the user's is told by a signal.
  const isFull =
    signal === 'SIGXFSZ' ||
    /No space left on device|Disk quota exceeded|File too large/.test(stderr?.toString('utf8') ?? '')
  throw new UpdateFailure(isFull ? 'UPD_SPACE' : 'UPD_INSTALL')
}

/** Where the kernel lets nobody make namespaces, Chromium's sandbox runs with root's rights; archives carry no such bit. */
function sandboxFor(version: string): void {
  const helper = join(version, 'chrome-sandbox')
  if (process.getuid?.() === 0 && existsSync(helper)) chmodSync(helper, 0o4755)
}

/** The new version is in its place whether or not an old one can be removed; the next update tries again. */
function removeVersion(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true })
  } catch {
    return
  }
}

/** What the launcher's note says; null when it is missing or says anything else. */
export function numberIn(path: string): number | null {
  const text = existsSync(path) ? readFileSync(path, 'utf8').trim() : ''
  return /^\d{1,15}$/.test(text) ? Number(text) : null
}

function keep(path: string, seq: number): void {
  writeFileSync(`${path}.new`, `${seq}\n`, { mode: 0o644, flush: true })
  renameSync(`${path}.new`, path)
  flushFolder(join(path, '..'))
}

/** A rename is on the disc when its folder is. */
function flushFolder(path: string): void {
  const folder = openSync(path, 'r')
  try {
    fsyncSync(folder)
  } finally {
    closeSync(folder)
  }
}
