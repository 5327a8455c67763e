import { limits, type Fields } from '../../../src-contract/sync/protocol.ts'
import { Mutation } from '../../../src-contract/sync/push.ts'
import { changesOf } from '../../../src-domain/sync/overlay.rules.ts'
import type { WriteDb } from '../../store/sql.ts'
import { syncedRecords } from '../sources/synced-records.ts'
import { firstUnsent, leaveUnsent, noteEarlier, type UnsentRecord } from '../sources/unsent-records.ts'
import { number, wholeChanges, type Gathering } from './gather.service.ts'
import { expectedVersion, seenView } from './row-view.ts'
import { RunEnded, type RunParts } from './run-parts.ts'
import { keepSetting, openRejectedOf, setting, settleRejected, unanswered } from './sync.repo.ts'
import type { People } from './synced-table.ts'
import { peopleIn } from './synced-tables.ts'

/** Numbered, or looked at, in one slice: some 10 ms; between two of them the user's own work is done. */
const perSlice = 100
const idsPerSlice = 2_000
/** Of one push: few enough that its answer is taken over unnoticed, and that what people file meanwhile goes in between. */
const perPush = { rows: 1_000, bytes: 2 * 1024 * 1024 } as const
/** A mutation may be as large as the limit; its number and what frames it are not known before. */
const roomForNumber = 64

export type Slices = (slice: (tx: WriteDb) => number) => number
type Numbered = { readonly looked: number; readonly rows: number; readonly bytes: number; readonly unfit: number }

/**
 * Numbers the next records that files brought here, each a transaction of its own: records refer to nothing, and one that is refused
 * takes no other with it. To be called when nothing that people wrote waits. Does nothing while anything is unanswered.
 *
 * @returns how many there are now to send
 */
export async function gatherRecords(parts: Pick<RunParts, 'open' | 'isOpen' | 'log'>, gathering: Gathering) {
  const { db } = parts.open
  if (unanswered(db, 1).length > 0) return 0
  let rows = 0
  let bytes = 0
  while (rows < perPush.rows && bytes < perPush.bytes) {
    const done = db.transaction((tx) => numberRecords(tx, gathering))
    if (done.looked === 0) break
    rows += done.rows
    bytes += done.bytes
    if (done.unfit > 0) parts.log.warn('records-not-sent', { count: done.unfit })
    await rest(parts)
  }
  return rows
}

/** All of them, for a PC that is going to be erased. */
export async function gatherAllRecords(slice: Slices, gathering: Gathering): Promise<void> {
  while (slice((tx) => numberRecords(tx, gathering).looked) > 0)
    await new Promise<void>((resolve) => setImmediate(resolve))
}

/**
 * A PC that imported files before they were handed over, or before it joined, tells of their records once. Slice by slice, and where it
 * was interrupted it goes on.
 */
export async function tellEarlierImports(parts: Pick<RunParts, 'open' | 'isOpen'>, now: string): Promise<void> {
  const { db } = parts.open
  while (setting(db, 'importsMarked') === undefined) {
    db.transaction((tx) => {
      const next = noteEarlier(tx, Number(setting(tx, 'importsMarkedTo') ?? 0), idsPerSlice)
      if (next === undefined) keepSetting(tx, 'importsMarked', now)
      else keepSetting(tx, 'importsMarkedTo', String(next))
    })
    await rest(parts)
  }
}

function numberRecords(tx: WriteDb, gathering: Gathering): Numbered {
  const people = peopleIn(tx)
  const unsent = firstUnsent(tx, perSlice)
  let rows = 0
  let bytes = 0
  let unfit = 0
  for (const one of unsent) {
    const mutation = mutationOf(tx, one, gathering, people)
    if (mutation === undefined) continue
    // A number with a line break in it, or a page of text in a cell: it would hold up everything behind it.
    if (!fits(mutation)) {
      unfit += 1
      continue
    }
    bytes += number(tx, mutation, gathering.now)
    rows += 1
  }
  const last = unsent.at(-1)
  if (last !== undefined) leaveUnsent(tx, last.recordId)
  return { looked: unsent.length, rows, bytes, unfit }
}

type Loose = Omit<Mutation, 'seq'>

/** Undefined: the platform has the same, or meanwhile said something else of it. */
function mutationOf(tx: WriteDb, one: UnsentRecord, gathering: Gathering, people: People): Loose | undefined {
  const { id, at, accountId } = one
  const fields = accountId === null ? undefined : syncedRecords.read(tx, id, people)
  if (accountId === null || fields === undefined) return undefined
  const key = { table: syncedRecords.name, id }
  const seen = seenView(tx, key)
  if (seen !== undefined && isSame(seen, fields)) return undefined
  // What was refused before goes again as it is now.
  for (const refused of openRejectedOf(tx, key.table, id))
    settleRejected(tx, refused.mid, { state: 'again', by: null, at: gathering.now })
  return {
    ...{ mid: gathering.newId(), txn: gathering.newId(), txnSize: 1, ...key, op: 'put' },
    ...{ baseVer: expectedVersion(tx, key), fields: wholeChanges(seen, fields), at, actor: people.toWire(accountId) },
  }
}

function isSame(seen: Fields, own: Fields): boolean {
  return (
    seen['contentHash'] === own['contentHash'] || Object.keys(changesOf(seen, own, syncedRecords.kept)).length === 0
  )
}

function fits(mutation: Loose): boolean {
  const whole = { ...mutation, seq: Number.MAX_SAFE_INTEGER }
  return JSON.stringify(whole).length + roomForNumber <= limits.mutation && Mutation.safeParse(whole).success
}

async function rest(parts: Pick<RunParts, 'isOpen'>): Promise<void> {
  await new Promise<void>((resolve) => setImmediate(resolve))
  if (!parts.isOpen()) throw new RunEnded('sync/unreachable')
}
