import type { OutputOf } from '../../../src-contract/contract.ts'
import type { SyncWaiting, WaitingKind } from '../../../src-contract/features/sync.contract.ts'
import type { Instant } from '../../../src-contract/ids.ts'
import type { Fields } from '../../../src-contract/sync/protocol.ts'
import type { ReadDb } from '../../store/sql.ts'
import { aboutEntry, nameOfAccount } from './open-work.service.ts'
import { draftIsHere, kindsOf } from './standing.queries.ts'
import { textOf, type People } from './synced-table.ts'
import { peopleIn, syncedTable } from './synced-tables.ts'

const most = 50

type Line = {
  /** The entry; or the table and the row. */
  readonly entry_id: string | null
  readonly tbl: string
  readonly row_id: string
  readonly n: number
  readonly since: string
  /** Of several things about an entry the first that holds, in the order of `whys`. */
  readonly why: number
}

const whys = ['saved', 'sent', 'file-stuck', 'file', 'no-key'] as const

/** Marked rows have this PC's ids, those that were handed over the wire's; both name the entry in the same places. */
const entryOf = (row: string): string => `CASE
  WHEN ${row}.tbl IN ('entries', 'entry_versions', 'entry_links') THEN substr(${row}.row_id, 1, 36)
  WHEN ${row}.tbl = 'entry_events' THEN (SELECT entry_id FROM entry_events WHERE event_id = ${row}.row_id)
  WHEN ${row}.tbl = 'reviews' THEN (SELECT entry_id FROM reviews WHERE review_id = ${row}.row_id)
  WHEN ${row}.tbl = 'attachments' THEN (SELECT entry_id FROM attachments WHERE attachment_id = ${row}.row_id) END`

const linesSql = `
  WITH here (entry_id, tbl, row_id, at, why) AS (
    SELECT ${entryOf('m')}, m.tbl, m.row_id, m.at, 0 FROM sync_marks AS m
      WHERE m.tbl <> 'source_records' AND (m.tbl <> 'sealed_drafts' OR ${draftIsHere('m')})
    UNION ALL SELECT ${entryOf('o')}, o.tbl, o.row_id, json_extract(o.mutation, '$.at'), 1 FROM sync_outbox AS o
      WHERE o.server_seq IS NULL AND o.tbl <> 'source_records' AND (o.tbl <> 'sealed_drafts' OR ${draftIsHere('o')})
    UNION ALL SELECT a.entry_id, 'attachments', a.attachment_id, t.at, iif(t.problem IS NULL, 3, 2)
      FROM blob_transfers AS t JOIN attachments AS a ON a.sha256 = t.sha256 WHERE t.way = 'up' AND a.entry_id IS NOT NULL
    UNION ALL SELECT NULL, 'sealed_drafts', d.draft_id, d.updated_at, 4 FROM drafts AS d
      WHERE d.gone_act IS NULL AND NOT EXISTS (SELECT 1 FROM account_secrets AS s WHERE s.account_id = d.account_id)),
  lines (entry_id, tbl, row_id, n, since, why) AS (
    SELECT entry_id, min(tbl), min(row_id), 1, min(at), min(why) FROM here
      GROUP BY coalesce(entry_id, tbl || ' ' || row_id)
    UNION ALL SELECT NULL, 'source_records', '', count(*), min(at), min(why) FROM (
      SELECT at, 0 AS why FROM unsent_records
      UNION ALL SELECT json_extract(mutation, '$.at'), 1 FROM sync_outbox WHERE server_seq IS NULL AND tbl = 'source_records')
      HAVING count(*) > 0)
  SELECT *, count(*) OVER () AS total FROM lines ORDER BY since, tbl, row_id LIMIT ${most}`

/** What is only on this PC, the oldest first: what, by whom, since when, and why it waits. No value of a record is in it. */
export function listWaiting(db: ReadDb): OutputOf<'sync.waiting'> {
  const lines = db.prepare<[], Line & { total: number }>(linesSql).all()
  const people = peopleIn(db)
  return { rows: lines.map((line) => shown(db, line, people)), total: lines[0]?.total ?? 0 }
}

function shown(db: ReadDb, line: Line, people: People): SyncWaiting {
  const kind: WaitingKind =
    line.entry_id !== null ? 'entry' : line.tbl === 'source_records' ? 'record' : (kindsOf[line.tbl] ?? 'entry')
  const fields = line.entry_id === null ? rowOf(db, line, people) : {}
  const by = line.entry_id === null ? writerIn(fields) : lastWriter(db, line.entry_id)
  const about = aboutEntry(db, line.entry_id)
  return {
    kind,
    ...about,
    book: about.book ?? (kind === 'draft' ? draftBook(db, line.row_id) : null),
    name: kind === 'return' || kind === 'account' ? (textOf(fields, 'name') ?? null) : null,
    n: line.n,
    by: by === null ? null : nameOfAccount(db, people.toLocal(by)) || null,
    since: line.since as Instant,
    why: whys[line.why] ?? 'saved',
  }
}

/** The row as it stands here; of a draft only whose it is. */
function rowOf(db: ReadDb, { tbl, row_id }: Line, people: People): Fields {
  if (tbl === 'sealed_drafts') {
    const author = db.prepare<[string], { account_id: string }>('SELECT account_id FROM drafts WHERE draft_id = ?')
    const actor = author.one(row_id)?.account_id
    return actor === undefined ? {} : { actor: people.toWire(actor) }
  }
  const table = syncedTable(tbl)
  return table?.read(db, table.wireId(db, row_id, people) ?? row_id, people) ?? {}
}

function writerIn(fields: Fields): string | null {
  for (const name of ['actor', 'answeredBy', 'askedBy', 'reviewer', 'filler', 'account']) {
    const said = textOf(fields, name)
    if (said !== undefined) return said
  }
  return null
}

/** Whoever changed an entry last, by a version or a step; otherwise who typed it. */
function lastWriter(db: ReadDb, entryId: string): string | null {
  const found = db
    .prepare<[string, string, string], { account_id: string | null }>(
      `SELECT account_id FROM (
         SELECT account_id, at FROM entry_versions WHERE entry_id = ?
         UNION ALL SELECT account_id, at FROM entry_events WHERE entry_id = ?
         UNION ALL SELECT typist_id, '' FROM entries WHERE entry_id = ?) ORDER BY at DESC LIMIT 1`,
    )
    .one(entryId, entryId, entryId)
  return found?.account_id ?? null
}

function draftBook(db: ReadDb, draftId: string): string | null {
  return db.prepare<[string], { book: string }>('SELECT book FROM drafts WHERE draft_id = ?').one(draftId)?.book ?? null
}
