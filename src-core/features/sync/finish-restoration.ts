import { limits } from '../../../src-contract/sync/protocol.ts'
import type { Fields } from '../../../src-contract/sync/protocol.ts'
import type { FieldChange, Mutation } from '../../../src-contract/sync/push.ts'
import { valuesOf } from '../../../src-domain/sync/merge.rules.ts'
import { sidesIn } from '../../../src-domain/sync/decision.rules.ts'
import { rulesOf } from '../../../src-domain/sync/tables.ts'
import type { WriteDb } from '../../store/sql.ts'
import { asMade, changesIn, entryOf } from './as-made.ts'
import { disputedIn, settleConflict } from './conflicts.service.ts'
import { decideNamesakes } from './decided-elsewhere.ts'
import { allHeld } from './held-back.ts'
import { number } from './gather.service.ts'
import { disputed, unlike, type Restoration } from './regain.service.ts'
import { historyTables, moveRecords, regained, settlingConflicts, workOutbox } from './regained.repo.ts'
import { fieldsOf, mutationOf, ownChanges, showRow } from './row-view.ts'
import {
  dropOutbox,
  findRow,
  keepGivenUp,
  keepSetting,
  setting,
  whileApplying,
  type OutboxRecord,
} from './sync.repo.ts'
import { peopleIn, syncedTable, syncedTables } from './synced-tables.ts'
import { leaveTaken } from './taken-already.ts'

type Sent = { readonly record: OutboxRecord; readonly mutation: Mutation }

/** Rows of one transaction, as many as an act has. */
const most = Math.min(400, limits.mutationsPerTransaction)

/**
 * All rows of the restored platform are here, and it is known what it has lost: who knows more of each entry is found out, and what is
 * sent again is put in order, under an epoch of its own, since it was numbered as it was found.
 */
export function finishRestoration(tx: WriteDb, restoration: Restoration): void {
  putBelow(tx, restoration)
  weighEntries(tx)
  leaveTaken(tx, setting(tx, 'restored') ?? '')
  decideNamesakes(tx, restoration)
  decideAgain(tx, restoration)
  forgetConflicts(tx, restoration)
  putTogether(tx, restoration)
  sendHeld(tx, restoration)
  const lastSeq = moveRecords(tx, Number(setting(tx, 'epoch') ?? 1), Number(setting(tx, 'lastSeq') ?? 0))
  keepSetting(tx, 'lastSeq', String(lastSeq))
  tx.exec('DELETE FROM sync_regained')
}

function sentAgain(tx: WriteDb): Sent[] {
  const lineage = setting(tx, 'restored')
  return workOutbox(tx)
    .map((record) => ({ record, mutation: mutationOf(record) }))
    .filter(({ mutation }) => mutation.restored === lineage)
}

/**
 * An entry that both have, each otherwise. Whose history has something that the other lacks knows more; where both have, only what this
 * PC's part of the history changed is sent again.
 */
function weighEntries(tx: WriteDb): void {
  const all = sentAgain(tx)
  const history = new Map<string, Mutation[]>()
  for (const { mutation } of all) {
    const entry = historyTables.has(mutation.table) ? entryOf(mutation) : null
    if (entry !== null) history.set(entry, [...(history.get(entry) ?? []), mutation])
  }
  for (const { record, mutation } of all) {
    const row = mutation.table === 'entries' ? fieldsOf(findRow(tx, 'entries', mutation.id)) : undefined
    const said = regained(tx, mutation.id)
    if (row === undefined || said === undefined) continue
    const lacking = asMade(tx, history.get(mutation.id) ?? [])
    const fields = weighed(row, mutation, lacking, said)
    if (fields !== mutation.fields) rewrite(tx, record, mutation, fields)
  }
}

function weighed(
  row: Fields,
  mutation: Mutation,
  lacking: readonly Mutation[],
  { came, otherwise }: { readonly came: number; readonly otherwise: string | null },
): Readonly<Record<string, FieldChange>> {
  if (lacking.length > 0) return came === 0 ? mutation.fields : ownPart(row, mutation, lacking)
  if (came === 1 || otherwise === 'theirs') return {}
  return otherwise === 'dispute' ? disputed(mutation.fields) : mutation.fields
}

