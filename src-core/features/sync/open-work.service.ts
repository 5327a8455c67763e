import type { OutputOf } from '../../../src-contract/contract.ts'
import type { SyncConflict, SyncRejected } from '../../../src-contract/features/sync.contract.ts'
import type { EntryId, Instant } from '../../../src-contract/ids.ts'
import type { FieldValue } from '../../../src-contract/sync/protocol.ts'
import { booksById } from '../../../src-domain/books/books.ts'
import { toldApart } from '../../../src-domain/books/told-apart.rules.ts'
import { valuesOf } from '../../../src-domain/sync/merge.rules.ts'
import { q } from '../../query.ts'
import type { ReadDb } from '../../store/sql.ts'
import { disputedNow, groupsOf } from './conflicts.service.ts'
import { mutationOf } from './row-view.ts'
import { formField, shownWritten, valuesWritten } from './shown-written.ts'
import type { ConflictRecord, RejectedRecord } from './sync.repo.ts'
import type { People } from './synced-table.ts'
import { peopleIn } from './synced-tables.ts'

const most = 200
/** Of an act, where no field is named. */
const mostValues = 12

/** What waits for a person, oldest first. Values are masked as in a history. */
export function openWork(db: ReadDb): Omit<OutputOf<'sync.open'>, 'givenUp'> {
  // In the text: where the state is bound, SQLite prepares the statement anew each time, to see whether the index of open ones will do.
  const conflicts = db
    .prepare<[], ConflictRecord>(`SELECT * FROM sync_conflicts WHERE state = 'open' ORDER BY at LIMIT ${most}`)
    .all()
  const rejected = db
    .prepare<[], RejectedRecord>(
      // Rows that went down with another say nothing of their own.
      `SELECT * FROM sync_rejected WHERE state = 'open' ORDER BY txn, reason = 'transaction' LIMIT ${most * 10}`,
    )
    .all()
  const acts = new Map<string, RejectedRecord[]>()
  for (const row of rejected) acts.set(row.txn, [...(acts.get(row.txn) ?? []), row])
  const people = peopleIn(db)
  return {
    conflicts: conflicts.map((row) => ({
      conflictId: row.conflict_id,
      ...aboutEntry(db, row.entry_id),
      ofReturn: ofReturn(db, row.tbl, row.row_id),
      by: nameOfAccount(db, people.toLocal(row.actor)),
      madeAt: instant(row.made_at),
      at: instant(row.at),
      fields: shownFields(db, row, people),
      state: 'open',
    })),
    rejected: [...acts.values()].slice(0, most).map((act) => refused(db, act as [RejectedRecord], people)),
  }
}

/** One act, of which the first row says why. */
function refused(db: ReadDb, act: readonly [RejectedRecord, ...RejectedRecord[]], people: People): SyncRejected {
  const [first] = act
  const about = aboutEntry(db, first.entry_id)
  const field = first.field === null ? null : formField(first.field)
  const book = first.tbl === 'entries' && about.book !== null ? booksById.get(about.book) : undefined
  const named = first.field === null ? undefined : valuesOf(mutationOf(first))[first.field]
  const value = (wire: FieldValue): string | null => shownWritten(db, book, { field: field ?? '', value: wire }, people)
  return {
    txn: first.txn,
    ...about,
    reason: first.reason,
    field,
    // A field that was not written, and is missing, has no value.
    values:
      field === null
        ? valuesWritten(
            db,
            about.book,
            act.map(({ tbl, mutation }) => ({ tbl, mutation: mutationOf({ mutation }) })),
            people,
          ).slice(0, mostValues)
        : [{ field, value: named === undefined ? null : nameIn(db, value(named), people) }],
    at: instant(first.at),
  }
}

/** People are named; a column of an entry and a row of another table hold their ids. */
export function nameIn(db: ReadDb, value: string | null, people: People): string | null {
  if (value === null || !/^[0-9a-f-]{36}$/.test(value)) return value
  return nameOfAccount(db, people.toLocal(value)) || value
}

/** The entry that something is about, as it may be named. */
export function aboutEntry(
  db: ReadDb,
  entryId: string | null,
): { entryId: EntryId | null; number: string | null; book: string | null } {
  if (entryId === null) return { entryId: null, number: null, book: null }
  const entry = db.one(q.selectFrom('entries').select(['number', 'book']).where('entry_id', '=', entryId))
  return { entryId: entryId as EntryId, number: entry?.number ?? null, book: entry?.book ?? null }
}

/** The id of a binding begins with its return's, and then the cell's name. */
function ofReturn(db: ReadDb, table: string, id: string): SyncConflict['ofReturn'] {
  if (table !== 'returns' && table !== 'return_bindings') return null
  const [returnId = '', cell = '', ...sheet] = id.split(':')
  const found = db.one(q.selectFrom('returns').select('name').where('return_id', '=', returnId))
  const place = table === 'returns' ? null : `${sheet.join(':')} ${cell}`
  return found === undefined ? null : { name: found.name, cell: place }
}

export function nameOfAccount(db: ReadDb, accountId: string): string {
  return db.one(q.selectFrom('accounts').select('name').where('account_id', '=', accountId))?.name ?? ''
}

function instant(text: string): Instant | null {
  return text === '' ? null : (text as Instant)
}

/** In the groups in which they are decided on. */
function shownFields(db: ReadDb, conflict: ConflictRecord, people: People): SyncConflict['fields'] {
  const book = booksById.get(aboutEntry(db, conflict.entry_id).book ?? '')
  const disputed = new Map(disputedNow(db, conflict).map((one) => [one.field, one]))
  return groupsOf(db, conflict).flatMap((fields, group) =>
    fields.flatMap((field) => {
      const values = disputed.get(field)
      if (values === undefined) return []
      const shown = (value: FieldValue): string | null =>
        field === null ? textOf(value) : nameIn(db, shownWritten(db, book, { field, value }, people), people)
      const { base, mine, theirs } = values
      const name = field === null ? null : formField(field)
      const both = toldApart([textOf(mine), textOf(theirs)], [shown(mine), shown(theirs)])
      return [{ field: name, group, base: shown(base), mine: both[0], theirs: both[1] }]
    }),
  )
}

function textOf(value: FieldValue): string | null {
  if (value === null) return null
  return Array.isArray(value) ? value.join(',') : String(value)
}
