import { afterAll, beforeAll, expect, test } from 'vitest'
import { booksById } from '../../src-domain/books/books.ts'
import { countSql, type CountedEntry } from '../../src-core/features/returns/count-sql.ts'
import type { SqlValue } from '../../src-core/store/sql.ts'
import { count, moveEntry, openReturnsStation, putEntry, type ReturnsStation } from '../support/returns-station.ts'

let station: ReturnsStation
beforeAll(async () => {
  station = await openReturnsStation()
})
afterAll(() => station.close())

const span = { from: '2026-10-01', to: '2026-10-31' }

function spec(id: string) {
  const book = booksById.get(id)
  if (book === undefined) throw new Error(id)
  return book
}

const bindings = ['occurred', 'filed', 'reached', 'end'].flatMap((basis) =>
  [null, 'done'].flatMap((state) =>
    [null, 'B01'].flatMap((beat) =>
      [null, 'met'].map((value) =>
        count({ basis: basis as 'end', state, beat, value, field: value === null ? null : 'result' }),
      ),
    ),
  ),
)

test('no count reads a table from end to end, and the period comes before the book', () => {
  const meant = bindings.filter((one) => one.basis !== 'reached' || one.state !== null)
  expect(meant.length).toBe(28)
  for (const binding of meant) {
    const sql = countSql(spec('L06'), binding, span)
    const plan = station.db
      .prepare<SqlValue[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql.text}`)
      .all(...sql.params)
      .map((row) => row.detail)
    const scans = plan.filter((step) => /\bSCAN\b/.test(step))
    expect(scans, JSON.stringify(binding)).toEqual([])
    const first = plan.find((step) => /SEARCH/.test(step)) ?? ''
    expect(first, JSON.stringify(binding)).toMatch(/entries_by_(book|filing|state)|entry_events_by_time/)
  }
})

test('a count over 20,000 entries finds those of the month, and where each stood at its end', () => {
  const { db } = station
  const insert = db.prepare<SqlValue[], never>(
    `INSERT INTO entries (entry_id, book, number, version, state, stage, occurred_on, entered_at, filed_at, beat, officer_id, typist_id)
     SELECT printf('%08x-0000-7000-8000-000000000000', ?), 'L06', printf('T-%d', ?), 1, 'done', 'filed', ?, ?, ?, ?, account_id, account_id
     FROM accounts LIMIT 1`,
  )
  db.transaction(() => {
    for (let n = 1; n <= 20_000; n += 1) {
      const day = new Date(Date.UTC(2016, 0, 1) + (n % 4_000) * 86_400_000).toISOString()
      insert.run(n, n, day.slice(0, 10), day, day, `B0${(n % 4) + 1}`)
    }
  })
  const late = putEntry(db, { state: 'planned', occurredOn: '2026-09-02' })
  moveEntry(db, late, 'done', '2026-11-02T01:00:00.000Z')
  const found = (binding: ReturnType<typeof count>) => {
    const sql = countSql(spec('L06'), binding, span)
    return db.prepare<SqlValue[], CountedEntry>(sql.text).all(...sql.params).length
  }
  // 5 rounds of 4,000 days from 2016-01-01: the 31 days of the month come 5 times each.
  expect(found(count())).toBe(31 * 5)
  expect(found(count({ basis: 'end', state: 'planned' }))).toBe(1)
})
