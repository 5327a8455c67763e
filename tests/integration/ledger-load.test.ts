import { builtInCalendar } from '../../src-domain/duty/calendar.rules.ts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { generateStation } from '../../demo/station.ts'
import type { EntryId } from '../../src-contract/ids.ts'
import { booksById } from '../../src-domain/books/books.ts'
import { keptKeys } from '../../src-domain/books/likeness.rules.ts'
import { addressesOf } from '../../src-core/features/ledger/catalogs.ts'
import { valuesOfEntry } from '../../src-core/features/ledger/carried.ts'
import { withChanges } from '../../src-core/features/ledger/changes.rules.ts'
import { changesOf, eventChangesOf, eventsOf } from '../../src-core/features/ledger/history.repo.ts'
import { loadEntries } from '../../src-core/features/ledger/load-entries.service.ts'
import { loadDuty } from '../../src-core/features/duty/load.service.ts'
import type { WriteDb } from '../../src-core/store/sql.ts'
import { openTestStation, orThrow, type TestStation } from '../support/station.ts'

/** The demo's ledger is written past the acts: what it leaves must be what the acts leave. */
const now = '2026-11-22T02:00:00.000Z'
const demo = generateStation({ people: 400, seed: 'test' })
let station: TestStation
let db: WriteDb
beforeAll(async () => {
  const ms = Date.parse(now)
  station = await openTestStation({ clock: { nowMs: () => ms, monotonicMs: () => ms } })
  await station.logIn('it')
  db = station.core.gate.session?.db as WriteDb
  loadDuty(db, demo.duty(), { now, reason: '演示数据' })
  expect(loadEntries(db, demo.ledger({ today: '2026-11-22', entries: 400 }))).toBe(400)
  await station.logIn('clerk')
  db = station.core.gate.session?.db as WriteDb
}, 60_000)
afterAll(() => station.close())

test('every entry is what its history says, with the dues and keys of its values and no look-alikes of what is out of force', () => {
  const entries = db
    .prepare<[], { entry_id: string; book: string; state: string; stage: string }>('SELECT * FROM entries')
    .all()
  const context = addressesOf(db)
  for (const row of entries) {
    const book = booksById.get(row.book)
    if (book === undefined) throw new Error(row.book)
    const values = valuesOfEntry(db, book, row as never)
    const events = eventsOf(db, row.entry_id).reverse()
    const steps = events.flatMap((event) => eventChangesOf(db, event.event_id))
    expect(withChanges(withChanges({}, changesOf(db, row.entry_id)), steps)).toEqual(values)
    expect(events.at(-1)?.to_state).toBe(row.state)
    const dues = db
      .prepare<[string], { kind: string; on: string; done: number }>(
        'SELECT kind, due_on AS "on", done FROM entry_dues WHERE entry_id = ? ORDER BY due_on',
      )
      .all(row.entry_id)
      .map((due) => ({ ...due, done: due.done === 1 }))
    const expected = row.stage === 'filed' ? [...book.dues(row.state, values, builtInCalendar)] : []
    expect(dues).toEqual(expected.sort((a, b) => (a.on < b.on ? -1 : 1)))
    const keys = db
      .prepare<[string], { key: string }>('SELECT key FROM entry_keys WHERE entry_id = ?')
      .all(row.entry_id)
    const own = row.stage === 'voided' ? [] : keptKeys(book, values, context)
    expect(keys.map((one) => one.key).sort()).toEqual([...own].sort())
  }
  const numbers = db.prepare<[], { number: string }>('SELECT number FROM entries ORDER BY number').all()
  expect(new Set(numbers.map((one) => one.number)).size).toBe(400)
})

test('goes on as if it had been typed: opened, stepped, decided, searched, and the next number follows', async () => {
  const today = orThrow(await station.as('clerk', 'home.today', {}))
  expect(today.duesTotal).toBeGreaterThan(10)
  const waiting = orThrow(await station.as('chief', 'ledger.reviews', {}))
  expect(waiting.total).toBeGreaterThan(2)
  const mine = waiting.rows.filter((one) => one.mine).map((one) => one.reviewId)
  const decided = orThrow(await station.as('chief', 'ledger.decide', { reviewIds: mine, approve: true }))
  expect(decided).toEqual({ done: mine, refused: [] })
  const found = orThrow(await station.as('clerk', 'ledger.list', { book: 'L02' as never, state: 'present', limit: 1 }))
  const [row] = found.rows
  const name =
    orThrow(await station.as('clerk', 'ledger.read', { entryId: row?.entryId as EntryId })).fields['name'] ?? ''
  const searched = orThrow(await station.as('clerk', 'ledger.list', { book: 'L02' as never, text: name }))
  expect(searched.rows.map((one) => one.entryId)).toContain(row?.entryId)
  const left = await station.as('clerk', 'ledger.step', {
    entryId: row?.entryId as EntryId,
    state: 'present',
    transition: 'leave',
    fields: { leftOn: '2026-11-22' },
  })
  expect(left).toMatchObject({ ok: true, value: { state: 'left' } })
  const reopened = station.core.gate.session?.db as WriteDb
  const highest = reopened
    .prepare<[], { n: string; counted: number }>(
      `SELECT max(number) AS n, (SELECT value FROM counters WHERE name = 'entry/L12/2026') AS counted
       FROM entries WHERE number LIKE 'L12-2026-%'`,
    )
    .one()
  expect(Number(highest?.n.slice(-6))).toBe(highest?.counted)
})
