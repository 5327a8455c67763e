import type { ReadDb, WriteDb } from '../../store/sql.ts'
import type { EntryRow } from './entry-rows.ts'
import { daysBasis, type LedgerDay } from './ledger-days.ts'

/** A day as it is kept: figures, and the hash of the records behind them. */
export type KeptDay = Pick<LedgerDay, 'officer' | 'day' | 'sha256' | 'figures'>

export type StaleDay = { readonly officer: string; readonly day: string; readonly seq: number }

/** The newest touch of the ledger. */
export function newestTouch(db: ReadDb): number {
  return db.prepare<[], { seq: number }>('SELECT coalesce(max(seq), 0) AS seq FROM entry_touches').one()?.seq ?? 0
}

/** Up to which touch every day is kept, and how many runs were stored; nothing is kept that another version computed. */
export function keptState(db: ReadDb): { readonly seq: number; readonly runs: number; readonly valid: boolean } {
  const row = db
    .prepare<[], { basis: string; seq: number; runs: number }>('SELECT basis, seq, runs FROM assessment_kept')
    .one()
  if (row === undefined) throw new Error('no state of the kept days')
  const valid = row.basis === daysBasis
  return { seq: valid ? row.seq : -1, runs: row.runs, valid }
}

/** Days that were touched since they were kept, or never were; by officer and day. */
export function staleDays(db: ReadDb): StaleDay[] {
  const { seq, valid } = keptState(db)
  return db
    .prepare<[number, number], StaleDay>(
      `SELECT t.officer_id AS officer, t.day, max(t.seq) AS seq FROM entry_touches AS t
         LEFT JOIN assessment_days AS d ON d.officer_id = t.officer_id AND d.day = t.day
       WHERE t.seq > ? AND (? = 0 OR d.seq IS NULL OR d.seq < t.seq) GROUP BY t.officer_id, t.day ORDER BY t.officer_id, t.day`,
    )
    .all(seq, valid ? 1 : 0)
}

/** Officers' days of the ledger that were touched after this touch, by book. */
export function touchedSince(db: ReadDb, seq: number): { officer: string; day: string; book: string; seq: number }[] {
  return db
    .prepare<[number], { officer: string; day: string; book: string; seq: number }>(
      'SELECT officer_id AS officer, day, book, seq FROM entry_touches WHERE seq > ? ORDER BY seq',
    )
    .all(seq)
}

type DayRow = { officer: string; day: string; sha256: string; figures: string }

/** What is kept of these days, stale or not; of one officer or of all. */
export function storedDays(db: ReadDb, { from, to }: { from: string; to: string }, officer: string | null): KeptDay[] {
  const columns = 'officer_id AS officer, day, sha256, figures'
  const rows =
    officer === null
      ? db
          .prepare<[string, string], DayRow>(`SELECT ${columns} FROM assessment_days WHERE day >= ? AND day <= ?`)
          .all(from, to)
      : db
          .prepare<[string, string, string], DayRow>(
            `SELECT ${columns} FROM assessment_days WHERE officer_id = ? AND day >= ? AND day <= ?`,
          )
          .all(officer, from, to)
  return rows.map(({ figures, ...row }) => ({ ...row, figures: JSON.parse(figures) as KeptDay['figures'] }))
}

/** Entries whose outcome is told later, of all days and officers, stale or not. */
export function storedEvents(db: ReadDb): { officer: string; day: string; events: EntryRow[] }[] {
  return db
    .prepare<[], { officer: string; day: string; events: string }>(
      'SELECT officer_id AS officer, day, events FROM assessment_day_events',
    )
    .all()
    .map(({ officer, day, events }) => ({
      ...{ officer, day },
      events: (JSON.parse(events) as EventColumns[]).map((columns) => eventOf(officer, day, columns)),
    }))
}

/** Book, id, number, beat, state, address, who works on it and since when, values. */
type EventColumns = [
  ...[string, string, string, string, string, string | null, string | null, string | null],
  Record<string, string>,
]

function eventOf(officer: string, date: string, columns: EventColumns): EntryRow {
  const [book, id, number, beat, state, addressKey, handler, handlerSince, values] = columns
  return { id, officer, date, number, book, beat, state, addressKey, handler, handlerSince, values }
}