/** Of what differs, what the history that the platform lacks says was changed, with what was there before. */
function ownPart(row: Fields, mutation: Mutation, lacking: readonly Mutation[]): Record<string, FieldChange> {
  const before = beforeIn(lacking)
  const stepped = lacking.some(({ table }) => table !== 'entry_versions')
  const stage = mutation.fields['stage']
  const own: Record<string, FieldChange> = {}
  for (const [field, change] of Object.entries(mutation.fields)) {
    const { base: theirs, value } = change
    const known = before.get(field.replace(/^v\./, ''))
    if (rulesOf('entries').classOf(field, row) === 'status') {
      const step = stepped ? stepOf(row, field, change) : undefined
      if (step !== undefined) own[field] = step
    } else if (field === 'voidedAt') {
      if (stage?.value === 'voided') own[field] = change
    } else if (Array.isArray(value) || Array.isArray(theirs)) {
      own[field] = { base: known === undefined ? [] : (known?.split(',') ?? []), value }
    } else if (known !== undefined) own[field] = { base: known, value }
    else if (stepped && !field.startsWith('v.')) own[field] = change
  }
  return own
}

/** What is out of force stays so, whoever put it there; a step forward is taken; where both ways are open, a person decides. */
function stepOf(row: Fields, field: string, change: FieldChange): FieldChange | undefined {
  const { base: theirs, value } = change
  if (field === 'stage' && theirs === 'voided') return undefined
  if (field === 'stage' && value === 'voided') return change
  const { mayPass } = rulesOf('entries')
  const [forth, back] = [mayPass(field, theirs, value, row), mayPass(field, value, theirs, row)]
  if (forth && !back) return change
  return back && !forth ? undefined : { base: unlike(theirs), value }
}

/** What each field of an entry was before the first of these changes. @param history as it was made */
function beforeIn(history: readonly Mutation[]): ReadonlyMap<string, string | null> {
  const before = new Map<string, string | null>()
  for (const { field, before: was } of history.flatMap((one) => changesIn(valuesOf(one))))
    if (!before.has(field)) before.set(field, was)
  return before
}

function rewrite(tx: WriteDb, record: OutboxRecord, mutation: Mutation, fields: Mutation['fields']): void {
  const key = { table: mutation.table, id: mutation.id }
  const people = peopleIn(tx)
  const own = ownChanges(tx, [key], people)
  if (Object.keys(fields).length === 0) dropOutbox(tx, record.epoch, record.seq)
  else
    tx.prepare<[string, number, number], never>('UPDATE sync_outbox SET mutation = ? WHERE epoch = ? AND seq = ?').run(
      JSON.stringify({ ...mutation, fields }),
      record.epoch,
      record.seq,
    )
  whileApplying(tx, () => showRow(tx, key, own, people))
}

/** Decisions that the platform took, and that did not come back before it was restored: they are in no outbox any more. */
function decideAgain(tx: WriteDb, { now, newId }: Restoration): void {
  const sent = new Set(workOutbox(tx).map((record) => mutationOf(record).conflict))
  for (const conflict of settlingConflicts(tx)) {
    const { choice, reason, settled_by } = conflict
    if (sent.has(conflict.conflict_id) || choice === null) continue
    const fields = JSON.parse(conflict.decided ?? '{}') as Mutation['fields']
    const about = disputedIn(conflict)
    const sides = sidesIn(about, { choice, fields })
    const whole = choice === 'mine' ? 'mine' : 'theirs'
    settleConflict(tx, {
      conflict,
      disputed: about,
      choice: whole,
      sides,
      reason: reason ?? '',
      actor: settled_by ?? '',
      now,
      newId,
    })
  }
}

