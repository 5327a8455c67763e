import type { Fields } from '../../../src-contract/sync/protocol.ts'
import type { ConflictField, Mutation, MutationResult } from '../../../src-contract/sync/push.ts'
import { canonicalJson } from '../../../src-domain/canonical/canonical-json.ts'
import { uuidOf } from '../../../src-domain/canonical/uuid-of.ts'
import { booksById } from '../../../src-domain/books/books.ts'
import { decidedTogether, decisionOf, type Decision, type Side } from '../../../src-domain/sync/decision.rules.ts'
import { q } from '../../query.ts'
import type { ReadDb, WriteDb } from '../../store/sql.ts'
import { number } from './gather.service.ts'
import { forgetHeld } from './held-back.ts'
import { fieldsOf, ownChanges, showRow, type RowKey } from './row-view.ts'
import {
  findConflict,
  findRow,
  isDecisionUnsent,
  keepConflict,
  keepGivenUp,
  whileApplying,
  type ConflictRecord,
} from './sync.repo.ts'
import { formField } from './shown-written.ts'
import { textOf } from './synced-table.ts'
import { peopleIn, syncedTable } from './synced-tables.ts'

/** A conflict that this PC's own push met; the platform's row about it follows by a pull. */
export function keepOwnConflict(tx: WriteDb, mutation: Mutation, result: MutationResult, now: string): void {
  if (result.conflict === undefined || findConflict(tx, result.conflict) !== undefined) return
  keepConflict(tx, {
    conflict_id: result.conflict,
    tbl: mutation.table,
    row_id: mutation.id,
    entry_id: syncedTable(mutation.table)?.entryOf(mutation.id, {}) ?? null,
    fields: JSON.stringify(result.conflicts ?? []),
    actor: mutation.actor,
    made_at: mutation.at,
    at: now,
    state: 'open',
    choice: null,
    reason: null,
    settled_at: null,
    settled_by: null,
    decided: null,
  })
}

/** A conflict as the platform tells all PCs of the station of it, open or settled. */
export function keepPlatformConflict(tx: WriteDb, conflictId: string, fields: Fields): void {
  const [table, row] = [textOf(fields, 'table'), textOf(fields, 'row')]
  if (table === undefined || row === undefined) return
  const before = findConflict(tx, conflictId)
  const settled = textOf(fields, 'status') === 'resolved'
  if (settled && before?.state === 'settling') listOverruled(tx, before, fields)
  keepConflict(tx, {
    conflict_id: conflictId,
    tbl: table,
    row_id: row,
    entry_id: syncedTable(table)?.entryOf(row, fieldsOf(findRow(tx, table, row)) ?? {}) ?? null,
    fields: textOf(fields, 'fields') ?? before?.fields ?? '[]',
    actor: textOf(fields, 'actor') ?? before?.actor ?? '',
    made_at: before?.made_at ?? textOf(fields, 'at') ?? '',
    at: before?.at ?? textOf(fields, 'at') ?? '',
    state: settled ? 'settled' : (before?.state ?? 'open'),
    choice: textOf(fields, 'choice') ?? before?.choice ?? null,
    reason: textOf(fields, 'reason') ?? before?.reason ?? null,
    settled_at: textOf(fields, 'resolvedAt') ?? before?.settled_at ?? null,
    settled_by: textOf(fields, 'resolvedBy') ?? before?.settled_by ?? null,
    decided: textOf(fields, 'decided') ?? before?.decided ?? null,
  })
  if (settled) forgetHeld(tx, conflictId)
}

/**
 * What was decided here was taken by the platform, which was restored before it came back, and somebody else decided meanwhile: it is listed
 * with what came to nothing. One that is still to be sent is refused by the platform, and listed then.
 */
function listOverruled(tx: WriteDb, { conflict_id: conflict, entry_id, ...mine }: ConflictRecord, said: Fields): void {
  const { tbl: table, row_id: id, choice, reason, settled_by, settled_at } = mine
  const stands = choice === textOf(said, 'choice') && reason === textOf(said, 'reason')
  if ((stands && settled_by === textOf(said, 'resolvedBy')) || isDecisionUnsent(tx, conflict)) return
  const mid = uuidOf(canonicalJson(['overruled', conflict, choice, reason, settled_by, settled_at]))
  const at = settled_at ?? textOf(said, 'resolvedAt') ?? ''
  const mutation = {
    mid,
    txn: mid,
    table,
    id,
    op: 'resolve',
    fields: {},
    at,
    actor: settled_by,
    reason,
    conflict,
    choice,
  }
  const about = { mid, txn: mid, tbl: table, row_id: id, entry_id, mutation: JSON.stringify(mutation) }
  keepGivenUp(tx, { ...about, reason: 'no-such-conflict', field: null, at }, at)
}

