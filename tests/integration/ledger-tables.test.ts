import { afterEach, beforeEach, expect, test } from 'vitest'
import type { ParsedInputOf } from '../../src-contract/contract.ts'
import type { BookId } from '../../src-contract/books.ts'
import { define, field, plain, type BookSpec } from '../../src-domain/books/book.ts'
import { books, booksById } from '../../src-domain/books/books.ts'
import { address, duty, occurredOn } from '../../src-domain/books/common-fields.ts'
import { noFacts } from '../../src-domain/books/facts.ts'
import { judge } from '../../src-domain/books/judge.ts'
import { settle } from '../../src-domain/books/settle.ts'
import { columnsOf, ensureBookTables, tableOf } from '../../src-core/features/ledger/book-tables.ts'
import { insertBookRow, readBookRow } from '../../src-core/features/ledger/book-rows.repo.ts'
import { listSql, rowsSql, type ListInput } from '../../src-core/features/ledger/list.queries.ts'
import type { Reach } from '../../src-core/features/ledger/reach.rules.ts'
import type { SqlValue } from '../../src-core/store/sql.ts'
import { resident } from '../support/ledger-samples.ts'
import { openLedgerStation, type LedgerStation } from '../support/test-context.ts'

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

test('a thirteenth book needs its definition and nothing else: it gets its table, its checks and its row', () => {
  const dogs: BookSpec = {
    definition: define({
      id: 'L13',
      label: { zh: '养犬', en: 'Dogs' },
      sections: [
        {
          id: 'dog',
          label: { zh: '犬只', en: 'Dog' },
          fields: [
            occurredOn({ zh: '登记日期', en: 'Registered on' }),
            address({ zh: '饲养地址', en: 'Kept at' }),
            field({ key: 'dogCount', label: { zh: '数量', en: 'Number' }, kind: 'number', required: true }),
          ],
        },
        duty(),
      ],
      states: [{ id: 'kept', label: { zh: '在养', en: 'Kept' }, initial: true }],
      transitions: [],
      sort: 'occurredOn',
    }),
    ...plain,
    prefill: { address: 'address' },
    summary: ['address'],
    documents: null,
    household: null,
    register: null,
    stateOf: () => 'kept',
    check: () => [],
  }
  ensureBookTables(station.db, [...books, dogs])
  expect(tableOf(dogs)).toBe('book_l13')
  const values = settle(dogs, { dogCount: '２', address: '不适用', occurredOn: '今天' }, '2026-03-05')
  expect(values).toEqual({ dogCount: '2', address: 'not-applicable', occurredOn: '2026-03-05' })
  expect(
    judge(dogs, { ...values, dogCount: '两只' }, noFacts('2026-03-05')).map((one) => `${one.field} ${one.code}`),
  ).toEqual(['dogCount number-invalid', 'beat required', 'officer required'])
  // The row alone: entries_by_id is checked by the foreign key at the end of the transaction.
  station.db.transaction((tx) => {
    tx.exec('PRAGMA defer_foreign_keys = ON')
    insertBookRow(tx, dogs, 'e-1', 'L13-2026-000001', values)
    expect(readBookRow(tx, dogs, 'e-1')).toEqual({ dogCount: '2', address: 'not-applicable' })
    tx.prepare<[], unknown>('DELETE FROM book_l13').run()
  })
})
