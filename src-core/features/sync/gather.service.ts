import { limits, type Fields } from '../../../src-contract/sync/protocol.ts'
import type { Mutation } from '../../../src-contract/sync/push.ts'
import { canonicalJson, type Json } from '../../../src-domain/canonical/canonical-json.ts'
import { changesOf } from '../../../src-domain/sync/overlay.rules.ts'
import type { WriteDb } from '../../store/sql.ts'
import { asSeen, expectedVersion, seenView, showRow, wantedOf } from './row-view.ts'
import { takeRefusedAlong } from './refused-along.ts'
import { leaveSentByCopy } from './taken-already.ts'
import {
  dropMark,
  firstMarks,
  insertOutbox,
  keepSetting,
  openRejectedOf,
  setting,
  settleRejected,
  unanswered,
  whileApplying,
  type MarkRecord,
} from './sync.repo.ts'
import { peopleIn, syncedTable } from './synced-tables.ts'

/** Numbered in one slice where nothing limits them: between two slices the user's own work is done. */
const bytesAtOnce = 256 * 1024

/** Rows of one transaction that go out at most; a longer act (an import) goes in parts of this size. */
const perTransaction = Math.min(400, limits.mutationsPerTransaction)
/** Bytes of one transaction, which a push cannot cut, about: half of what a body may have. */
const bytesPerTransaction = limits.body / 2

export type Gathering = { readonly now: string; readonly actor: string; newId(): string }

/** A mutation that is not numbered yet. `actor` is '' where neither the row nor its mark says whose it is. */
type Loose = Omit<Mutation, 'seq' | 'txn' | 'txnSize'> & { readonly isNamed: boolean; readonly entry: string | null }

/**
 * Turns what was saved since the last time into numbered mutations, frozen until they are answered: the difference between each row
 * as the platform has it and as it is here. Does nothing while earlier ones are unanswered: the next ones build on their answers.
 *
 * @param most bytes of mutations
 * @returns how many there are now to send
 */
export function gather(tx: WriteDb, gathering: Gathering, most: number): number {
  return unanswered(tx, 1).length > 0 ? 0 : numberMarks(tx, gathering, most)
}

/**
 * Numbers all that was saved, behind what is unanswered too: for a PC that cannot ask. Changes that build on unanswered ones are made
 * as if those were going to be taken; where they are not, a person decides on both.
 */
export async function gatherAll(slice: (work: (tx: WriteDb) => number) => number, gathering: Gathering): Promise<void> {
  const once = (tx: WriteDb): number => {
    if (firstMarks(tx, 1).length === 0) return 0
    numberMarks(tx, gathering, bytesAtOnce)
    return 1
  }
  while (slice(once) > 0) await new Promise<void>((resolve) => setImmediate(resolve))
}

function numberMarks(tx: WriteDb, gathering: Gathering, most: number): number {
  takeRefusedAlong(tx)
  leaveSentByCopy(tx, firstMarks(tx, limits.mutationsPerPush))
  const marks = wholeEntries(firstMarks(tx, limits.mutationsPerPush))
  let bytes = 0
  let made = 0
  for (const part of partsOf(marks)) {
    const loose = part.flatMap((mark) => looseOf(tx, mark, gathering))
    for (const mark of part) dropMark(tx, mark.mark_id)
    for (const txn of fitting(loose)) bytes += send(tx, txn, gathering)
    made += loose.length
    if (bytes > most) break
  }
  return made
}

/** Of as many as are read at once, those of the last entry that may have more to come wait for the next time. */
function wholeEntries(marks: MarkRecord[]): MarkRecord[] {
  if (marks.length < limits.mutationsPerPush) return marks
  const last = marks.findLastIndex(({ tbl, txn }, at) => tbl === 'entries' || txn !== marks[at - 1]?.txn)
  return last > 0 ? marks.slice(0, last) : marks
}

/**
 * One act at a time, and no more of it than a transaction may have. A long one is cut where the next entry begins: what tells of an entry, and
 * the decision that it came into force by, go with it.
 */
function partsOf(marks: readonly MarkRecord[]): MarkRecord[][] {
  const parts: MarkRecord[][] = []
  for (const mark of marks) {
    const last = parts.at(-1)
    const most = mark.tbl === 'entries' ? perTransaction : limits.mutationsPerTransaction
    if (last === undefined || last[0]?.txn !== mark.txn || last.length >= most) parts.push([mark])
    else last.push(mark)
  }
  return parts
}

/** All of it, or where it is too much for one transaction, parts that are not, cut likewise. */
function fitting(loose: readonly Loose[]): (readonly Loose[])[] {
  // So many fit whatever is in them.
  if (loose.length * limits.mutation * 3 <= bytesPerTransaction) return [loose]
  const parts: Loose[][] = []
  let left = 0
  for (const one of loose) {
    const bytes = Buffer.byteLength(JSON.stringify(one.fields))
    const over = one.table === 'entries' ? 0 : bytesPerTransaction / 2
    if (parts.length === 0 || left + over < bytes) {
      parts.push([])
      left = bytesPerTransaction
    }
    parts.at(-1)?.push(one)
    left -= bytes
  }
  return parts
}

