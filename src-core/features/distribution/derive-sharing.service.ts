import type { Context } from '../../rpc/context.ts'
import type { WriteDb } from '../../store/sql.ts'
import { atSystems } from './entry-targets.ts'
import { keepSharing, queueLength, queued, type SharingRow } from './sharing.repo.ts'

/** Shorter than a frame or two. */
const sliceMs = 15
/** Entries of other books are passed by quickly. */
const perLook = 200
const perLookOfBooks = 2_000

export type Slices = {
  /** One transaction. */
  readonly write: <T>(slice: (tx: WriteDb) => T) => T
  readonly goOn: () => boolean
}

export type Wanted = {
  /** Only entries of these books; the others go on waiting. */
  readonly books?: ReadonlySet<string>
  /** Entries that waited, those of other books among them. */
  readonly progress?: (done: number, total: number) => void
}

/**
 * Where entries stand with the systems, derived anew for those that changed or of which something was heard, in slices, once along the
 * queue.
 */
export async function deriveSharing({ write, goOn }: Slices, { books, progress }: Wanted = {}): Promise<void> {
  const total = progress === undefined ? 0 : write(queueLength)
  let done = 0
  let last = ''
  while (goOn()) {
    const slice = write((tx) => deriveAfter(tx, last, books))
    if (slice.looked === 0) return
    last = slice.last
    done += slice.looked
    progress?.(Math.min(done, total), total)
    await new Promise((resolve) => setImmediate(resolve))
  }
}

/** @returns how many; 0: none is left */
export function deriveSlice(tx: WriteDb): number {
  return deriveAfter(tx, '').looked
}

function deriveAfter(tx: WriteDb, after: string, books?: ReadonlySet<string>): { looked: number; last: string } {
  const started = performance.now()
  let looked = 0
  let last = after
  for (const { entry_id: entryId, book } of queued(tx, after, books === undefined ? perLook : perLookOfBooks)) {
    if (books === undefined || (book !== null && books.has(book))) deriveEntry(tx, entryId)
    looked += 1
    last = entryId
    if (performance.now() - started > sliceMs) break
  }
  return { looked, last }
}

/**
 * Those that an act was about, after it: in its own transaction it would take as long as the act itself. The act is done, whatever becomes
 * of this: what is not derived here is in the queue.
 */
export async function deriveActedOn(ctx: Context, entryIds: readonly string[]): Promise<void> {
  let at = 0
  const slice = (tx: WriteDb): void => {
    const started = performance.now()
    while (at < entryIds.length && performance.now() - started < sliceMs) deriveEntry(tx, entryIds[at++] ?? '')
  }
  try {
    while (at < entryIds.length) {
      ctx.bulk(slice)
      await new Promise((resolve) => setImmediate(resolve))
    }
  } catch {
    // A full disk, or the screen was locked: told as the failure of an act that was done, it would be a lie.
  }
}

function deriveEntry(tx: WriteDb, entryId: string): void {
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
