import type { BookId } from '../../../src-contract/books.ts'
import type { CountedRecord, RecordSet } from '../../../src-contract/features/returns.shapes.ts'
import type { EntryId, LocalDate, Version } from '../../../src-contract/ids.ts'
import type { ReadDb, SqlValue } from '../../store/sql.ts'
import type { Reach } from '../ledger/reach.rules.ts'
import { cellOf, compareCell, standings, type Standing } from './compare.rules.ts'
import { countReturn, type CountInput } from './count-return.ts'
import { findSubmission, lastSent } from './returns.repo.ts'
import { snapshotOf } from './submissions.ts'

export type RecordsInput = CountInput & {
  readonly sheet: string
  readonly cell: string
  readonly set: RecordSet
  readonly submissionId?: string | undefined
  readonly offset: number
  readonly limit: number
  readonly reach: Reach
}

type Page = { readonly records: CountedRecord[]; readonly total: number; readonly outOfReach: number }

/** The records behind a cell, in the order in which they were filed. Null where return, period or submission are not there. */
export function countedRecords(db: ReadDb, input: RecordsInput): Page | null {
  const meant = meantRecords(db, input)
  if (meant === null) return null
  const reached = withinReach(db, meant.ids, input.reach)
  const page = reached.slice(input.offset, input.offset + input.limit)
  return {
    records: entriesOf(db, page, meant.sent),
    total: meant.ids.length,
    outOfReach: meant.ids.length - reached.length,
  }
}

type Meant = { readonly ids: readonly string[]; readonly sent: ReadonlyMap<string, Standing> }

function meantRecords(db: ReadDb, input: RecordsInput): Meant | null {
  if (input.submissionId !== undefined) {
    const record = findSubmission(db, input.submissionId)
    if (record === undefined || record.return_id !== input.returnId) return null
    const content = snapshotOf(db, record)?.content
    if (content === undefined) return null
    const sent = standings(content, cellOf(content, input.sheet, input.cell))
    return { ids: [...sent.keys()], sent }
  }
  const now = countReturn(db, input)
  if (now === undefined) return null
  const { content } = now
  const cell = cellOf(content, input.sheet, input.cell)
  const last = lastSent(db, input.returnId, input.period)
  const before = last === undefined ? undefined : snapshotOf(db, last)?.content
  if (before === undefined) {
    return { ids: input.set === 'now' ? [...standings(content, cell).keys()] : [], sent: new Map() }
  }
  const difference = compareCell({ content, cell }, { content: before, cell: cellOf(before, input.sheet, input.cell) })
  const sets: Record<RecordSet, readonly string[]> = {
    now: [...standings(content, cell).keys()],
    sent: [...difference.sent.keys()],
    added: difference.added,
    removed: difference.removed,
    changed: difference.changed,
  }
  return { ids: sets[input.set], sent: difference.sent }
}

/** Ids per statement. */
const slice = 500

function withinReach(db: ReadDb, ids: readonly string[], reach: Reach): readonly string[] {
  if (reach.all) return ids
  const { beats, accountId } = reach
  const inBeat = beats.length === 0 ? 'FALSE' : `e.beat IN (${beats.map(() => '?').join(', ')})`
  const helped = 'EXISTS (SELECT 1 FROM entry_helpers AS h WHERE h.entry_id = e.entry_id AND h.account_id = ?)'
  const own = [...beats, accountId, accountId, accountId]
  const found = new Set<string>()
  for (let at = 0; at < ids.length; at += slice) {
    const some = ids.slice(at, at + slice)
    const rows = db
      .prepare<SqlValue[], { id: string }>(
        `SELECT e.entry_id AS id FROM entries AS e WHERE e.entry_id IN (${some.map(() => '?').join(', ')})
         AND (${inBeat} OR e.officer_id = ? OR e.typist_id = ? OR ${helped})`,
      )
      .all(...some, ...own)
    for (const { id } of rows) found.add(id)
  }
  return ids.filter((id) => found.has(id))
}

type Row = {
  entry_id: string
  number: string
  book: string
  state: string
  occurred_on: string
  beat: string
  version: number
  stage: string
}

function entriesOf(db: ReadDb, ids: readonly string[], sent: ReadonlyMap<string, Standing>): CountedRecord[] {
  if (ids.length === 0) return []
  const rows = db
    .prepare<string[], Row>(
      `SELECT entry_id, number, book, state, occurred_on, beat, version, stage FROM entries
       WHERE entry_id IN (${ids.map(() => '?').join(', ')}) ORDER BY entry_id`,
    )
    .all(...ids)
  return rows.map((row) => {
    const before = sent.get(row.entry_id)
    return {
      entryId: row.entry_id as EntryId,
      number: row.number,
      book: row.book as BookId,
      state: row.state,
      occurredOn: row.occurred_on as LocalDate,
      beat: row.beat,
      version: row.version as Version,
      voided: row.stage === 'voided',
      sent: before === undefined ? null : { version: before.version as Version, state: before.state },
    }
  })
}
