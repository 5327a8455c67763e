import { afterAll, beforeAll, expect, test } from 'vitest'
import { books } from '../../src-domain/books/books.ts'
import { knownDocumentsSql } from '../../src-core/features/ledger/other-entries.ts'
import { duesSql } from '../../src-core/features/ledger/dues.queries.ts'
import { avoidedSql, filedSql } from '../../src-core/features/ledger/measures.queries.ts'
import { reviewsSql } from '../../src-core/features/ledger/reviews.queries.ts'
import type { ReadStatement, SqlValue, WriteDb } from '../../src-core/store/sql.ts'
import { advanced, draftOf, filed, L02, L06, sample, samples, stepped } from '../support/ledger-acts.ts'
import { resident, visit } from '../support/ledger-samples.ts'
import { openLedgerStation, staff, type LedgerStation } from '../support/test-context.ts'

/** With half a million entries one statement that reads a table from end to end takes a second: each is looked at, as the code sends it. */
let station: LedgerStation
beforeAll(() => {
  station = openLedgerStation()
})
afterAll(() => station.close())

function plan(sql: string): string[] {
  const marks = sql.match(/\?/g)?.length ?? 0
  return station.db
    .prepare<SqlValue[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
    .all(...Array.from({ length: marks }, () => 1))
    .map((row) => row.detail)
}

/** Tables, and an index of what is still open, that hold a handful of rows at any station: read from end to end they cost little. */
const small =
  /^SCAN (?:a|accounts|account_beats|acting_periods|beats|counters|returns|settings|source_status|sqlite_schema|sync_switch|p USING INDEX inspection_plans_open)\b/

function scans(sql: string): string[] {
  if (/^\s*(?:PRAGMA|SAVEPOINT|RELEASE|ROLLBACK|BEGIN|COMMIT)/i.test(sql)) return []
  const found = plan(sql).filter((detail) => detail.startsWith('SCAN') && !small.test(detail))
  if (guardsForeignKeys(sql, found.length)) return []
  return found
    .filter((detail) => !/VIRTUAL TABLE INDEX \d+:[M=]|CONSTANT ROW|^SCAN \((?:subquery|list)/.test(detail))
    .map((detail) => `${detail} in ${sql}`)
}

/**
 * Whether the scans of an insert into a table with triggers are only those that look for children of the new row. SQLite plans them
 * whenever a trigger might write more than one row, and skips each by FkIfZero unless a foreign key is broken at that moment.
 */
function guardsForeignKeys(sql: string, found: number): boolean {
  if (!sql.startsWith('INSERT INTO entries (')) return false
  const steps = station.db.prepare<SqlValue[], { opcode: string }>(`EXPLAIN ${sql}`)
  const marks = sql.match(/\?/g)?.length ?? 0
  const guards = steps.all(...Array.from({ length: marks }, () => 1)).filter(({ opcode }) => opcode === 'FkIfZero')
  return guards.length >= found
}

/** What the station's connection is asked while something is done. */
async function heard(act: () => Promise<void>): Promise<string[]> {
  const statements = new Set<string>()
  const real = station.db.prepare.bind(station.db)
  const all = { all: station.db.all, one: station.db.one, run: station.db.run }
  const listening = <P extends readonly SqlValue[], R>(sql: string): ReadStatement<P, R> => {
    statements.add(sql)
    return real<P, R>(sql)
  }
  station.db.prepare = listening as WriteDb['prepare']
  for (const name of ['all', 'one', 'run'] as const) {
    const method = all[name].bind(station.db) as (query: never) => never
    station.db[name] = ((query: { compile?: () => { sql: string }; sql?: string }) => {
      statements.add(query.compile?.().sql ?? query.sql ?? '')
      return method(query as never)
    }) as never
  }
  try {
    await act()
  } finally {
    station.db.prepare = real as WriteDb['prepare']
    Object.assign(station.db, all)
  }
  return [...statements]
}

test('typing, filing, stepping, deciding, reading and taking back ask indexes only, in every book', async () => {
  const statements = await heard(async () => {
    for (const book of books) {
      const id = book.definition.id
      const draft = await draftOf(station, 'clerk', id, sample(id))
      await station.must('clerk', 'ledger.likeDraft', { draftId: draft.draftId })
      await station.must('clerk', 'ledger.household', { draftId: draft.draftId })
      const { entryId, stage } = await station.must('clerk', 'ledger.file', { draftId: draft.draftId })
      if (stage === 'in-review') {
        const { review } = await station.must('chief', 'ledger.read', { entryId })
        await station.must('chief', 'ledger.decide', { reviewIds: [review?.reviewId ?? ''], approve: true })
      }
      await advanced(station, entryId, id, samples[id]?.path[0]?.transition)
      await station.must('otherOfficer', 'ledger.drafts', {})
      await station.must('officer', 'ledger.history', { entryId })
      const { version } = await station.must('officer', 'ledger.read', { entryId })
      await station.must('clerk', 'ledger.void', { entryId, version, reason: '核对计划' })
    }
    const parent = await draftOf(station, 'clerk', L06, { ...visit, address: '澄湾市东渚区解放路3号1栋1单元101室' })
    await draftOf(station, 'clerk', L02, { ...resident, address: '澄湾市东渚区解放路3号1栋1单元101室' }, parent.draftId)
    const { undo } = await station.must('clerk', 'ledger.file', { draftId: parent.draftId })
    await station.must('clerk', 'ledger.undo', { actId: undo?.actId ?? '' })
    const { entryId } = await filed(station, 'clerk', L02, {
      ...resident,
      address: '澄湾市东渚区解放路3号1栋1单元102室',
    })
    await stepped(station, 'clerk', entryId, 'leave', { leftOn: '2026-03-05' })
    await station.must('clerk', 'home.today', {})
  })
  expect(statements.length).toBeGreaterThan(80)
  for (const table of ['entry_keys', 'entry_dues', 'entry_links', 'reviews', 'act_items', 'draft_confirms', 'book_l12'])
    expect([table, statements.some((sql) => sql.includes(table))]).toEqual([table, true])
  expect(statements.flatMap(scans)).toEqual([])
  // An index is no help where it holds a whole register in one state: a few rows at an address are read by the address.
  const atAnAddress = statements.filter((sql) => /address_key"? = \?/.test(sql))
  expect(atAnAddress.some((sql) => sql.includes('ORDER BY occurred_on DESC'))).toBe(true)
  expect(atAnAddress.flatMap(plan).filter((detail) => /entries_by_(?:state|book|filing|officer)/.test(detail))).toEqual(
    [],
  )
})

test('the home page, the reviews and the measures ask indexes only, whoever looks', () => {
  const officer = { all: false as const, accountId: staff.officer.accountId, beats: ['B01', 'B02'] }
  for (const reach of [{ all: true as const }, officer]) {
    for (const sql of Object.values(duesSql({ reach, today: '2026-03-05' }))) expect(scans(sql.text)).toEqual([])
    for (const deputies of [[], [staff.otherOfficer.accountId]]) {
      const asker = { accountId: staff.officer.accountId, role: 'officer', reach, deputies }
      for (const book of [undefined, 'L08'])
        for (const sql of Object.values(reviewsSql({ asker, book, offset: 0 }))) expect(scans(sql.text)).toEqual([])
    }
  }
  for (const sql of [filedSql, avoidedSql]) expect(scans(sql)).toEqual([])
})

test('the documents of a page of an import are looked for in every register by its index', () => {
  const registers = books.filter((book) => book.register !== null && book.documents !== null)
  const steps = plan(knownDocumentsSql())
  for (const book of registers) {
    const table = `book_${book.definition.id.toLowerCase()}`
    expect(steps.filter((step) => step.startsWith(`SEARCH ${table} USING COVERING INDEX`))).toHaveLength(1)
  }
  expect(steps.filter((step) => step.startsWith('SCAN book_'))).toEqual([])
})

test('a statement that reads a table from end to end would be noticed', () => {
  expect(scans('SELECT * FROM entries WHERE state = ?')).toHaveLength(1)
  expect(scans('SELECT * FROM book_l02 WHERE remarks = ?')).toHaveLength(1)
  expect(scans('SELECT * FROM entry_keys WHERE entry_id = ?')).toHaveLength(1)
  expect(scans('SELECT * FROM drafts WHERE gone_until IS NULL')).toHaveLength(1)
})
