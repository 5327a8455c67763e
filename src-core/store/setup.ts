import { folderState } from '../crypto/slots.ts'
import { replicaPaths } from './paths.ts'
import { databaseFiles, quarantine, stampOf } from './quarantine.ts'

/**
 * Clears a folder whose set-up was interrupted, so that set-up can start again. Moves, never deletes: a changed slots file must
 * not be able to make us throw a replica away.
 *
 * @param now instant, ISO UTC
 * @returns whether there was something to clear
 */
export function discardUnfinished(dir: string, now: string): boolean {
  if (folderState(dir) !== 'unfinished') return false
  const paths = replicaPaths(dir)
  quarantine(dir, [paths.slots, ...databaseFiles(paths.database), paths.spool], `setup-${stampOf(now)}`)
  return true
}
