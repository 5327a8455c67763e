import type { WriteDb } from '../../store/sql.ts'
import { atSystems } from './entry-targets.ts'
import { keepSharing, queued, type SharingRow } from './sharing.repo.ts'

/** Shorter than a frame or two. */
const sliceMs = 15
const perLook = 200

export type Slices = {
  /** One transaction. */
  readonly write: (slice: (tx: WriteDb) => number) => number
  readonly goOn: () => boolean
}

/**
 * Where entries stand with the systems, derived anew for those that changed or of which something was heard, in slices.
 *
 * @returns how many
 */
export async function deriveSharing({ write, goOn }: Slices): Promise<number> {
  let derived = 0
  while (goOn()) {
    const now = write(deriveSlice)
    derived += now
    if (now === 0) break
    await new Promise((resolve) => setImmediate(resolve))
  }
  return derived
}

/** @returns how many; 0: none is left */
export function deriveSlice(tx: WriteDb): number {
  const started = performance.now()
  let derived = 0
  for (const entryId of queued(tx, perLook)) {
    deriveEntry(tx, entryId)
    derived += 1
    if (performance.now() - started > sliceMs) break
  }
  return derived
}

export function deriveEntry(tx: WriteDb, entryId: string): void {
  keepSharing(tx, entryId, atSystems(tx, entryId).map(rowOf))
}

function rowOf({ target, entryId, entry, content, standing }: ReturnType<typeof atSystems>[number]): SharingRow {
  const { last, former, withdrawn } = standing
  return {
    entry_id: entryId,
    system: target.system,
    book: entry.book,
    standing: standing.standing,
    withdrawn: withdrawn ? 1 : 0,
    former,
    lacking: content.lacking.join(','),
    hash: content.hash,
    batch: standing.batch,
    receipt: last?.receipt ?? null,
    reason: last?.reason ?? null,
    at: last?.at ?? null,
    day: entry.day,
  }
}
