import type { FieldChange } from '../../../src-contract/sync/push.ts'
import { viewOf } from '../../../src-domain/sync/overlay.rules.ts'
import type { ReadDb, WriteDb } from '../../store/sql.ts'
import { returnContents } from '../returns/return-contents.ts'
import { beginEpoch } from './directives.service.ts'
import { positionOf } from './pull.service.ts'
import { fieldsOf, mutationOf, nameOf, ownChanges, showRow, storeRow, type RowKey } from './row-view.ts'
import {
  addMark,
  allOutbox,
  dropOutbox,
  dropSetting,
  findMark,
  findRow,
  insertOutbox,
  joinAct,
  keepSeen,
  keepSetting,
  nextTxn,
  setting,
  whileApplying,
  type OutboxRecord,
} from './sync.repo.ts'
import { peopleIn, syncedTable } from './synced-tables.ts'

export function isRestored(db: ReadDb): boolean {
  return setting(db, 'restored') !== undefined
}

/** The lineage in which the platform was greeted last. */
export function lineageOf(db: ReadDb): string | undefined {
  return setting(db, 'restored') ?? positionOf(db)?.lineage
}

/**
 * The platform was restored from a backup: it may know less than it did, and counts anew. What was handed over, answered or not, becomes
 * what is still to be sent, with the values that were seen when it was written; decisions stay as they were made. A bootstrap follows,
 * which finds out what the platform has lost (`regain.service.ts`).
 *
 * @param isHere whether a content lies on this PC
 */
export function beginLineage(tx: WriteDb, lineage: string, now: string, isHere: (sha256: string) => boolean): void {
  const seen = new Map<string, { table: string; markedId: string; first: Record<string, FieldChange> }>()
  const people = peopleIn(tx)
  let act: string | undefined
  nextTxn(tx)
  const before = marksSoFar(tx)
  const decisions = takeOutDecisions(tx)
  for (const record of allOutbox(tx)) {
    const { op, table, id, fields, txn } = mutationOf(record)
    if (op !== 'put') continue
    const synced = syncedTable(table)
    const markedId = synced?.markId(tx, id)
    if (markedId === undefined || synced?.read(tx, id, people) === undefined) {
      keepUnshown(tx, record, { table, id })
      continue
    }
    // What was one act stays one, and is not refused or held back with another.
    if (act !== undefined && act !== txn) nextTxn(tx)
    act = txn
    addMark(tx, table, markedId, now)
    joinAct(tx, table, markedId)
    // Of several changes, what was there before the first.
    const name = JSON.stringify([table, markedId])
    seen.set(name, { table, markedId, first: { ...fields, ...seen.get(name)?.first } })
    dropOutbox(tx, record.epoch, record.seq)
  }
  putBefore(tx, before)
  for (const { table, markedId, first } of seen.values()) {
    const mark = findMark(tx, table, markedId)
    if (mark === undefined) continue
    const own = mark.own === null ? {} : (JSON.parse(mark.own) as Record<string, FieldChange>)
    keepSeen(tx, mark.mark_id, null, JSON.stringify({ ...own, ...first }))
    tx.prepare<[string, number], never>('UPDATE sync_marks SET restored = ? WHERE mark_id = ?').run(
      lineage,
      mark.mark_id,
    )
  }
  putBackDecisions(tx, decisions)
  fitOutbox(tx, lineage)
  // Versions and sequences of another lineage say nothing.
  tx.exec('UPDATE sync_outbox SET ver = NULL, server_seq = NULL')
  tx.exec('UPDATE sync_marks SET ver = NULL')
  tx.exec('DELETE FROM sync_regained')
  askForContents(tx, isHere)
  beginEpoch(tx, Number(setting(tx, 'epoch') ?? 1) + 1)
  keepSetting(tx, 'restored', lineage)
  dropSetting(tx, 'bootstrap')
  dropSetting(tx, 'proven')
}

/**
 * Decisions on a conflict whose row this PC had changed before, unanswered. What is shown is the decision; what is to be sent again is made
 * from what is shown, so that the change under it would be nowhere if the platform has forgotten the conflict. Taken out of the outbox,
 * and of what is shown, until the change is marked.
 */