/** Conflicts that the platform does not know are none; what they were about is sent again by whoever sent it. */
function forgetConflicts(tx: WriteDb, { now }: Restoration): void {
  const isKnown = (conflict: string): boolean => findRow(tx, 'conflicts', conflict) !== undefined
  for (const record of workOutbox(tx)) {
    const mutation = mutationOf(record)
    if (mutation.op !== 'resolve' || isKnown(mutation.conflict ?? '')) continue
    const { mid, txn, table, id } = mutation
    const entry_id = syncedTable(table)?.entryOf(id, {}) ?? null
    const refused = { mid, txn, tbl: table, row_id: id, entry_id, mutation: record.mutation }
    // What was changed since was changed by somebody who saw what they had decided.
    const people = peopleIn(tx)
    const own = ownChanges(tx, [{ table, id }], people)
    keepGivenUp(tx, { ...refused, reason: 'no-such-conflict', field: null, at: now }, now)
    dropOutbox(tx, record.epoch, record.seq)
    whileApplying(tx, () => showRow(tx, { table, id }, own, people))
  }
  tx.prepare<[string], never>(
    `UPDATE sync_conflicts SET state = 'settled', settled_at = ?
     WHERE state <> 'settled' AND conflict_id NOT IN (SELECT row_id FROM sync_rows WHERE tbl = 'conflicts')`,
  ).run(now)
}

/** What the platform had before is below what was still to be sent: decisions, and what this PC cannot show. */
function putBelow(tx: WriteDb, { now }: Restoration): void {
  const { again, rest } = outbox(tx)
  numberAnew(tx, [...again, ...rest], now)
}

/** An entry and its history are sent together, so that they are held back together. */
function putTogether(tx: WriteDb, { now, newId }: Restoration): void {
  const { again, rest } = outbox(tx)
  const groups = new Map<string, Mutation[]>()
  for (const mutation of again) {
    const name = entryOf(mutation) ?? mutation.mid
    groups.set(name, [...(groups.get(name) ?? []), mutation])
  }
  const together: Mutation[] = []
  for (const all of groups.values())
    for (let at = 0, group = asMade(tx, all); at < group.length; at += most) {
      const part = group.slice(at, at + most)
      const txn = newId()
      together.push(...part.map((mutation) => ({ ...mutation, txn, txnSize: part.length })))
    }
  numberAnew(tx, [...together, ...rest], now)
}

function outbox(tx: WriteDb): { readonly again: Mutation[]; readonly rest: Mutation[] } {
  const lineage = setting(tx, 'restored')
  const all = workOutbox(tx).map(mutationOf)
  return {
    again: all.filter(({ restored }) => restored === lineage),
    rest: all.filter(({ restored }) => restored !== lineage),
  }
}

function numberAnew(tx: WriteDb, mutations: readonly Mutation[], now: string): void {
  tx.exec(`DELETE FROM sync_outbox WHERE tbl <> 'source_records'`)
  keepSetting(tx, 'epoch', String(Number(setting(tx, 'epoch') ?? 1) + 1))
  keepSetting(tx, 'lastSeq', '0')
  for (const mutation of mutations) number(tx, mutation, now)
}

/** What was held back and whose history is at the platform was decided on, whatever the conflict was called there. */
function forgetTaken(tx: WriteDb): void {
  const history = allHeld(tx)
    .map(mutationOf)
    .filter(({ table }) => rulesOf(table).kind === 'log')
  const waits = history.filter(({ table, id }) => findRow(tx, table, id) === undefined)
  const open = new Set(waits.map(({ txn }) => txn))
  for (const txn of new Set(history.map((one) => one.txn)))
    if (!open.has(txn)) tx.prepare<[string], never>('DELETE FROM sync_held WHERE txn = ?').run(txn)
}

/** What was held back goes as it was sent, and is shown until it is answered; where the platform has it, it says so again. */
function sendHeld(tx: WriteDb, { now }: Restoration): void {
  forgetTaken(tx)
  const held = allHeld(tx).map(mutationOf)
  const own = ownChanges(tx, held, peopleIn(tx))
  for (const mutation of held) number(tx, mutation, now)
  whileApplying(tx, () => {
    for (const { name } of syncedTables) {
      const people = peopleIn(tx)
      for (const key of held) if (key.table === name) showRow(tx, key, own, people)
    }
  })
}
