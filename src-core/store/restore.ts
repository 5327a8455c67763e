import { copyFileSync, existsSync, readFileSync, renameSync, rmSync, statfsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { failure, success, type Result } from '../../src-contract/errors.ts'
import type { ReplicaKey } from '../crypto/replica-key.ts'
import { syncDirectory, syncFile, writeAtomically } from './atomic-file.ts'
import { isWhole, listBackups } from './backup.ts'
import { storeFault } from './errors.ts'
import { openReplica } from './open.ts'
import { replicaPaths } from './paths.ts'
import { databaseFiles, quarantine, stampOf } from './quarantine.ts'
import type { Db } from './sql.ts'

export type RestoreError =
  'backup/none' | 'backup/unusable' | 'store/disk-full' | 'store/read-only' | 'store/damaged' | 'store/in-use'

const Swap = z.object({ quarantine: z.string().regex(/^[A-Za-z0-9-]+$/) })

/**
 * Puts a backup in the replica's place. The replica must be closed and its lock held by the caller. The file that is replaced goes
 * to quarantine. Interrupted at any point, `finishSwap` at the next start leads to the same end.
 *
 * @param options.now instant, ISO UTC
 * @param options.prepare writes into the copy before it takes the replica's place: a restored replica without it does not exist at any moment
 * @returns the quarantine folder of the replaced file, if there was one
 */
export function restoreBackup(options: {
  readonly dir: string
  readonly key: ReplicaKey
  readonly name: string
  readonly now: string
  readonly prepare?: (db: Db) => void
}): Result<{ readonly quarantined: string | undefined }, RestoreError> {
  const { dir, key, name } = options
  const paths = replicaPaths(dir)
  if (!listBackups(dir).some((backup) => backup.name === name)) return failure('backup/none')
  const backup = join(paths.backups, name)
  const restored = restoredFile(dir)
  try {
    if (!isWhole(dir, backup, key)) return failure('backup/unusable')
    const { bavail, bsize } = statfsSync(dir)
    if (bavail * bsize < statSync(backup).size * 1.1) return failure('store/disk-full')
    for (const file of databaseFiles(restored)) rmSync(file, { force: true })
    copyFileSync(backup, restored)
    if (options.prepare !== undefined && !isPrepared(options, restored, options.prepare))
      return failure('backup/unusable')
    syncFile(restored)
    writeAtomically(paths.swap, JSON.stringify({ quarantine: `restore-${stampOf(options.now)}` }))
    return success({ quarantined: finishSwap(dir) })
  } catch (error) {
    if (!existsSync(paths.swap)) for (const file of databaseFiles(restored)) rmSync(file, { force: true })
    const fault = storeFault(error)
    if (fault === undefined) throw error
    return failure(fault)
  }
}

/** What is written is in the file itself: its log is not taken along. */
function isPrepared(
  { dir, key }: { readonly dir: string; readonly key: ReplicaKey },
  file: string,
  prepare: (db: Db) => void,
): boolean {
  const opened = openReplica({ dir, file, key })
  if (!opened.ok) return false
  try {
    prepare(opened.value)
    opened.value.connection.pragma('wal_checkpoint(TRUNCATE)')
  } finally {
    opened.value.close()
  }
  return databaseFiles(file).every((one) => one === file || !existsSync(one))
}

/**
 * Finishes a replacement that was interrupted; does nothing when there is none. Called at every start, under the replica's lock,
 * before the replica is opened.
 *
 * @returns the quarantine folder of the replaced file, if one was moved now
 */
export function finishSwap(dir: string): string | undefined {
  const paths = replicaPaths(dir)
  if (!existsSync(paths.swap)) return undefined
  const restored = restoredFile(dir)
  let moved: string | undefined
  // The restored file disappears by the rename: from then on the replica is the new one and must not be moved away.
  if (existsSync(restored)) {
    moved = quarantine(dir, databaseFiles(paths.database), labelOf(paths.swap))
    renameSync(restored, paths.database)
    syncDirectory(dir)
  }
  rmSync(paths.swap, { force: true })
  syncDirectory(dir)
  return moved
}

function restoredFile(dir: string): string {
  return `${replicaPaths(dir).database}.restored`
}

function labelOf(swap: string): string {
  try {
    return Swap.parse(JSON.parse(readFileSync(swap, 'utf8'))).quarantine
  } catch {
    return 'restore'
  }
}
