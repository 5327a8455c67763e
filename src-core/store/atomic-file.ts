import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

/**
 * Replaces a small file so that a reader sees the old content or the new one and never a mixture, whatever is killed when.
 * The content is on the disk when this returns.
 *
 * @throws the file system's error (ENOSPC, EACCES …); the old file is then unchanged.
 */
export function writeAtomically(file: string, content: string | Buffer): void {
  const next = unfinished(file)
  try {
    const fd = openSync(next, 'w', 0o600)
    try {
      const bytes = typeof content === 'string' ? Buffer.from(content, 'utf8') : content
      let written = 0
      while (written < bytes.length) written += writeSync(fd, bytes, written)
      fsyncSync(fd)
    } finally {
      closeSync(fd)
    }
    renameSync(next, file)
  } catch (error) {
    rmSync(next, { force: true })
    throw error
  }
  syncDirectory(dirname(file))
}

/** Takes away what a kill left of a new content; only while nobody else writes the file. */
export function dropUnfinished(file: string): void {
  rmSync(unfinished(file), { force: true })
}

function unfinished(file: string): string {
  return join(dirname(file), `.${basename(file)}.new`)
}

/** Makes renames and removals in a folder durable. Windows has no such call and journals them itself. */
export function syncDirectory(dir: string): void {
  if (process.platform === 'win32') return
  const fd = openSync(dir, 'r')
  try {
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
}

/** Flushes a file that something else wrote. */
export function syncFile(file: string): void {
  const fd = openSync(file, 'r+')
  try {
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
}
