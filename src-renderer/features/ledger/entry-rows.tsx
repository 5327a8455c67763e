import { createPortal } from 'react-dom'
import { useCallback, useMemo, type ReactNode } from 'react'
import type { BookDefinition } from '../../../src-contract/books.ts'
import { useDataChanged } from '../../rpc/hooks.ts'
import { useFormat, useLabel, useText } from '../../text/language.ts'
import { Blank } from '../../ui/blank.tsx'
import { DataGrid } from '../../ui/data-grid.tsx'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import type { Column, ShownColumns, Sort } from '../../ui/grid-columns.ts'
import type { Selection } from '../../ui/grid-selection.ts'
import { Loading } from '../../ui/loading.tsx'
import { go } from '../../ui/router.ts'
import { ExchangeCommands } from '../exchange/exchange-commands.tsx'
import { narrowed, questionOf, type ListState } from './list-question.ts'
import { useEntryPages, type EntryRow } from './use-entry-pages.ts'

type Props = {
  book: BookDefinition
  list: ListState
  columns: readonly Column<EntryRow>[]
  layout: ShownColumns<EntryRow>
  selection: Selection<EntryRow>
  onSort: (sort: Sort) => void
  filterOf: (column: string, close: () => void) => ReactNode
  /** Where the number of rows is said, and where what is done with the list as a whole stands. */
  total: HTMLElement | null
  commands: HTMLElement | null
}

/** The rows of one book, page by page as they come into sight. */
export function EntryRows({ book, list, columns, layout, selection, onSort, filterOf, total, commands }: Props) {
  const text = useText()
  const words = text.ledger.list
  const label = useLabel()
  const format = useFormat()
  const question = useMemo(() => questionOf(book, list), [book, list])
  const pages = useEntryPages(question)
  useDataChanged('ledger', pages.again)
  const filtered = useMemo(() => new Set(list.filters.map((one) => one.field)), [list.filters])
  const openEntry = useCallback((row: EntryRow) => go({ screen: 'entry', entryId: row.entryId }), [])
  const said = pages.total === null ? <Loading /> : text.frame.common.count(format.number(pages.total))
  const scope = {
    question,
    columns: layout.shown.map((column) => column.key),
    chosen: [...selection.rows.keys()],
    total: pages.total,
  }
  return (
    <>
      {total ? createPortal(said, total) : null}
      {pages.error ? <ErrorNotice error={pages.error} onRetry={pages.again} /> : null}
      {pages.total === 0 ? (
        <Blank title={narrowed(list) ? words.noMatchTitle : words.emptyTitle}>
          {narrowed(list) ? words.noMatchText : words.emptyText}
        </Blank>
      ) : (
        <DataGrid
          label={label(book.label)}
          columns={columns}
          layout={layout}
          count={pages.total ?? 0}
          row={pages.row}
          rowKey={keyOf}
          remember={book.id}
          sort={list.sort}
          onSort={onSort}
          onVisible={pages.show}
          load={pages.load}
          selection={selection}
          filtered={filtered}
          filterOf={filterOf}
          onOpen={openEntry}
        />
      )}
      {commands ? createPortal(<ExchangeCommands book={book} scope={scope} />, commands) : null}
    </>
  )
}

function keyOf(row: EntryRow): string {
  return row.entryId
}
