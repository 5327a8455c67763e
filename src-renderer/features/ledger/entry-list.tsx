import { useCallback, useMemo, useState } from 'react'
import type { BookDefinition } from '../../../src-contract/books.ts'
import { allowed } from '../../rpc/allowed.ts'
import { useColleagues } from '../../rpc/known.ts'
import { useSession } from '../../session/session-context.ts'
import { useFormat, useLabel, useText } from '../../text/language.ts'
import { useColumns, type Sort } from '../../ui/grid-columns.ts'
import { useSelection } from '../../ui/grid-selection.ts'
import { BulkBar } from './bulk-bar.tsx'
import { ColumnFilter } from './column-filter.tsx'
import { EntryChips } from './entry-chips.tsx'
import { columnsOf } from './entry-columns.tsx'
import { EntryFilters } from './entry-filters.tsx'
import { EntryRows } from './entry-rows.tsx'
import { initialList, type Filter, type ListState } from './list-question.ts'
import type { EntryRow } from './use-entry-pages.ts'

/**
 * Entries of a book, masked; narrowed, chosen and acted on from here.
 *
 * @param commands where what is done with the list as a whole stands, beside the title
 */
export function EntryList({ book, commands }: { book: BookDefinition; commands: HTMLElement | null }) {
  const words = useText().ledger
  const label = useLabel()
  const format = useFormat()
  const session = useSession()
  const colleagues = useColleagues().value?.accounts ?? noColleagues
  const [total, setTotal] = useState<HTMLElement | null>(null)
  const [kept, setKept] = useState({ bookId: book.id, list: initialList(book) })
  const selection = useSelection<EntryRow>()
  const { clear } = selection
  // Another book begins anew, while the boxes around it stay.
  if (kept.bookId !== book.id) {
    setKept({ bookId: book.id, list: initialList(book) })
    clear()
  }
  const { list } = kept
  const columns = useMemo(() => columnsOf(book, { words, label, format }), [book, words, label, format])
  const layout = useColumns(book.id, columns)
  const change = useCallback(
    (part: Partial<ListState> | ((before: ListState) => Partial<ListState>)) => {
      setKept(({ bookId, list: before }) => ({
        bookId,
        list: { ...before, ...(typeof part === 'function' ? part(before) : part) },
      }))
      // What was chosen may not be in the list any more.
      clear()
    },
    [clear],
  )
  const setFilter = useCallback(
    (column: string, filter: Filter | null) =>
      change((before) => ({
        filters: [...before.filters.filter((one) => one.field !== column), ...(filter === null ? [] : [filter])],
      })),
    [change],
  )
  const onSort = useCallback((sort: Sort) => change({ sort }), [change])
  const filterOf = useCallback(
    (column: string, close: () => void) => (
      <ColumnFilter
        book={book}
        column={column}
        colleagues={colleagues}
        value={list.filters.find((one) => one.field === column)}
        onApply={(filter) => {
          setFilter(column, filter)
          close()
        }}
      />
    ),
    [book, colleagues, list.filters, setFilter],
  )
  const keys = useMemo(() => layout.shown.map((column) => column.key), [layout.shown])
  return (
    <>
      <EntryFilters
        book={book}
        list={list}
        onChange={change}
        columns={keys}
        onColumns={layout.setShown}
        total={setTotal}
      />
      <EntryChips
        book={book}
        filters={list.filters}
        columns={columns}
        colleagues={colleagues}
        onRemove={(field) => setFilter(field, null)}
      />
      <EntryRows
        key={book.id}
        book={book}
        list={list}
        columns={columns}
        layout={layout}
        selection={selection}
        onSort={onSort}
        filterOf={filterOf}
        total={total}
        commands={commands}
      />
      <BulkBar
        key={`${book.id} chosen`}
        book={book}
        selection={selection}
        colleagues={colleagues}
        mayStep={allowed(session.role, 'ledger.stepMany')}
      />
    </>
  )
}

const noColleagues: never[] = []
