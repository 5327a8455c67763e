import type { OutputOf } from '../../../src-contract/contract.ts'
import type { RecordState } from '../../../src-contract/features/sync.contract.ts'
import type { EntryId, Instant } from '../../../src-contract/ids.ts'
import { recordStateOf, stationStateOf } from '../../../src-domain/sync/status.rules.ts'
import type { ReadDb } from '../../store/sql.ts'
import { positionOf } from './pull.service.ts'
import { entriesOfAlone, othersOnlyHere, waitingFor } from './standing.queries.ts'
import { setting } from './sync.repo.ts'
import type { EngineState } from './sync-engine.ts'

/** The platform was reached and exchanges nothing with this PC, which is not the network's doing. */
const turnedAway: ReadonlySet<EngineState['problem']> = new Set([
  'sync/revoked',
  'sync/quarantined',
  'sync/expired',
  'sync/unknown-device',
  'sync/platform-behind',
])

/**
 * Without what is said to a role alone.
 *
 * @param lease null where nobody asks what may be looked up
 */
export function statusOf(
  db: ReadDb,
  engine: EngineState,
  lease: OutputOf<'sync.status'>['lease'] = null,
): Omit<OutputOf<'sync.status'>, 'tellAt'> {
  const enrolled = setting(db, 'device') !== undefined
  const waiting = waitingFor(db)
  const proof = provenOf(db)
  const state = stationStateOf({
    enrolled,
    stopped: setting(db, 'stopped') !== undefined || (engine.problem !== null && turnedAway.has(engine.problem)),
    running: engine.running,
    failed: engine.problem !== null,
    waiting: waiting.marked + waiting.records + waiting.outbox + waiting.filesUp + waiting.drafts,
    conflicts: waiting.conflicts,
    rejected: waiting.rejected,
    unshown: waiting.unshown,
    // What it has taken since then is not in what was compared.
    proven: proof !== null && waiting.taken === 0,
  })
  const instant = (name: string): Instant | null => (setting(db, name) ?? null) as Instant | null
  const skew = setting(db, 'skewMs')
  const alone = enrolled ? null : entriesOfAlone(db)
  return {
    state,
    onlyHere: alone?.n ?? waiting.entries,
    oldest: (alone === null ? earlier(waiting.oldest, waiting.oldestDraft) : alone.oldest) as Instant | null,
    // Of a PC that is not enrolled the means say that everything is only there.
    others: enrolled ? othersOnlyHere(db, waiting) : [],
    draftsWithoutKey: enrolled ? waiting.drafts : 0,
    conflicts: waiting.conflicts,
    rejected: waiting.rejected,
    records: waiting.records,
    filesUp: waiting.filesUp,
    filesDown: waiting.filesDown,
    draftsLocked: engine.draftsLocked,
    lastSuccess: instant('lastSuccess'),
    lastContact: instant('lastContact'),
    provenAt: proof,
    problem: engine.problem,
    platform: setting(db, 'url') ?? null,
    lease,
    skewMs: skew === undefined ? null : Number(skew),
  }
}

function earlier(one: string | null, other: string | null): string | null {
  return one === null || (other !== null && other < one) ? other : one
}

/** When the digests were found to be the same at the position at which this PC still stands. */
function provenOf(db: ReadDb): Instant | null {
  const text = setting(db, 'proven')
  const position = positionOf(db)
  if (text === undefined || position === null) return null
  const proven = JSON.parse(text) as { lineage: string; seq: number; at: string }
  return proven.lineage === position.lineage && proven.seq === position.seq ? (proven.at as Instant) : null
}

/** Where entries stand, with all that belongs to them. */
export function recordStates(db: ReadDb, entryIds: readonly EntryId[]): { entryId: EntryId; state: RecordState }[] {
  const enrolled = setting(db, 'device') !== undefined
  const has = (sql: string) => {
    const statement = db.prepare<[string], { n: number }>(`SELECT EXISTS (${sql}) AS n`)
    return (entryId: string): boolean => statement.one(entryId)?.n === 1
  }
  // The id of a version or a link begins with its entry's.
  const mine = (rows: string): string => `WITH of (id) AS (SELECT ?) ${rows}`
  const rowsOf = (source: string): string =>
    mine(
      `SELECT 1 FROM of, ${source} AS r WHERE (r.tbl IN ('entries', 'entry_versions', 'entry_links')
         AND substr(r.row_id, 1, 36) = of.id)
         OR (r.tbl = 'entry_events' AND r.row_id IN (SELECT event_id FROM entry_events WHERE entry_id = of.id))
         OR (r.tbl = 'reviews' AND r.row_id IN (SELECT review_id FROM reviews WHERE entry_id = of.id))
         OR (r.tbl = 'attachments' AND r.row_id IN (SELECT attachment_id FROM attachments WHERE entry_id = of.id))`,
    )
  const marked = has(rowsOf('sync_marks'))
  const fileHere = has(
    `SELECT 1 FROM attachments AS a JOIN blob_transfers AS t ON t.sha256 = a.sha256 AND t.way = 'up' WHERE a.entry_id = ?`,
  )
  const sent = has(rowsOf('(SELECT tbl, row_id FROM sync_outbox WHERE server_seq IS NULL)'))
  const rejected = has(`SELECT 1 FROM sync_rejected WHERE entry_id = ? AND state = 'open'`)
  const conflict = has(`SELECT 1 FROM sync_conflicts WHERE entry_id = ? AND state = 'open'`)
  const known = has(
    mine(
      `SELECT 1 FROM of JOIN sync_rows AS r ON r.tbl = 'entries' AND r.row_id = of.id
       UNION ALL SELECT 1 FROM of JOIN sync_outbox AS o ON o.tbl = 'entries' AND o.row_id = of.id
         WHERE o.server_seq IS NOT NULL`,
    ),
  )
  return entryIds.map((entryId) => ({
    entryId,
    state: !enrolled
      ? 'none'
      : recordStateOf({
          marked: marked(entryId) || fileHere(entryId),
          sent: sent(entryId),
          rejected: rejected(entryId),
          conflict: conflict(entryId),
          known: known(entryId),
        }),
  }))
}
