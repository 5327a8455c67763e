import {
  assessmentQueries,
  type FreezeRequest,
  type Packed,
} from '../../src-core/features/assessment/assessment.queries.ts'
import { periodKind, periodOfDay } from '../../src-domain/periods/periods.ts'
import { q } from '../../src-core/query.ts'
import { expectedFields } from '../../src-domain/assessment/expected-fields.ts'
import { books } from '../../src-domain/books/books.ts'
import { columnsOf, tableOf } from '../../src-core/features/ledger/book-tables.ts'
import { addDays } from '../../src-domain/identifiers/calendar.ts'
import { keepDays } from '../../src-core/features/assessment/keep-days.service.ts'
import { deleteRun, insertRun } from '../../src-core/features/assessment/runs.repo.ts'
import type { ReadDb, WriteDb } from '../../src-core/store/sql.ts'
import { result, round, spread, type BenchOptions, type BenchResult } from './bench.ts'
import { ledgerStation, type LedgerStation } from './ledger-station.ts'

const runs = 7
/** A station of this many people has 42 beats, each with its officer. */
const people = 100_000

/**
 * A run over twelve months of the whole station, from the ledger to texts with their scores, stored with all they name, as the chief's run
 * makes it: first with nothing kept, then with the days of the ledger kept, as after a log-in. And an officer's score of the running
 * quarter after one changed entry, as the officer's own screen asks for it.
 * Reference: the same aggregates as plain SQL, without records, parts, shrinkage or scores.
 */
export async function run({ entries = 500_000, say }: BenchOptions): Promise<BenchResult> {
  const station = await ledgerStation(entries, say, undefined, { people })
  try {
    const { db, today } = station
    const period = { kind: 'year', id: today.slice(0, 4), from: addDays(today, -364), to: today }
    const request: FreezeRequest = {
      ...{ station: { id: 'PS990102', name: '测试所' }, period, today, version: '1.0.0' },
      run: {
        ...{ id: '00000000-0000-7000-8000-000000000001', version: 1, frozenAt: `${today}T00:00:00.000Z` as never },
        frozenBy: { number: '1', name: '所长' },
      },
    }
    say('Scoring …')
    const by = db.prepare<[], { id: string }>('SELECT account_id AS id FROM accounts LIMIT 1').one()?.id ?? ''
    let frozen = assessmentQueries['assessment.freeze'](db, { ...request, period: { ...period, from: today } })
    const nothingKept: number[] = []
    timed(nothingKept, () => (frozen = assessmentQueries['assessment.freeze'](db, request)))
    const keeping = performance.now()
    const days = await keep(db)
    const keptMs = performance.now() - keeping
    const full: number[] = []
    const plain: number[] = []
    let storing = 0
    for (let n = 0; n < runs + 1; n += 1) {
      const measured = n > 0
      timed(measured ? full : [], () => {
        frozen = assessmentQueries['assessment.freeze'](db, request)
        const stored = performance.now()
        storeAndForget(db, request, by, frozen)
        storing = Math.max(storing, performance.now() - stored)
      })
      timed(measured ? plain : [], () => aggregates(db, period.from, period.to))
    }
    const changed = afterOneChange(station, request)
    const again = spread(changed.again)
    const { officers } = frozen
    return result(
      'scoring: a full run over twelve months',
      `${entries} entries, ${officers.length} officers, ${days} days of officers`,
      'ms',
      full,
      { name: 'the same aggregates as plain SQL', times: plain },
      {
        fullRunTarget: '1000 ms',
        medianRatio: round(spread(full).p50 / spread(plain).p50),
        longestStoringMs: round(storing),
        nothingKept: `${round(nothingKept[0] ?? Number.NaN)} ms (n 1: the same run computing every day from the ledger)`,
        keepingAllDays: `${round(keptMs)} ms (n 1: after the first log-in of this version, in turns in the background)`,
        oneChangedEntry: `n ${again.n}, p50 ${again.p50} ms, p95 ${again.p95} ms, max ${again.max} ms, target 50 ms (one officer, the running quarter)`,
        oneOfficerFirst: `${round(changed.first)} ms (a reader that has read nothing yet)`,
        frozenMiB: round(officers.reduce((sum, { text }) => sum + text.length, 0) / 2 ** 20),
        rssMiB: Math.round(process.memoryUsage().rss / 2 ** 20),
      },
    )
  } finally {
    await station.close()
  }
}

async function keep(db: WriteDb): Promise<number> {
  return keepDays({
    ...{ db, rests: false, goOn: () => true },
    write: (slice) => db.transaction(slice),
    stale: async () => assessmentQueries['assessment.staleDays'](db, {}),
    compute: async (input) => assessmentQueries['assessment.computeDays'](db, input),
    incidents: async (input) => assessmentQueries['assessment.incidents'](db, input),
  })
}

