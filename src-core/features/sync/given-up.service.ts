import type { SyncGivenUp } from '../../../src-contract/features/sync.contract.ts'
import type { Instant } from '../../../src-contract/ids.ts'
import type { Mutation } from '../../../src-contract/sync/push.ts'
import { booksById } from '../../../src-domain/books/books.ts'
import { valuesOf } from '../../../src-domain/sync/merge.rules.ts'
import type { ReadDb } from '../../store/sql.ts'
import { shownChanges } from '../ledger/shown-values.ts'
import { changesIn } from './as-made.ts'
import { aboutEntry } from './open-work.service.ts'
import type { RejectedRecord } from './sync.repo.ts'
import { textOf } from './synced-table.ts'

/** Acts that are shown, newest first. */
const most = 100
/** Rows of an act. */
const perAct = 20

type GivenUp = Pick<Mutation, 'op' | 'fields'> & { readonly reason?: string | null }

/** What came to nothing: changes that nobody wanted in a conflict, decisions that were overruled, and what somebody gave up. */
export function givenUp(db: ReadDb): SyncGivenUp[] {
  const rows = db
    .prepare<[], RejectedRecord>(
      `SELECT * FROM sync_rejected WHERE state = 'given-up' ORDER BY settled_at DESC, txn, mid LIMIT ${most * perAct}`,
    )
    .all()
  const acts = new Map<string, RejectedRecord[]>()
  for (const row of rows) acts.set(row.txn, [...(acts.get(row.txn) ?? []), row])
  return [...acts.values()].slice(0, most).map((act) => actOf(db, act))
}

function actOf(db: ReadDb, act: readonly RejectedRecord[]): SyncGivenUp {
  const [first] = act as [RejectedRecord]
  const all = act.map(({ mutation }) => JSON.parse(mutation) as GivenUp)
  const isDecision = all.some(({ op }) => op === 'resolve') || act.some(({ tbl }) => tbl === 'conflicts')
  const entry = aboutEntry(db, act.find(({ entry_id }) => entry_id !== null)?.entry_id ?? null)
  const reason = all.map((one) => one.reason ?? textOf(valuesOf(one), 'reason')).find((text) => text !== undefined)
  return {
    txn: first.txn,
    ...entry,
    why: first.reason === 'not-wanted' ? 'not-wanted' : isDecision ? 'overruled' : 'person',
    at: (first.settled_at ?? first.at) as Instant,
    reason: isDecision ? (reason ?? null) : null,
    values: shownValues(db, entry.book, act, all),
  }
}

/** Values of an entry that were written or decided for, each once, as the entry would show them. */
function shownValues(
  db: ReadDb,
  bookId: string | null,
  act: readonly RejectedRecord[],
  all: readonly GivenUp[],
): SyncGivenUp['values'] {
  const book = bookId === null ? undefined : booksById.get(bookId)
  if (book === undefined) return []
  const written = all.flatMap((one, at) => {
    const fields = valuesOf(one)
    if (act[at]?.tbl === 'entry_versions')
      return changesIn(fields).map(({ field, after }) => ({ field, value: after ?? null }))
    if (act[at]?.tbl !== 'entries') return []
    const values = Object.entries(fields).filter(([field]) => field.startsWith('v.'))
    return values.map(([field, value]) => ({ field: field.slice(2), value: value === null ? null : String(value) }))
  })
  const once = new Map(written.map((one) => [`${one.field} ${one.value}`, one]))
  return [...once.values()].map(({ field, value }) => ({
    field,
    value: shownChanges(db, book, [{ field, before: null, after: value }])[0]?.after ?? null,
  }))
}
