import { randomBytes } from 'node:crypto'
import { linkSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** busy-1, busy-2 …: the highest one counts. Numbers only grow, so nobody can take for free what somebody else has taken meanwhile. */
const LOCK = /^busy-(\d{1,15})$/

/**
 * One installation at a time. Whose process is gone holds nothing: a power cut must not stop updates for good. Who takes over makes the next
 * number, which only one can make, and removes nobody's.
 * @param folder only root's, on one disc
 * @returns what gives it back; null when somebody else installs
 * @throws where the folder cannot be written
 */
export function takeLock(folder: string): (() => void) | null {
  const last = highest(folder)
  if (last > 0 && isHeld(join(folder, `busy-${last}`))) return null
  const own = join(folder, `taking-${process.pid}-${randomBytes(6).toString('hex')}`)
  const lock = join(folder, `busy-${last + 1}`)
  try {
    // Whole before it has the name that counts.
    writeFileSync(own, `${process.pid} ${startOf(process.pid)}\n`, { flag: 'wx', mode: 0o600 })
    if (!linked(own, lock)) return null
    if (highest(folder) > last + 1) {
      rmSync(lock, { force: true })
      return null
    }
    for (const name of readdirSync(folder))
      if (Number(LOCK.exec(name)?.[1] ?? Infinity) <= last) rmSync(join(folder, name), { force: true })
    return () => writeFileSync(lock, '')
  } finally {
    rmSync(own, { force: true })
  }
}

function highest(folder: string): number {
  return Math.max(0, ...readdirSync(folder).map((name) => Number(LOCK.exec(name)?.[1] ?? 0)))
}

/** @returns false when another one was quicker */
function linked(from: string, to: string): boolean {
  try {
    linkSync(from, to)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  }
}

/** Given back is empty. A process with the number of one that is gone has another start. */
function isHeld(lock: string): boolean {
  const [pid = '', start = ''] = contentOf(lock).trim().split(' ')
  return /^\d+$/.test(pid) && isAlive(Number(pid)) && start === startOf(Number(pid))
}

function contentOf(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

/** Boot and instant at which a process began; the same for all where the system does not say it in a file (Windows). */
function startOf(pid: number): string {
  const boot = contentOf('/proc/sys/kernel/random/boot_id').trim()
  // After the name in parentheses, which may hold anything: field 22 of proc(5).
  const started = contentOf(`/proc/${pid}/stat`).split(')').at(-1)?.trim().split(' ')[19] ?? ''
  return `${boot}/${started}`
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
