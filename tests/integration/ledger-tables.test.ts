import { afterEach, beforeEach, expect, test } from 'vitest'
import type { ParsedInputOf } from '../../src-contract/contract.ts'
import type { BookId } from '../../src-contract/books.ts'
import { field, type BookSpec } from '../../src-domain/books/book.ts'
import { books, booksById } from '../../src-domain/books/books.ts'
import { judge } from '../../src-domain/books/judge.ts'
import { settle } from '../../src-domain/books/settle.ts'
import { columnsOf, ensureBookTables, tableOf } from '../../src-core/features/ledger/book-tables.ts'
import { duesOf } from '../../src-core/features/ledger/around-entry.repo.ts'
import { readBookRow } from '../../src-core/features/ledger/book-rows.repo.ts'
import { collectFacts } from '../../src-core/features/ledger/collect-facts.ts'
import { writeNewEntry } from '../../src-core/features/ledger/entry-writer.ts'
import { findLike } from '../../src-core/features/ledger/likeness.service.ts'
import { listSql, rowsSql, type ListInput } from '../../src-core/features/ledger/list.queries.ts'
import type { Reach } from '../../src-core/features/ledger/reach.rules.ts'
import type { SqlValue } from '../../src-core/store/sql.ts'
import { resident } from '../support/ledger-samples.ts'
import { dogs } from '../support/l13-dogs.book.ts'
import { openLedgerStation, staff, type LedgerStation } from '../support/test-context.ts'

let station: LedgerStation
beforeEach(() => {
  station = openLedgerStation()
})
afterEach(() => station.close())

function spec(id: string): BookSpec {
  const book = booksById.get(id)
  if (book === undefined) throw new Error(id)
  return book
}

