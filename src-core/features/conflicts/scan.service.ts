import type { Db, WriteDb } from '../../store/sql.ts'
import { replaceFinds } from './finds.repo.ts'
import type { Scanned } from './scan.queries.ts'

/** Subjects a turn: their rules run in a reader thread, and what is written takes a few milliseconds. */
const atOnce = 40
const pauseMs = 20

export type ScanParts = {
  db: Db
  /** `conflicts.scan` in a reader thread. */
  scan: (input: { today: string; limit: number }) => Promise<Scanned[]>
  today: string
  goOn: () => boolean
}

/**
 * Looks at every subject whose records changed, in the background and in short turns, until the queue is empty or the replica is
 * closed. What was done is kept: the rest is looked at after the next log-in.
 * @returns how many subjects were looked at
 */
export async function scanConflicts({ db, scan, today, goOn }: ScanParts): Promise<number> {
  let done = 0
  while (goOn() && db.isOpen) {
    const scanned = await scan({ today, limit: atOnce })
    if (scanned.length === 0 || !goOn() || !db.isOpen) return done
    db.transaction((tx) => writeScanned(tx, scanned, today))
    done += scanned.length
    await new Promise((resolve) => setTimeout(resolve, pauseMs))
  }
  return done
}

function writeScanned(tx: WriteDb, scanned: readonly Scanned[], today: string): void {
  for (const { subjectId, finds } of scanned) replaceFinds(tx, subjectId, finds, today)
}
