import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useCallback, useMemo, useState } from 'react'
import { createPortal } from 'react-dom'
import type { BookDefinition } from '../../../src-contract/books.ts'
import { Stage } from '../../../src-contract/features/ledger.shapes.ts'
import { allowed } from '../../rpc/allowed.ts'
import { useDataChanged } from '../../rpc/hooks.ts'
import { useColleagues } from '../../rpc/known.ts'
import { useSession } from '../../session/session-context.ts'
import { useFormat, useLabel, useText } from '../../text/language.ts'
import { Blank } from '../../ui/blank.tsx'
import { DataGrid } from '../../ui/data-grid.tsx'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { Loading } from '../../ui/loading.tsx'
import { useColumns, type Sort } from '../../ui/grid-columns.ts'
import { useSelection } from '../../ui/grid-selection.ts'
import { go } from '../../ui/router.ts'
import { ExchangeCommands } from '../exchange/exchange-commands.tsx'
import { BulkBar } from './bulk-bar.tsx'
import { ColumnFilter, filterWords } from './column-filter.tsx'
import { columnsOf } from './entry-columns.tsx'
import classes from './ledger-screen.module.css'
import { dayOf, initialList, listOfView, narrowed, questionOf, type Filter, type ListState } from './list-question.ts'
import { useEntryPages, type EntryRow } from './use-entry-pages.ts'
import { ViewsMenu } from './views-menu.tsx'

const stages = Stage.options

/**
 * Entries of a book, masked, page by page as they come into sight; narrowed, chosen and acted on from here.
 *
 * @param commands where what is done with the list as a whole stands, beside the title
 */
export function EntryList({ book, commands }: { book: BookDefinition; commands: HTMLElement | null }) {
  const text = useText()
  const words = text.ledger
  const label = useLabel()
  const format = useFormat()
  const session = useSession()
  const colleagues = useColleagues().value?.accounts ?? noColleagues
  const [list, setList] = useState<ListState>(() => initialList(book))
  const question = useMemo(() => questionOf(book, list), [book, list])
  const pages = useEntryPages(question)
  useDataChanged('ledger', pages.again)
  const columns = useMemo(() => columnsOf(book, { words, label, format }), [book, words, label, format])
  const layout = useColumns(book.id, columns)
  const selection = useSelection<EntryRow>()
  const { clear } = selection
  const change = useCallback(
    (part: Partial<ListState> | ((before: ListState) => Partial<ListState>)) => {
      setList((before) => ({ ...before, ...(typeof part === 'function' ? part(before) : part) }))
      // What was chosen may not be in the list any more.
      clear()
    },
    [clear],
  )
  const filtered = useMemo(() => new Set(list.filters.map((one) => one.field)), [list.filters])
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
  return (
    <>
      <div className={classes.filters} role="search">
        <TextInput
          className={classes.text}
          aria-label={words.list.search}
          placeholder={words.list.searchHint}
          value={list.text}
          onChange={(event) => change({ text: event.currentTarget.value })}
          maxLength={200}
        />
        <NativeSelect
          className={classes.state}
          aria-label={words.list.state}
          value={list.state}
          onChange={(event) => change({ state: event.currentTarget.value })}
          data={[
            { value: '', label: words.list.allStates },
            ...book.states.map((one) => ({ value: one.id, label: label(one.label) })),
          ]}
        />
        <NativeSelect
          className={classes.state}
          aria-label={words.filters.stage}
          value={list.stage}
          onChange={(event) => change({ stage: stages.find((one) => one === event.currentTarget.value) ?? '' })}
          data={[
            { value: '', label: words.filters.inForce },
            ...stages.map((one) => ({ value: one, label: words.stages[one] })),
          ]}
        />
        <NativeSelect
          className={classes.state}
          aria-label={words.filters.dueLabel}
          value={list.due}
          onChange={(event) => {
            const due = event.currentTarget.value
            change({ due: due === 'overdue' || due === 'soon' ? due : '' })
          }}
          data={[
            { value: '', label: words.filters.anyDue },
            { value: 'overdue', label: words.filters.overdue },
            { value: 'soon', label: words.filters.soon },
          ]}
        />
        <DateFilter name={words.list.from} value={list.from} onChange={(from) => change({ from })} />
        <DateFilter name={words.list.to} value={list.to} onChange={(to) => change({ to })} />
        <ViewsMenu
          book={book}
          list={list}
          columns={layout.shown.map((column) => column.key)}
          onChoose={(view) => {
            change(view ? listOfView(book, view) : initialList(book))
            if (view) layout.setShown(view.columns)
          }}
        />
        <span className={classes.total} role="status">
          {pages.total === null ? <Loading /> : text.frame.common.count(format.number(pages.total))}
        </span>
      </div>
      {list.filters.length > 0 ? (
        <div className={classes.chips} role="group" aria-label={words.filters.open}>
          {list.filters.map((filter) => {
            const column = columns.find((one) => one.key === filter.field)?.label ?? filter.field
            const said = filterWords(book, filter, column, colleagues, { words: words.filters, label })
            return (
              <Button
                key={filter.field}
                size="compact-xs"
                variant="light"
                aria-label={words.filters.remove(said)}
                rightSection="×"
                onClick={() => setFilter(filter.field, null)}
              >
                {said}
              </Button>
            )
          })}
        </div>
      ) : null}
      {pages.error ? <ErrorNotice error={pages.error} onRetry={pages.again} /> : null}
      {pages.total === 0 ? (
        <Blank title={narrowed(list) ? words.list.noMatchTitle : words.list.emptyTitle}>
          {narrowed(list) ? words.list.noMatchText : words.list.emptyText}
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
      {commands
        ? createPortal(
            <ExchangeCommands
              book={book}
              scope={{
                question,
                columns: layout.shown.map((column) => column.key),
                chosen: [...selection.rows.keys()],
                total: pages.total,
              }}
            />,
            commands,
          )
        : null}
      <BulkBar
        book={book}
        selection={selection}
        colleagues={colleagues}
        mayStep={allowed(session.role, 'ledger.stepMany')}
      />
    </>
  )
}

function keyOf(row: EntryRow): string {
  return row.entryId
}

function openEntry(row: EntryRow): void {
  go({ screen: 'entry', entryId: row.entryId })
}

const noColleagues: never[] = []

function DateFilter({ name, value, onChange }: { name: string; value: string; onChange: (value: string) => void }) {
  return (
    <TextInput
      className={classes.date}
      aria-label={name}
      placeholder={name}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      onBlur={() => {
        const day = dayOf(value)
        if (day !== null && day !== value) onChange(day)
      }}
      error={value.trim() !== '' && dayOf(value) === null}
      maxLength={20}
    />
  )
}
