import { conflictKinds } from '../../../src-contract/conflicts.ts'
import type { ReadDb, WriteDb } from '../../store/sql.ts'
import { replaceFinds } from './finds.repo.ts'
import { inputsOf, keptState, leaveQueue, writeKept } from './kept.repo.ts'
import { knownConflicts, type KnownConflict } from './known-conflicts.service.ts'
import { scanSubject, type Scanned } from './scan.queries.ts'
import { neighboursOf, type Neighbour } from './subject-conflicts.service.ts'

/**
 * A file's conflicts as they are now. Kept ones are taken when nothing that they were found in has changed; otherwise they are worked out.
 *
 * @returns `worked` is what was worked out, for `keepConflicts` of whoever can write; null when nothing was
 */
export function fileConflicts(
  db: ReadDb,
  subjectId: number,
  today: string,
  neighbours: readonly Neighbour[],
): { conflicts: KnownConflict[]; worked: Scanned | null } {
  if (holdsKept(db, subjectId, today, neighbours))
    return { conflicts: knownConflicts(db, subjectId).sort(inOrder), worked: null }
  const worked = scanSubject(db, subjectId, today, neighbours)
  return { conflicts: [...worked.finds].sort(inOrder), worked }
}

function holdsKept(db: ReadDb, subjectId: number, today: string, neighbours: readonly Neighbour[]): boolean {
  const kept = keptState(db, subjectId)
  if (kept === undefined || kept.day > today || (kept.until !== null && today >= kept.until)) return false
  return kept.inputs === inputsOf(db, subjectId, neighbours)
}

/** What an opening would work out, ahead of it; null where what is kept holds. */
export function prepareFile(db: ReadDb, { subjectId, today }: { subjectId: number; today: string }): Scanned | null {
  const neighbours = neighboursOf(db, subjectId)
  return holdsKept(db, subjectId, today, neighbours) ? null : scanSubject(db, subjectId, today, neighbours)
}

/** Writes down what a look at a file found. True whenever it is written: a change meanwhile has changed what it was found in. */
export function keepConflicts(tx: WriteDb, scanned: Scanned, today: string): void {
  const { subjectId, finds, changes, inputs, until } = scanned
  replaceFinds(tx, subjectId, finds, today)
  writeKept(tx, subjectId, { inputs, day: today, until })
  leaveQueue(tx, subjectId, changes)
}

/** The same order whether they were kept or worked out. */
function inOrder(a: KnownConflict, b: KnownConflict): number {
  return (
    conflictKinds.indexOf(a.kind) - conflictKinds.indexOf(b.kind) ||
    a.recordId - b.recordId ||
    (a.againstRecordId ?? 0) - (b.againstRecordId ?? 0)
  )
}