function looseOf(tx: WriteDb, mark: MarkRecord, gathering: Gathering): Loose[] {
  const people = peopleIn(tx)
  const table = syncedTable(mark.tbl)
  const id = table?.wireId(tx, mark.row_id, people)
  if (table === undefined || id === undefined) return []
  const key = { table: mark.tbl, id }
  table.prepare?.(tx, id, people)
  const seen = seenView(tx, key)
  const wanted = wantedOf(tx, table, id, seen, people)
  if (wanted === undefined) return []
  // What was refused before goes again with what changed since.
  for (const refused of openRejectedOf(tx, mark.tbl, id))
    settleRejected(tx, refused.mid, { state: 'again', by: null, at: gathering.now })
  const changes = asSeen(changesOf(seen, wanted, table.kept), mark)
  const fields = table.whole === true ? wholeChanges(seen, wanted) : changes
  if (Object.keys(changes).length === 0) {
    // Led back to what was there before: now what others made of it is shown.
    dropMark(tx, mark.mark_id)
    if (mark.own !== null) whileApplying(tx, () => showRow(tx, key, new Map(), people))
    return []
  }
  const baseVer = mark.ver ?? expectedVersion(tx, key)
  const named = authorIn(seen, wanted, fields)
  const account = mark.account === null ? '' : people.toWire(mark.account)
  return [
    {
      mid: gathering.newId(),
      table: mark.tbl,
      id,
      op: 'put',
      baseVer,
      fields,
      at: mark.at,
      actor: named ?? account,
      isNamed: named !== undefined,
      entry: table.entryOf(id, wanted),
      ...(mark.restored === null ? {} : { restored: mark.restored }),
    },
  ]
}

/** Who changed the row, where it says so: drafts and keys are their owner's, also where something was done for them. */
function authorIn(seen: Fields | undefined, wanted: Fields, fields: Mutation['fields']): string | undefined {
  const owner = seen?.['owner'] ?? wanted['owner']
  const named = owner ?? (fields['actor'] ?? fields['decidedBy'] ?? fields['askedBy'])?.value
  return typeof named === 'string' ? named : undefined
}

/** All of a row, of which something is other than what was seen. */
export function wholeChanges(seen: Fields | undefined, wanted: Fields): Mutation['fields'] {
  return Object.fromEntries(
    Object.entries(wanted).map(([field, value]) => [field, { base: seen?.[field] ?? null, value }]),
  )
}

/** @returns bytes */
function send(tx: WriteDb, loose: readonly Loose[], gathering: Gathering): number {
  const { now, newId } = gathering
  if (loose.length === 0) return 0
  const txn = newId()
  const histories = loose.filter(({ table }) => table === 'entry_versions' || table === 'entry_events')
  const first = loose.find(({ fields }) => fields['actor'] !== undefined)?.actor
  let bytes = 0
  for (const { isNamed, entry, ...one } of loose) {
    // Whoever made the version or step of an entry changed the entry.
    const told = isNamed ? undefined : histories.find((history) => history.entry === entry)?.actor
    const mark = one.actor === '' ? undefined : one.actor
    const actor = isNamed ? one.actor : one.table === 'entries' ? (told ?? mark) : (mark ?? told)
    const by = actor ?? first ?? administrator(tx) ?? peopleIn(tx).toWire(gathering.actor)
    bytes += number(tx, { ...one, txn, txnSize: loose.length, actor: by }, now)
  }
  return bytes
}

/** Of this PC: whoever set it up answers for what it held before it joined, where nobody knows whose it was. */
function administrator(tx: WriteDb): string | undefined {
  const found = tx
    .prepare<[], { id: string }>(
      `SELECT account_id AS id FROM accounts WHERE role = 'it' ORDER BY active DESC, created_at, account_id LIMIT 1`,
    )
    .one()
  return found === undefined ? undefined : peopleIn(tx).toWire(found.id)
}

/** Puts a mutation at the end of the outbox. @returns bytes */
export function number(tx: WriteDb, mutation: Omit<Mutation, 'seq'>, now: string): number {
  const epoch = Number(setting(tx, 'epoch') ?? 1)
  const seq = Number(setting(tx, 'lastSeq') ?? 0) + 1
  const text = canonicalJson({ ...mutation, seq } as unknown as Json)
  insertOutbox(tx, { epoch, seq, tbl: mutation.table, row_id: mutation.id, mutation: text, at: now })
  keepSetting(tx, 'lastSeq', String(seq))
  return Buffer.byteLength(text)
}