export function disputedIn({ fields }: Pick<ConflictRecord, 'fields'>): ConflictField[] {
  return JSON.parse(fields) as ConflictField[]
}

/** The same with what stands now. Before the platform's row about the conflict is here, its own row is older here than what it said then. */
export function disputedNow(db: ReadDb, conflict: ConflictRecord): ConflictField[] {
  const { conflict_id: id, tbl, row_id } = conflict
  const disputed = disputedIn(conflict)
  return findRow(db, 'conflicts', id) === undefined ? disputed : withStanding(db, { table: tbl, id: row_id }, disputed)
}

function withStanding(db: ReadDb, { table, id }: RowKey, disputed: readonly ConflictField[]): ConflictField[] {
  const now = fieldsOf(findRow(db, table, id))
  return disputed.map((one) => (one.field === null ? one : { ...one, theirs: now?.[one.field] ?? null }))
}

/** A decision that came to nothing: the conflict is shown again with what the platform says now. The decision stays in the audit. */
export function reopenConflict(tx: WriteDb, { conflict: id, table, id: row }: Mutation): void {
  const conflict = id === undefined ? undefined : findConflict(tx, id)
  if (conflict?.state !== 'settling') return
  const fields = withStanding(tx, { table, id: row }, disputedIn(conflict))
  const undecided = { choice: null, reason: null, settled_at: null, settled_by: null, decided: null }
  keepConflict(tx, { ...conflict, fields: JSON.stringify(fields), state: 'open', ...undecided })
}

export type Settling = {
  readonly conflict: ConflictRecord
  /** As whoever decided saw it. */
  readonly disputed: readonly ConflictField[]
  readonly choice: Side
  /** Where of some fields the one is chosen and of some the other. */
  readonly sides?: ReadonlyMap<string, Side> | undefined
  readonly reason: string
  readonly actor: string
  readonly now: string
  newId(): string
}

/**
 * Settles a conflict: the decided values become a mutation of their own, with the reason. It is sent like any other, and is a conflict
 * again if somebody has changed the same fields since.
 *
 * @returns whose values were chosen, after all
 */
export function settleConflict(tx: WriteDb, settling: Settling): Decision['choice'] {
  const { conflict, disputed, reason, actor, now, newId } = settling
  const key = { table: conflict.tbl, id: conflict.row_id }
  const people = peopleIn(tx)
  const own = ownChanges(tx, [key], people)
  const { choice, fields } = decisionOf(disputed, settling.choice, settling.sides)
  number(
    tx,
    {
      mid: newId(),
      txn: newId(),
      txnSize: 1,
      table: key.table,
      id: key.id,
      op: 'resolve',
      baseVer: findRow(tx, key.table, key.id)?.ver ?? 0,
      fields,
      at: now,
      actor: people.toWire(actor),
      reason,
      conflict: conflict.conflict_id,
      choice,
    },
    now,
  )
  keepConflict(tx, {
    ...conflict,
    fields: JSON.stringify(disputed),
    state: 'settling',
    choice,
    reason,
    settled_at: now,
    settled_by: people.toWire(actor),
    decided: JSON.stringify(fields),
  })
  whileApplying(tx, () => showRow(tx, key, own, people))
  return choice
}

/** The groups in which the fields of a conflict are decided on, as they stand in the form. */
export function groupsOf(db: ReadDb, conflict: ConflictRecord): (string | null)[][] {
  const { tbl, entry_id } = conflict
  const book =
    entry_id === null
      ? undefined
      : db.one(q.selectFrom('entries').select('book').where('entry_id', '=', entry_id))?.book
  const places = new Map(
    booksById.get(book ?? '')?.definition.fields.map((field, place): [string, number] => [field.key, place]),
  )
  const placeOf = (field: string | null): number => places.get(formField(field ?? '')) ?? 0
  const inOrder = disputedIn(conflict).toSorted((a, b) => placeOf(a.field) - placeOf(b.field))
  return decidedTogether(tbl, book ?? null, inOrder)
}

/** By the names of the wire, what somebody chose of each field by its name in the form. Undefined: not of every field, or not of a group the same. */
export function chosenSides(
  db: ReadDb,
  conflict: ConflictRecord,
  sides: Readonly<Record<string, Side>>,
): ReadonlyMap<string, Side> | undefined {
  const chosen = new Map<string, Side>()
  for (const group of groupsOf(db, conflict)) {
    const ofGroup = new Set(group.map((field) => (field === null ? undefined : sides[formField(field)])))
    const [side] = ofGroup
    if (ofGroup.size !== 1 || side === undefined) return undefined
    for (const field of group) if (field !== null) chosen.set(field, side)
  }
  return chosen
}

export function fieldsOfSide(sides: ReadonlyMap<string, Side> | undefined, wanted: Side): string {
  return [...(sides ?? [])].flatMap(([field, side]) => (side === wanted ? [formField(field)] : [])).join(',')
}
