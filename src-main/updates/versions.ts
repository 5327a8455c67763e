import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  accessSync,
  chmodSync,
  closeSync,
  constants,
  existsSync,
  fsyncSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { codeOf, UpdateFailure } from './failure.ts'

const isWindows = process.platform === 'win32'
/** Name of the launcher, and of the program in each version. */
export const PROGRAM = isWindows ? 'beatbook.exe' : 'beatbook'
/** versions/NUMBER/PROGRAM, as the launcher (build/launcher) starts it. */
const RUNNING = /^(.+)[/\\]versions[/\\](\d{1,15})[/\\][^/\\]+$/

/** @returns the folder with `current` and `versions/`, and which version runs; null when the app was not installed by versions */
export function installedVersion(executable: string): { root: string; seq: number } | null {
  const found = RUNNING.exec(executable)
  return found?.[1] !== undefined && found[2] !== undefined ? { root: found[1], seq: Number(found[2]) } : null
}

/** Whether this user may put versions there; on a station's PC only root or an administrator may. */
export function mayInstall(root: string): boolean {
  try {
    // Of a folder's rights on Windows Node only knows after it tried.
    if (isWindows) rmdirSync(mkdtempSync(join(root, 'versions', '.try-')))
    accessSync(join(root, 'versions'), constants.W_OK)
    accessSync(root, constants.W_OK)
    return true
  } catch {
    return false
  }
}

/**
 * Puts a verified package beside the versions that are there and makes it the one that starts next. A power cut leaves the old version or
 * the new one: the package is unpacked under another name, and `current` is exchanged last. Versions that nobody here runs any more go.
 * @param running the version that runs for this user. What `current` names may be a newer one, which another user of this PC works with
 *   and whose database an older program does not open: then the launcher goes back to that, unless it was recalled or is damaged
 * @param archive absolute path of a tar archive (any compression that tar knows) with the program at its top
 * @param recalled sequence numbers that nobody goes back to
 * @throws UpdateFailure UPD_INSTALL, UPD_SPACE; nothing has changed then
 */
export function installVersion(
  root: string,
  seq: number,
  running: number,
  archive: string,
  recalled: readonly number[] = [],
): void {
  const versions = join(root, 'versions')
  const incoming = join(versions, `.incoming-${seq}`)
  const target = join(versions, String(seq))
  const before = numberIn(join(root, 'current'))
  try {
    bringBack(root)
    removeLeftOvers(versions)
    // Not into what could not be removed.
    mkdirSync(incoming, { mode: 0o755 })
    // Names that lead out of the folder are refused by tar itself; owners in the archive do not count.
    unpack(archive, incoming)
    accessSync(join(incoming, PROGRAM), constants.X_OK)
    sandboxFor(incoming)
    // All of it is on the disc before anything points to it.
    flushAll(incoming)
    if (existsSync(target)) putAway(versions, seq)
    move(incoming, target)
    flushFolder(versions)
    const previous = before !== null && isWayBack(versions, before, seq, running, recalled) ? before : running
    if (previous !== seq) keep(join(root, 'previous'), previous)
    keep(join(root, 'current'), seq)
  } catch (error) {
    remove(incoming)
    bringBack(root)
    throw new UpdateFailure(codeOf(error, 'UPD_INSTALL'))
  }
  removeLeftOvers(versions)
  const needed = new Set([seq, running, before])
  for (const name of readdirSync(versions))
    if (/^\d{1,15}$/.test(name) && !needed.has(Number(name))) removeVersion(versions, Number(name))
}

/** Whether `before`, which started until now for whom nothing held it, is what everybody can go back to. */
function isWayBack(
  versions: string,
  before: number,
  seq: number,
  running: number,
  recalled: readonly number[],
): boolean {
  return before > running && before !== seq && !recalled.includes(before) && isWhole(join(versions, String(before)))
}

