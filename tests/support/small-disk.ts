import { execFileSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A disk of its own that is soon full. */
export type SmallDisk = {
  readonly dir: string
  /** Makes room, or takes it away as far as nothing lies there. */
  resize(kilobytes: number): void
  remove(): void
}

/** Whether this machine lets a test have one: Linux, as root, outside of narrower containers. */
export function hasSmallDisks(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false
  try {
    openSmallDisk(64).remove()
    return true
  } catch {
    return false
  }
}

/** @param at a folder that is there; without it, one of its own @throws where the machine does not let a test have one */
export function openSmallDisk(kilobytes: number, at?: string): SmallDisk {
  const dir = at ?? mkdtempSync(join(tmpdir(), 'beatbook-disk-'))
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${kilobytes}k`, 'tmpfs', dir], { stdio: 'pipe' })
  } catch (error) {
    rmSync(dir, { recursive: true, force: true })
    throw error
  }
  chmodSync(dir, 0o777)
  return {
    dir,
    resize: (size) => void execFileSync('mount', ['-o', `remount,size=${size}k`, dir], { stdio: 'pipe' }),
    remove() {
      execFileSync('umount', ['-l', dir], { stdio: 'pipe' })
      rmSync(dir, { recursive: true, force: true })
    },
  }
}
