import { existsSync, mkdirSync, renameSync } from 'node:fs'
import { basename, join } from 'node:path'
import { syncDirectory } from './atomic-file.ts'
import { replicaPaths } from './paths.ts'

/**
 * Moves files out of the way without deleting anything: what looks damaged may still be read by someone with more patience.
 *
 * @param label folder name below quarantine, such as a time stamp; the same label may be used again to finish a move
 * @returns the folder, or undefined when none of the files exists
 */
export function quarantine(dir: string, files: readonly string[], label: string): string | undefined {
  const present = files.filter((file) => existsSync(file))
  if (present.length === 0) return undefined
  const folder = join(replicaPaths(dir).quarantine, label)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  for (const file of present) renameSync(file, free(join(folder, basename(file))))
  syncDirectory(folder)
  syncDirectory(dir)
  return folder
}

/** A database with what belongs to it. The write-ahead log goes with it: it must never be replayed into another file. */
export function databaseFiles(database: string): string[] {
  return [`${database}-wal`, `${database}-shm`, `${database}-journal`, database]
}

/** File name part for an instant: 2026-03-01T02:03:04.567Z -> 20260301T020304567Z. */
export function stampOf(instant: string): string {
  return instant.replace(/[-:.]/g, '')
}

function free(file: string): string {
  for (let n = 0; ; n += 1) {
    const candidate = n === 0 ? file : `${file}.${n}`
    if (!existsSync(candidate)) return candidate
  }
}