/** Whether a version's program is there and its archive the one that was packaged, as the launcher looks at it. */
function isWhole(version: string): boolean {
  const archive = join(version, 'resources', 'app.asar')
  try {
    accessSync(join(version, PROGRAM), constants.X_OK)
    if (!existsSync(`${archive}.sha256`)) return true
    const packaged = readFileSync(`${archive}.sha256`, 'latin1').slice(0, 64)
    return createHash('sha256').update(readFileSync(archive)).digest('hex') === packaged
  } catch {
    return false
  }
}

/** @throws UpdateFailure UPD_SPACE when that was the reason */
function unpack(archive: string, into: string): void {
  const args = ['-xf', archive, '-C', into, '--no-same-owner', '--no-same-permissions']
  // What tar says in the language that is asked for here.
  const env = { ...process.env, LC_ALL: 'C' }
  const { status, signal, stderr } = spawnSync(tar(), args, {
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

/** Windows has one since version 1803 (2018); by its full path, so that nobody puts another one in front of it. */
function tar(): string {
  return isWindows ? join(process.env['SystemRoot'] ?? 'C:\\Windows', 'System32', 'tar.exe') : 'tar'
}

/** Brings everything in a folder to the disc. */
function flushAll(folder: string): void {
  if (!isWindows) return void execFileSync('sync', ['-f', folder], { stdio: 'ignore' })
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const file = openSync(join(entry.parentPath, entry.name), 'r+')
    try {
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
  }
}

/** Where the kernel lets nobody make namespaces, Chromium's sandbox runs with root's rights; archives carry no such bit. */
function sandboxFor(version: string): void {
  const helper = join(version, 'chrome-sandbox')
  if (process.getuid?.() === 0 && existsSync(helper)) chmodSync(helper, 0o4755)
}

/** The new version is in its place whether or not an old one can be removed; the next update tries again. */
function removeVersion(versions: string, seq: number): void {
  try {
    remove(putAway(versions, seq))
  } catch {
    return
  }
}

/**
 * Takes a version out of the way, whole or not at all: on Windows a folder that somebody works in cannot be moved, but what is not open in
 * it could be removed under their hands.
 * @returns where it is now
 */
function putAway(versions: string, seq: number): string {
  const gone = join(versions, `.gone-${seq}`)
  move(join(versions, String(seq)), gone)
  return gone
}

/** A repair that was cut short put a version away and no other one in its place: what the launcher is to start comes back. */
function bringBack(root: string): void {
  for (const name of ['current', 'previous']) {
    const seq = numberIn(join(root, name))
    const [gone, place] = [`.gone-${seq}`, String(seq)].map((each) => join(root, 'versions', each)) as [string, string]
    if (seq === null || existsSync(place) || !existsSync(gone)) continue
    try {
      move(gone, place)
    } catch {
      // The launcher starts the other one.
    }
  }
}

/** What an attempt before left, or somebody had open then. */
function removeLeftOvers(versions: string): void {
  for (const name of readdirSync(versions)) if (/^\.(?:incoming|gone|try)-/.test(name)) remove(join(versions, name))
}

/** What cannot be removed now is removed by the next update. */
function remove(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true })
  } catch {
    return
  }
}

/** On Windows what somebody has open cannot be moved, if only a scanner that looks at what is new: tried for six seconds. */
function move(from: string, to: string): void {
  for (let attempt = 1; ; attempt++) {
    try {
      return renameSync(from, to)
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : ''
      if (!isWindows || attempt === 20 || !['EPERM', 'EACCES', 'EBUSY'].includes(String(code))) throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300)
    }
  }
}

/** What the launcher's note says; null when it is missing or says anything else. */
export function numberIn(path: string): number | null {
  const text = existsSync(path) ? readFileSync(path, 'utf8').trim() : ''
  return /^\d{1,15}$/.test(text) ? Number(text) : null
}

function keep(path: string, seq: number): void {
  writeFileSync(`${path}.new`, `${seq}\n`, { mode: 0o644, flush: true })
  move(`${path}.new`, path)
  flushFolder(join(path, '..'))
}

/** A rename is on the disc when its folder is; Windows journals it and has no such call. */
function flushFolder(path: string): void {
  if (isWindows) return
  const folder = openSync(path, 'r')
  try {
    fsyncSync(folder)
  } finally {
    closeSync(folder)
  }
}