function takeOutDecisions(tx: WriteDb): OutboxRecord[] {
  const changed = new Set<string>()
  const decisions: OutboxRecord[] = []
  for (const record of allOutbox(tx)) {
    const { op, table, id } = mutationOf(record)
    const key = { table, id }
    if (op === 'put') changed.add(nameOf(key))
    if (op !== 'resolve' || !changed.has(nameOf(key))) continue
    decisions.push(record)
    const people = peopleIn(tx)
    const own = ownChanges(tx, [key], people)
    dropOutbox(tx, record.epoch, record.seq)
    whileApplying(tx, () => showRow(tx, key, own, people))
  }
  return decisions
}

/** Under what was changed before them: of a value that both have, the change is shown, and whoever decided is asked again. */
function putBackDecisions(tx: WriteDb, decisions: readonly OutboxRecord[]): void {
  const people = peopleIn(tx)
  const keys = new Map(decisions.map((record) => [nameOf(mutationOf(record)), mutationOf(record)]))
  const own = ownChanges(tx, keys.values(), people)
  for (const record of decisions) insertOutbox(tx, record)
  whileApplying(tx, () => {
    for (const key of keys.values()) showRow(tx, key, own, people)
  })
}

type Marks = { readonly newest: number; readonly txn: number }

function marksSoFar(tx: WriteDb): Marks {
  const found = tx
    .prepare<[], Marks>('SELECT coalesce((SELECT max(mark_id) FROM sync_marks), 0) AS newest, txn FROM sync_switch')
    .one()
  return found ?? { newest: 0, txn: 0 }
}

/** What was handed over was made before what was not: it goes first, also within an act that both belong to. */
function putBefore(tx: WriteDb, before: Marks): void {
  const now = marksSoFar(tx)
  tx.prepare<[number, number], never>('UPDATE sync_marks SET mark_id = mark_id - ? WHERE mark_id > ?').run(
    2 * now.newest,
    before.newest,
  )
  tx.prepare<[number, number], never>('UPDATE sync_marks SET txn = txn + ? WHERE txn < ?').run(now.txn, before.txn)
  tx.exec('UPDATE sync_switch SET txn = txn * 2 + 1')
}

/**
 * What this PC cannot show cannot be made again from what it shows. On a row that is stored here it becomes part of it, as a version that
 * the platform has not; one that makes a row stays as it is.
 */
function keepUnshown(tx: WriteDb, record: OutboxRecord, key: RowKey): void {
  const held = findRow(tx, key.table, key.id)
  if (held === undefined) return
  const view = viewOf(fieldsOf(held), [mutationOf(record)])
  if (view !== undefined) storeRow(tx, key, held.ver + 1, view)
  dropOutbox(tx, record.epoch, record.seq)
}

/** What is left of a transaction is one; what was to be sent again after a restore before this one, numbered or not, is so after this one. */
function fitOutbox(tx: WriteDb, lineage: string): void {
  tx.prepare<[string], never>('UPDATE sync_marks SET restored = ? WHERE restored IS NOT NULL').run(lineage)
  const left = allOutbox(tx).map((record) => ({ record, mutation: mutationOf(record) }))
  const sizes = new Map<string, number>()
  for (const { mutation } of left) sizes.set(mutation.txn, (sizes.get(mutation.txn) ?? 0) + 1)
  const change = tx.prepare<[string, number, number], never>(
    'UPDATE sync_outbox SET mutation = ? WHERE epoch = ? AND seq = ?',
  )
  for (const { record, mutation } of left) {
    const fit = { ...mutation, txnSize: sizes.get(mutation.txn) ?? 1 }
    if (mutation.restored !== undefined) fit.restored = lineage
    if (fit.txnSize !== mutation.txnSize || fit.restored !== mutation.restored)
      change.run(JSON.stringify(fit), record.epoch, record.seq)
  }
}

/** The platform may have lost any content: what is here is offered to it, what is not and is shown is asked for. */
function askForContents(tx: WriteDb, isHere: (sha256: string) => boolean): void {
  const all = tx
    .prepare<[], { sha256: string; size: number; at: string; shown: number }>(
      `SELECT sha256, size, min(added_at) AS at, max(removed_at IS NULL) AS shown FROM attachments
       WHERE entry_id IS NOT NULL GROUP BY sha256`,
    )
    .all()
  const ask = tx.prepare<[string, string, number, string], never>(
    'INSERT OR IGNORE INTO blob_transfers (sha256, way, size, at) VALUES (?, ?, ?, ?)',
  )
  const others = returnContents.all(tx).map((one) => ({ ...one, shown: 1 }))
  for (const { sha256: content, size, at, shown } of [...all, ...others]) {
    const here = isHere(content)
    if (here || shown === 1) ask.run(content, here ? 'up' : 'down', size, at)
  }
}
