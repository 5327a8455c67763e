import { existsSync, renameSync, rmSync } from 'node:fs'
import { dropUnfinished, syncDirectory, syncFile, writeAtomically } from './atomic-file.ts'
import { replicaPaths } from './paths.ts'
import { databaseFiles } from './quarantine.ts'

/** What a program that looks into every new file does to a rename on Windows passes by itself. */
const passing = new Set(['EPERM', 'EBUSY', 'EACCES'])
const tries = 40
const pauseMs = 50

/**
 * Puts the copy under the next data key, and its slots, in the places of those before. Both are complete, and nobody has either database
 * open. From the mark on it is finished wherever it is cut, by the next start at the latest.
 *
 * @throws the file system's error
 */
export function swapKey(dir: string): void {
  const paths = replicaPaths(dir)
  const logs = [paths.database, paths.nextDatabase].flatMap((file) => databaseFiles(file).filter((one) => one !== file))
  if (logs.some((file) => existsSync(file))) throw new Error('a log is left beside a database that is to change places')
  syncFile(paths.nextDatabase)
  writeAtomically(paths.keySwap, '{}\n')
  finishKeySwap(dir)
}

/**
 * Finishes an exchange of keys that was interrupted; does nothing when there is none. Called at every start, under the replica's lock,
 * before anything is opened: it needs no key.
 *
 * @returns whether there was one
 */
export function finishKeySwap(dir: string): boolean {
  const paths = replicaPaths(dir)
  if (!existsSync(paths.keySwap)) {
    // Slots without a mark belong to an exchange that never began.
    rmSync(paths.nextSlots, { force: true })
    for (const file of [paths.slots, paths.nextSlots, paths.keyChange, paths.keySwap]) dropUnfinished(file)
    return false
  }
  // A copy that is not there any more has taken the replica's place: what was there is gone with the rename.
  if (existsSync(paths.nextDatabase)) rename(paths.nextDatabase, paths.database)
  syncDirectory(dir)
  if (existsSync(paths.nextSlots)) rename(paths.nextSlots, paths.slots)
  syncDirectory(dir)
  rmSync(paths.keyChange, { force: true })
  rmSync(paths.keySwap, { force: true })
  syncDirectory(dir)
  return true
}

function rename(from: string, to: string): void {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return renameSync(from, to)
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : ''
      if (attempt === tries || !passing.has(code)) throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pauseMs)
    }
  }
}
