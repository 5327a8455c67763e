import type { ReadDb, WriteDb } from '../../store/sql.ts'
import { beginEpoch } from './directives.service.ts'
import { dropSetting, keepSetting, setting } from './sync.repo.ts'

/**
 * A backup is about to take the replica's place. What it would send next may have been sent before, as something else: nothing is sent
 * until the platform has said under which epoch. Written into the copy before it is the replica, in whatever schema it is.
 *
 * @param restoreId a new one for each restore, so that a greeting that is repeated is given the same epoch
 */
export function markRestored(tx: WriteDb, restoreId: string): void {
  if (setting(tx, 'device') !== undefined) keepSetting(tx, 'restoredAs', restoreId)
}

/** The restore of its own backup after which the platform was not asked yet. */
export function restoredAs(db: ReadDb): string | undefined {
  return setting(db, 'restoredAs')
}

/** What the backup had not sent is numbered anew; the platform knows what of it came before, and the rest comes by the pull. */
export function goOnUnder(tx: WriteDb, epoch: number): void {
  beginEpoch(tx, epoch)
  dropSetting(tx, 'restoredAs')
  // As it was in the backup, and about another time.
  dropSetting(tx, 'proven')
}