function columnsOf(row: EntryRow): EventColumns {
  const { book, id, number, beat, state, addressKey, handler, handlerSince, values } = row
  return [book, id, number, beat, state, addressKey, handler, handlerSince, values]
}

/** Begins anew where another version of the program computed what is kept. */
export function beginKeeping(tx: WriteDb): void {
  if (keptState(tx).valid) return
  tx.exec('DELETE FROM assessment_days')
  tx.exec('DELETE FROM assessment_day_events')
  // Those of no run: none was stored since they were written.
  tx.exec('DELETE FROM assessment_day_records WHERE runs = (SELECT runs FROM assessment_kept)')
  tx.prepare<[string], never>('UPDATE assessment_kept SET basis = ?, seq = -1').run(daysBasis)
}

/** All touches up to this one are in the kept days. */
export function finishKeeping(tx: WriteDb, seq: number): void {
  tx.prepare<[number], never>('UPDATE assessment_kept SET seq = ?').run(seq)
}

/**
 * Keeps days as they were at a touch.
 *
 * @param asked all days that were computed; those that are not among `days` have no entries
 */
export function storeDays(
  tx: WriteDb,
  officer: string,
  asked: readonly string[],
  days: readonly LedgerDay[],
  seq: number,
): void {
  const { runs } = keptState(tx)
  const before = tx.prepare<[string, string], { sha256: string }>(
    'SELECT sha256 FROM assessment_days WHERE officer_id = ? AND day = ?',
  )
  const forget = tx.prepare<[string, number], never>('DELETE FROM assessment_day_records WHERE sha256 = ? AND runs = ?')
  const gone = (table: string) =>
    tx.prepare<[string, string], never>(`DELETE FROM ${table} WHERE officer_id = ? AND day = ?`)
  const [goneDay, goneEvents] = [gone('assessment_days'), gone('assessment_day_events')]
  const computed = new Map(days.map((one) => [one.day, one]))
  for (const day of asked) {
    const now = computed.get(day)
    const old = before.one(officer, day)
    if (old !== undefined && old.sha256 !== now?.sha256) forget.run(old.sha256, runs)
    goneEvents.run(officer, day)
    if (now === undefined) goneDay.run(officer, day)
    else storeDay(tx, now, seq)
  }
  storeRecords(tx, days, runs)
}

function storeDay(tx: WriteDb, { officer, day, sha256, figures, events }: LedgerDay, seq: number): void {
  tx.prepare<[string, string, number, string, string], never>(
    `INSERT INTO assessment_days (officer_id, day, seq, sha256, figures) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (officer_id, day) DO UPDATE SET seq = excluded.seq, sha256 = excluded.sha256, figures = excluded.figures`,
  ).run(officer, day, seq, sha256, JSON.stringify(figures))
  if (events.length > 0)
    tx.prepare<[string, string, string], never>(
      'INSERT INTO assessment_day_events (officer_id, day, events) VALUES (?, ?, ?)',
    ).run(officer, day, JSON.stringify(events.map(columnsOf)))
}

export type Records = Pick<LedgerDay, 'sha256' | 'records'>

function storeRecords(tx: WriteDb, days: readonly Records[], runs: number): void {
  const put = tx.prepare<[string, number, Uint8Array], never>(
    'INSERT INTO assessment_day_records (sha256, runs, records) VALUES (?, ?, ?) ON CONFLICT (sha256) DO NOTHING',
  )
  for (const { sha256, records } of days) put.run(sha256, runs, records)
}

/** From now on a run refers to everything that is kept, and to these. */
export function keepForRun(tx: WriteDb, fresh: readonly Records[]): void {
  storeRecords(tx, fresh, keptState(tx).runs)
  tx.exec('UPDATE assessment_kept SET runs = runs + 1')
}

/** Deflated records of a day; undefined when nothing has this hash. */
export function storedRecords(db: ReadDb, hash: string): Uint8Array | undefined {
  return db
    .prepare<[string], { records: Uint8Array }>('SELECT records FROM assessment_day_records WHERE sha256 = ?')
    .one(hash)?.records
}