function planOf(sql: { text: string; params: readonly SqlValue[] }): string {
  return station.db
    .prepare<SqlValue[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql.text}`)
    .all(...sql.params)
    .map((row) => row.detail)
    .join('\n')
}

const whole: Reach = { all: true }
const ownBeat: Reach = { all: false, accountId: 'a', beats: ['B01'] }
function asked(book: string, more: Partial<ParsedInputOf<'ledger.list'>> = {}, reach: Reach = whole): ListInput {
  return { book: book as BookId, filters: [], offset: 0, limit: 100, reach, today: '2026-03-05', ...more }
}

test('no list reads a table from end to end, whatever it is filtered and sorted by', () => {
  for (const book of books) {
    const id = book.definition.id
    const sorts = [...book.definition.list.columns, 'filedAt', 'number', 'state', 'due', 'officer', 'unknown']
    // A column without an index has to be read whole; what a list shows has one.
    const field = columnsOf(book).find((one) => book.definition.list.columns.includes(one.key))?.key ?? ''
    const filters: Partial<ParsedInputOf<'ledger.list'>>[] = [
      {},
      { text: '幸福路' },
      { state: 'done' },
      { stage: 'voided' },
      { due: 'soon' },
      { filters: [{ field, op: 'is', value: 'x' }] },
      { text: '幸福路', filters: [{ field, op: 'contains', value: 'x' }] },
      { from: '2026-01-01' as never, to: '2026-02-01' as never },
    ]
    for (const by of sorts) {
      for (const filter of filters) {
        for (const [reach, broad] of [
          [whole, false],
          [whole, true],
          [ownBeat, false],
        ] as const) {
          const { ids, count } = listSql(book, asked(id, { sort: { by, descending: true }, ...filter }, reach), broad)
          const about = `${id} ${by} ${JSON.stringify(filter)}`
          const plan = `${planOf(ids)}\n${planOf(count)}`
          // Going through all that match a text again for each entry took sixteen seconds at five thousand.
          expect(plan, about).not.toContain('entry_id=? AND rowid=?')
          // A book's own index may be walked in its order: that is how it is sorted without sorting.
          const rest = plan
            .replaceAll(/SCAN b USING (?:COVERING )?INDEX book_\w+_by_\w+/g, '')
            .replaceAll(/SCAN \w+_search VIRTUAL TABLE INDEX/g, '')
          expect(rest, about).not.toMatch(/\bSCAN\b/)
        }
      }
    }
    const rows = planOf({ text: rowsSql(book), params: ['[]'] })
    expect(rows.replaceAll(/SCAN wanted VIRTUAL TABLE/g, '')).not.toMatch(/\bSCAN\b/)
  }
})

test('a list opens sorted by day and is sorted by its own columns without sorting the book', () => {
  for (const book of books) {
    const id = book.definition.id
    expect(planOf(listSql(book, asked(id)).ids)).not.toContain('TEMP B-TREE')
    expect(planOf(listSql(book, asked(id, { sort: { by: 'filedAt', descending: true } })).ids)).not.toContain(
      'TEMP B-TREE',
    )
    expect(planOf(listSql(book, asked(id, { sort: { by: 'number', descending: true } })).ids)).not.toContain(
      'TEMP B-TREE',
    )
    for (const { key } of columnsOf(book)) {
      if (!book.definition.list.columns.includes(key)) continue
      const plan = planOf(listSql(book, asked(id, { sort: { by: key, descending: false } })).ids)
      expect(plan, key).not.toContain('TEMP B-TREE')
    }
  }
})

test('making the tables again changes nothing, and a field that a newer definition brings becomes a column', async () => {
  const draft = await station.must('clerk', 'ledger.openDraft', { book: 'L02' as BookId })
  await station.must('clerk', 'ledger.saveDraft', { draftId: draft.draftId, revision: 1, fields: resident })
  const { entryId } = await station.must('clerk', 'ledger.file', { draftId: draft.draftId })
  ensureBookTables(station.db)
  const before = readBookRow(station.db, spec('L02'), entryId)
  const plate = field({ key: 'parkingPlate', label: { zh: '车牌', en: 'Plate' }, kind: 'text', inList: true })
  const newer: BookSpec = {
    ...spec('L02'),
    definition: { ...spec('L02').definition, fields: [...spec('L02').definition.fields, plate] },
  }
  ensureBookTables(station.db, [newer])
  expect(columnsOf(newer).at(-1)).toEqual({ key: 'parkingPlate', column: 'parking_plate', type: 'TEXT' })
  expect(readBookRow(station.db, newer, entryId)).toEqual(before)
  // An older program goes on with the wider table.
  expect(readBookRow(station.db, spec('L02'), entryId)).toEqual(before)
})

test('a step that fails half-way leaves no half-made table', () => {
  const broken: BookSpec = {
    ...spec('L06'),
    definition: {
      ...spec('L06').definition,
      id: 'L97' as BookId,
      fields: [
        field({ key: 'a b', label: { zh: '', en: '' }, kind: 'text' }),
        field({ key: 'a b', label: { zh: '', en: '' }, kind: 'text' }),
      ],
    },
  }
  const good: BookSpec = { ...spec('L06'), definition: { ...spec('L06').definition, id: 'L96' as BookId } }
  expect(() => ensureBookTables(station.db, [good, broken])).toThrow()
  const tables = station.db
    .prepare<[], { name: string }>(`SELECT name FROM sqlite_schema WHERE name LIKE 'book_l9%'`)
    .all()
  expect(tables).toEqual([])
})

test('a thirteenth book needs its definition and nothing else: tables, checks, look-alikes, dues and lists come with it', () => {
  ensureBookTables(station.db, [...books, dogs])
  expect(tableOf(dogs)).toBe('book_l13')
  const typed = {
    tag: '犬字001',
    size: '小型',
    keeper: '欧阳测试',
    vaccinatedUntil: '2026-06-01',
    address: '澄湾市东渚区幸福路12号3栋2单元1203室',
    occurredOn: '今天',
    beat: 'B01',
    officer: staff.officer.accountId,
  }
  const today = '2026-03-05'
  const values = settle(dogs, typed, today)
  expect(judge(dogs, values, collectFacts(station.db, dogs, values, today))).toEqual([])
  station.db.transaction((tx) =>
    writeNewEntry(tx, {
      ...{ entryId: 'e-1', book: dogs, number: 'L13-2026-000001', values, state: 'kept', stage: 'filed', prefilled: 0 },
      ...{ at: '2026-03-05T06:30:00.000Z', typistId: staff.clerk.accountId },
    }),
  )
  expect(readBookRow(station.db, dogs, 'e-1')).toMatchObject({ tag: '犬字001', size: 'small' })
  expect(duesOf(station.db, 'e-1')).toEqual([{ kind: 'valid-until', on: '2026-06-01', done: false }])
  const again = collectFacts(station.db, dogs, values, today)
  expect(judge(dogs, values, again).map((one) => one.code)).toEqual(['already-registered'])
  expect(findLike(station.db, dogs, values, new Set()).map((one) => one.entry.number)).toEqual(['L13-2026-000001'])
  const { ids } = listSql(dogs, asked('L13', { text: '欧阳', sort: { by: 'vaccinatedUntil', descending: false } }))
  expect(station.db.prepare<SqlValue[], { id: string }>(ids.text).all(...ids.params)).toEqual([{ id: 'e-1' }])
})
