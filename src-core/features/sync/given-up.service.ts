import type { SyncGivenUp } from '../../../src-contract/features/sync.contract.ts'
import type { Instant } from '../../../src-contract/ids.ts'
import type { Mutation } from '../../../src-contract/sync/push.ts'
import { valuesOf } from '../../../src-domain/sync/merge.rules.ts'
import type { ReadDb } from '../../store/sql.ts'
import { aboutEntry } from './open-work.service.ts'
import { valuesWritten } from './shown-written.ts'
import type { RejectedRecord } from './sync.repo.ts'
import { textOf } from './synced-table.ts'
import { peopleIn } from './synced-tables.ts'

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
    values: valuesWritten(
      db,
      entry.book,
      act.map(({ tbl }, at) => ({ tbl, mutation: all[at] ?? { fields: {} } })),
      peopleIn(db),
    ),
  }
}