/** Everything that a run writes; undone for the next one. */
function storeAndForget(
  db: WriteDb,
  { period, run: { id: runId }, version }: FreezeRequest,
  by: string,
  frozen: Packed,
): void {
  db.transaction((tx) => {
    const about = { runId, periodKind: period.kind, period: period.id, from: period.from, to: period.to, version: 1 }
    const made = { frozenAt: '2026-01-01T00:00:00.000Z', frozenBy: by, reason: '', previousId: null, appealId: null }
    insertRun(tx, { ...about, ...made, scheme: version }, frozen)
    deleteRun(tx, runId)
  })
}

/** An entry of an officer is corrected, each time another one of another book, and the officer's progress asked for. */
function afterOneChange(
  { db, officer, today }: LedgerStation,
  request: FreezeRequest,
): { first: number; again: readonly number[] } {
  const kind = periodKind('quarter')
  if (kind === undefined) throw new Error('no quarters')
  const { id, from, to } = periodOfDay(kind, today)
  const asked = { ...request, period: { kind: 'quarter', id, from, to }, officerId: officer }
  const own = db
    .prepare<[string, string], { id: string }>(
      `SELECT entry_id AS id FROM entries WHERE officer_id = ? AND occurred_on >= ? AND stage = 'filed' ORDER BY random() LIMIT 100`,
    )
    .all(officer, from)
  const first: number[] = []
  timed(first, () => assessmentQueries['assessment.progress'](anotherReader(db), asked))
  assessmentQueries['assessment.progress'](db, asked)
  const again: number[] = []
  for (const entry of own) {
    db.run(
      q
        .updateTable('entries')
        .set(({ eb }) => ({ version: eb('version', '+', 1) }))
        .where('entry_id', '=', entry.id),
    )
    timed(again, () => assessmentQueries['assessment.progress'](db, asked))
  }
  return { first: first[0] ?? Number.NaN, again }
}

/** Of the same replica; what it has read is its own. */
function anotherReader(db: ReadDb): ReadDb {
  return {
    all: (query) => db.all(query),
    one: (query) => db.one(query),
    iterate: (query) => db.iterate(query),
    prepare: (sql) => db.prepare(sql),
    snapshot: (fn) => db.snapshot(fn),
  }
}

/** Numerators and denominators by officer, with nothing of who held what when, shrinkage, or the records behind them. */
function aggregates(db: ReadDb, from: string, to: string): number {
  const days: [string, string] = [from, to]
  const rows = [
    `SELECT officer_id, count(DISTINCT address_key) AS n FROM entries WHERE book = 'L06' AND stage = 'filed' AND occurred_on BETWEEN ? AND ?
       GROUP BY officer_id`,
    `SELECT officer_id, book, count(*) AS n, sum(julianday(filed_at) - julianday(occurred_on) < 2) AS good FROM entries
       WHERE book IN ('L02', 'L03', 'L04', 'L05') AND stage = 'filed' AND occurred_on BETWEEN ? AND ? GROUP BY officer_id, book`,
    ...books.map((book) => {
      const keys = new Set(expectedFields(book).map(({ key }) => key))
      const columns = columnsOf(book).filter(({ key }) => keys.has(key))
      const filled = columns.map(({ column }) => `(b.${column} IS NOT NULL AND b.${column} <> '')`).join(' + ') || '0'
      return `SELECT e.officer_id, count(*) AS n, sum(${filled}) AS good FROM entries AS e JOIN ${tableOf(book)} AS b ON b.entry_id = e.entry_id
        WHERE e.book = '${book.definition.id}' AND e.stage = 'filed' AND e.occurred_on BETWEEN ? AND ? GROUP BY e.officer_id`
    }),
    ...['L07', 'L08', 'L11', 'L12'].map(
      (book) =>
        `SELECT e.officer_id, e.state, count(*) AS n FROM entries AS e JOIN book_${book.toLowerCase()} AS b ON b.entry_id = e.entry_id
           WHERE e.book = '${book}' AND e.stage = 'filed' AND e.occurred_on BETWEEN ? AND ? GROUP BY e.officer_id, e.state`,
    ),
  ].map((sql) => db.prepare<[string, string], { n: number }>(sql).all(...days))
  return rows.flat().reduce((sum, { n }) => sum + n, 0)
}

function timed(times: number[], work: () => unknown): void {
  const started = performance.now()
  work()
  times.push(performance.now() - started)
}
