import type { BootstrapResponse } from '../../../src-contract/sync/bootstrap.ts'
import { commit, nextCommit, nextSlice, slice } from '../../../src-domain/sync/back-off.rules.ts'
import { noRows } from '../../../src-domain/sync/set-hash.ts'
import { instantOf } from '../../clock.ts'
import { Bulk } from '../../store/bulk.ts'
import { storeFault } from '../../store/errors.ts'
import { SlicesLost, type ReadDb, type Sync, type WriteDb } from '../../store/sql.ts'
import { cameIn } from './came-in.ts'
import { isSigned } from './signature.ts'
import { finishRestoration } from './finish-restoration.ts'
import { applyOperations, keepPosition, Untrue, positionOf } from './pull.service.ts'
import { BadChunk, isAfter, type Chunk } from './read-chunk.ts'
import type { Restoration } from './regain.service.ts'
import { isRestored, lineageOf } from './restored.service.ts'
import type { PackedRows } from './row-pack.ts'
import { RunEnded, valueOf, type RunParts } from './run-parts.ts'
import { isLarge, readSnapshot } from './snapshot-reader.ts'
import { heldBetween, storeSlice, storeWhole, takeAway, type Key } from './store-snapshot.ts'
import { allRoots, dropSetting, keepSetting, setting } from './sync.repo.ts'

/** The platform may first have to make the snapshot. */
const patienceMs = 300_000

/** How far a bootstrap has come; what is before `after` is stored. */
type Progress = { readonly snapshot: string; readonly chunks: number; readonly after: Key }

const beginning: Key = { table: '', id: '' }

export function isBootstrapping(db: ReadDb): boolean {
  return setting(db, 'bootstrap') !== undefined
}

/** The platform has ordered that its rows are taken anew. */
export function isSnapshotAsked(db: ReadDb): boolean {
  return setting(db, 'snapshotAsked') !== undefined
}

/**
 * Takes over all rows of the station as they were at one sequence, from where pulls go on. Chunk by chunk, each checked against its hash
 * and stored with how far it is: whatever interrupts it, it goes on there. The position is kept only when the rows add up to what the
 * platform signed. What is unsent here stays, on top of what comes below it; what a platform that was restored from a backup has lost
 * becomes unsent. Rows that are new here are stored first and shown
 * afterwards (`show-waiting.service.ts`).
 *
 * @returns rows of the snapshot
 * @throws Untrue, RunEnded
 */
export async function bootstrap(parts: RunParts): Promise<number> {
  const { db } = parts.open
  const before = progressOf(db)
  const answer = valueOf(
    await parts.platform.call(
      'bootstrap',
      // One that was made for others may be older than the rows that are here.
      { resume: before?.snapshot ?? null, fresh: isRestored(db) || isSnapshotAsked(db) },
      { timeoutMs: patienceMs },
    ),
    parts,
  )
  if (!isSigned(db, 'roots', answer.roots)) throw new Untrue('signature')
  if (answer.roots.station !== parts.open.session.station.id) throw new Untrue('scope')
  if (answer.roots.seq !== answer.position.seq || answer.roots.lineage !== answer.position.lineage)
    throw new Untrue('position')
  // Restored since it was greeted: what it has lost is found out first.
  if (answer.position.lineage !== lineageOf(db)) throw new RunEnded('sync/start-over')
  // An old answer from somewhere on the way: the rows here are newer than these.
  const here = positionOf(db)
  if (!isRestored(db) && here?.lineage === answer.position.lineage && answer.position.seq < here.seq) {
    db.transaction((tx) => dropSetting(tx, 'bootstrap'))
    throw new RunEnded('sync/start-over')
  }
  const progress =
    before?.snapshot === answer.snapshot ? before : { snapshot: answer.snapshot, chunks: 0, after: beginning }
  db.transaction((tx) => {
    dropSetting(tx, 'proven')
    keepProgress(tx, progress)
  })
  const restoration = restorationOf(parts, answer)
  const { after } = await storeAll(parts, answer, progress, restoration)
  finish(parts, answer, after, restoration)
  parts.changed()
  return answer.rows
}

/** Undefined: the platform was not restored since the last exchange. */
function restorationOf({ open, clock, newId }: RunParts, { lineageFrom }: BootstrapResponse): Restoration | undefined {
  if (!isRestored(open.db)) return undefined
  return { now: instantOf(clock.nowMs()), actor: open.session.accountId, newId, from: lineageFrom }
}

function progressOf(db: ReadDb): Progress | undefined {
  const text = setting(db, 'bootstrap')
  return text === undefined ? undefined : (JSON.parse(text) as Progress)
}

function keepProgress(tx: WriteDb, progress: Progress): void {
  keepSetting(tx, 'bootstrap', JSON.stringify(progress))
}

async function* chunksOf(
  parts: RunParts,
  { snapshot, chunks }: BootstrapResponse,
  from: number,
): AsyncGenerator<Chunk> {
  for (const { number, sha256 } of chunks.slice(from))
    yield { body: valueOf(await parts.platform.chunk(snapshot, number), parts), sha256 }
}

/** Slices of rows that share commits, and what lets others in between. */
type Writing = {
  slice<T>(work: (tx: WriteDb) => Sync<T>): T
  commit(): void
  rest(): Promise<void>
  end(): Promise<void>
}

