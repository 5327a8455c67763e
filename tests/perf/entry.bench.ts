import type { BookId } from '../../src-contract/books.ts'
import { booksById } from '../../src-domain/books/books.ts'
import { likenessKeys } from '../../src-domain/books/likeness.rules.ts'
import { settle } from '../../src-domain/books/settle.ts'
import { entriesWithKey } from '../../src-core/features/ledger/around-entry.repo.ts'
import { tableOf } from '../../src-core/features/ledger/book-tables.ts'
import { addressesOf } from '../../src-core/features/ledger/catalogs.ts'
import type { ReadDb } from '../../src-core/store/sql.ts'
import { result, spread, type BenchOptions, type BenchResult } from './bench.ts'
import { ledgerStation, type LedgerStation } from './ledger-station.ts'

const drafts = 200
const warmUp = 20

const L02 = 'L02' as BookId
const L06 = 'L06' as BookId

type Times = Record<'open' | 'save' | 'check' | 'household' | 'file' | 'bare', number[]>

/**
 * What a clerk does all day, through core: a form is opened, typed in a few saves with the duplicate check after each, and filed.
 * Half of the drafts are about somebody who is in the book already. Reference: the key and row statements of the same check, bare.
 */
export async function run({ entries = 500_000, dir, say }: BenchOptions): Promise<BenchResult> {
  const station = await ledgerStation(entries, say, undefined, undefined, dir)
  try {
    const times: Times = { open: [], save: [], check: [], household: [], file: [], bare: [] }
    const known = peopleOf(station.db, drafts + warmUp)
    say(`Typing ${drafts} entries …`)
    for (let n = 0; n < drafts + warmUp; n += 1) {
      const measured = n < warmUp ? { open: [], save: [], check: [], household: [], file: [], bare: [] } : times
      await (n % 4 === 3
        ? typeVisit(station, known[n] as Known, measured)
        : typeResident(station, known[n] as Known, n, measured))
    }
    const rssMiB = Math.round(process.memoryUsage().rss / 2 ** 20)
    const figures = Object.fromEntries(
      (['open', 'save', 'household', 'file'] as const).flatMap((part) => {
        const { n, p50, p95, max } = spread(times[part])
        return [[part, `n ${n}, p50 ${p50} ms, p95 ${p95} ms, max ${max} ms`]]
      }),
    )
    const size = `${entries} entries, ${countOf(station.db, 'entry_keys')} keys`
    return result(
      'entry: duplicate check while typing',
      size,
      'ms',
      times.check,
      {
        name: 'bare key and row statements',
        times: times.bare,
      },
      { ...figures, rssMiB },
    )
  } finally {
    await station.close()
  }
}

type Known = { name: string; number: string; phone: string; address: string }

function peopleOf(db: ReadDb, n: number): Known[] {
  const count = countOf(db, 'book_l02')
  const step = Math.max(1, Math.floor(count / n))
  return db
    .prepare<[number, number], Known>(
      `SELECT name, document_number AS number, phone, address FROM book_l02
         WHERE row_id % ? = 0 AND document_number IS NOT NULL AND phone IS NOT NULL LIMIT ?`,
    )
    .all(step, n)
}

async function typeResident(station: LedgerStation, known: Known, n: number, times: Times): Promise<void> {
  const { must } = station
  // Half are new: another number, and a name that sounds like nobody's there.
  const isNew = n % 2 === 0
  const name = isNew ? `测${known.name}` : known.name
  const draft = await timed(times.open, () => must('ledger.openDraft', { book: L02 }))
  const typed: Record<string, string>[] = [
    { name },
    { documentKind: isNew ? 'none' : 'resident-id', ...(isNew ? { sex: 'male' } : { documentNumber: known.number }) },
    { phone: isNew ? `129${String(90_000_000 + n)}` : known.phone },
    { address: known.address },
    { householdStatus: 'registered-here', beat: 'B01', officer: station.officer },
  ]
  const book = booksById.get(L02)
  if (book === undefined) throw new Error('no L02')
  let revision = draft.revision
  let fields: Record<string, string> = { ...draft.fields }
  for (const more of typed) {
    fields = { ...fields, ...more }
    revision = (await timed(times.save, () => must('ledger.saveDraft', { draftId: draft.draftId, revision, fields })))
      .revision
    await timed(times.check, () => must('ledger.likeDraft', { draftId: draft.draftId }))
    const keys = likenessKeys(book, settle(book, fields, station.today), addressesOf(station.db))
    await timed(times.bare, () => bareCheck(station.db, keys))
  }
  await timed(times.file, () => must('ledger.file', { draftId: draft.draftId, accepted }))
}

async function typeVisit(station: LedgerStation, known: Known, times: Times): Promise<void> {
  const { must } = station
  const draft = await timed(times.open, () => must('ledger.openDraft', { book: L06 }))
  const fields = {
    ...draft.fields,
    reason: 'routine',
    result: 'met',
    residentName: known.name,
    address: known.address,
    beat: 'B01',
    officer: station.officer,
  }
  const { draftId } = draft
  await timed(times.save, () => must('ledger.saveDraft', { draftId, revision: draft.revision, fields }))
  await timed(times.check, () => must('ledger.likeDraft', { draftId }))
  const book = booksById.get(L06)
  if (book === undefined) throw new Error('no L06')
  const keys = likenessKeys(book, settle(book, fields, station.today), addressesOf(station.db))
  await timed(times.bare, () => bareCheck(station.db, keys, L06))
  await timed(times.household, () => must('ledger.household', { draftId }))
  await timed(times.file, () => must('ledger.file', { draftId, accepted }))
}

/** Whatever is warned of is accepted, as a clerk would who has the paper in hand. */
const accepted = [
  { field: 'documentNumber', code: 'already-registered' },
  { field: 'documentNumber', code: 'registered-elsewhere' },
  { field: 'address', code: 'address-no-room' },
  { field: 'address', code: 'visit-within-30-days' },
  { field: 'officer', code: 'officer-not-assigned' },
  { field: 'name', code: 'name-doubtful' },
  { field: 'residentName', code: 'name-doubtful' },
].map((one) => ({ ...one, reason: '核对无误' }))

/** What the check cannot do without: each key, and the rows of what it finds. */
function bareCheck(db: ReadDb, keys: readonly string[], id: string = L02): void {
  const book = booksById.get(id)
  if (book === undefined) throw new Error(`no ${id}`)
  const row = db.prepare<[string], unknown>(
    `SELECT * FROM entries AS e JOIN ${tableOf(book)} AS b ON b.entry_id = e.entry_id WHERE e.entry_id = ?`,
  )
  const found = new Set(keys.flatMap((key) => entriesWithKey(db, book, key, 20)))
  for (const entryId of [...found].slice(0, 40)) row.one(entryId)
}

function countOf(db: ReadDb, table: string): number {
  return db.prepare<[], { n: number }>(`SELECT count(*) AS n FROM ${table}`).one()?.n ?? 0
}

async function timed<T>(times: number[], work: () => T | Promise<T>): Promise<T> {
  const started = performance.now()
  const value = await work()
  times.push(performance.now() - started)
  return value
}