function writingOf({ open: { db, key } }: RunParts, rows: number): Writing {
  if (isLarge(rows)) return new Bulk(db, key, undefined, 'as-it-is')
  const group = db.group()
  return {
    slice: (work) => group.slice(work),
    commit: () => group.commit(),
    rest: () => new Promise<void>((resolve) => setImmediate(resolve)),
    end: () => Promise.resolve(group.commit()),
  }
}

async function storeAll(
  parts: RunParts,
  answer: BootstrapResponse,
  from: Progress,
  restoration: Restoration | undefined,
): Promise<Progress> {
  const writing = writingOf(parts, answer.rows)
  let progress = from
  let uncommitted = 0
  let perCommit: number = commit.first
  let failed: unknown
  try {
    for await (const rows of readSnapshot(chunksOf(parts, answer, from.chunks), answer.rows)) {
      if (rows === null) {
        progress = { ...progress, chunks: progress.chunks + 1 }
        continue
      }
      progress = await storePack(parts, writing, { rows, progress }, restoration)
      uncommitted += rows.count
      if (uncommitted < perCommit) continue
      const started = parts.clock.monotonicMs()
      writing.commit()
      perCommit = nextCommit(perCommit, parts.clock.monotonicMs() - started)
      uncommitted = 0
      await letOthers(parts, writing)
    }
    writing.commit()
    return progress
  } catch (error) {
    failed = endOf(parts, error)
    throw failed
  } finally {
    await writing.end().catch((error: unknown) => {
      // What happened first is what is told.
      if (failed === undefined) throw endOf(parts, error)
    })
  }
}

async function letOthers(parts: RunParts, writing: Writing): Promise<void> {
  await writing.rest()
  if (!parts.isOpen()) throw new RunEnded('sync/unreachable')
}

function endOf({ open: { db } }: RunParts, error: unknown): unknown {
  if (error instanceof BadChunk) return new Untrue(error.what)
  // The platform keeps it no longer: the next try begins with another one.
  if (error instanceof RunEnded && error.code === 'sync/snapshot-gone')
    db.transaction((tx) => dropSetting(tx, 'bootstrap'))
  // Somebody else's work, with which rows shared a commit, failed: the next try goes on from what is there.
  if (error instanceof SlicesLost && storeFault(error) === undefined) return new RunEnded('sync/unreachable')
  return error
}

/** @returns how far it is then; of an interrupted chunk, what is stored already comes again and is left */
async function storePack(
  parts: RunParts,
  writing: Writing,
  { rows, progress }: { readonly rows: PackedRows; readonly progress: Progress },
  restoration: Restoration | undefined,
): Promise<Progress> {
  const keyOf = (n: number): Key => ({ table: rows.table, id: rows.id(n) })
  const lets = async (next: Progress): Promise<Progress> => {
    await letOthers(parts, writing)
    return next
  }
  let from = 0
  while (from < rows.count && !isAfter(keyOf(from), progress.after)) from += 1
  if (from === rows.count) return progress
  if (from === 0 && restoration === undefined) {
    const next = { ...progress, after: keyOf(rows.count - 1) }
    const isStored = writing.slice((tx) => {
      if (!storeWhole(tx, rows, progress.after)) return false
      keepProgress(tx, next)
      return true
    })
    if (isStored) return lets(next)
  }
  let [now, most]: [Progress, number] = [progress, slice.smallest]
  for (let to = from; from < rows.count; from = to) {
    to = Math.min(rows.count, from + most)
    const started = parts.clock.monotonicMs()
    const next = { ...now, after: keyOf(to - 1) }
    writing.slice((tx) => {
      cameIn(tx, parts, storeSlice(tx, { rows, from, to, after: now.after }, restoration))
      keepProgress(tx, next)
    })
    most = nextSlice(most, parts.clock.monotonicMs() - started)
    now = await lets(next)
  }
  return now
}

function finish(
  parts: RunParts,
  { position, roots }: BootstrapResponse,
  after: Key,
  restoration: Restoration | undefined,
): void {
  const good = parts.open.db.transaction((tx) => {
    const gone = heldBetween(tx, after, null)
    takeAway(tx, gone, restoration)
    cameIn(tx, parts, gone.length)
    dropSetting(tx, 'bootstrap')
    const held = allRoots(tx)
    const names = new Set([...Object.keys(roots.tables), ...held.keys()])
    const same = [...names].every((table) => {
      const [mine, theirs] = [held.get(table) ?? noRows, roots.tables[table]]
      return mine.count === (theirs?.count ?? 0) && (mine.count === 0 || mine.sum === theirs?.sum)
    })
    if (!same) return false
    keepPosition(tx, position)
    if (restoration !== undefined) finishRestoration(tx, restoration)
    dropSetting(tx, 'restored')
    dropSetting(tx, 'snapshotAsked')
    // On a new PC every row was added up as it was stored.
    if (setting(tx, 'storedChecked') === undefined) keepSetting(tx, 'storedChecked', instantOf(parts.clock.nowMs()))
    // What was taken by then is in these rows.
    applyOperations(tx, [], { upTo: position.seq, retry: false })
    return true
  })
  // Rows that are here and not as the platform signed them: the next bootstrap goes through all of them again.
  if (!good) throw new Untrue('hash')
}
