import { NativeSelect, TextInput } from '@mantine/core'
import { useMemo, useState } from 'react'
import type { BookDefinition } from '../../../src-contract/books.ts'
import type { InputOf } from '../../../src-contract/contract.ts'
import { readDate } from '../../../src-domain/identifiers/dates.ts'
import type { LocalDate } from '../../../src-contract/ids.ts'
import { useDataChanged } from '../../rpc/hooks.ts'
import { useFormat, useLabel, useText } from '../../text/language.ts'
import { Blank } from '../../ui/blank.tsx'
import { DataGrid } from '../../ui/data-grid.tsx'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import type { Sort } from '../../ui/grid-columns.ts'
import { go } from '../../ui/router.ts'
import { today } from '../../ui/today.ts'
import { columnsOf } from './entry-columns.tsx'
import classes from './ledger-screen.module.css'
import { useEntryPages } from './use-entry-pages.ts'

/** Filed entries of a book, masked, page by page as they come into sight. */
export function EntryList({ book }: { book: BookDefinition }) {
  const text = useText()
  const words = text.ledger.list
  const label = useLabel()
  const format = useFormat()
  const [search, setSearch] = useState('')
  const [state, setState] = useState('')
  const [from, setFrom] = useState('')
  const [to, setTo] = useState('')
  const [sort, setSort] = useState<Sort>({ by: book.list.sort, descending: true })
  const fromDay = dayOf(from)
  const toDay = dayOf(to)
  const question = useMemo(
    (): Omit<InputOf<'ledger.list'>, 'offset' | 'limit'> => ({
      book: book.id,
      sort,
      ...(search.trim() === '' ? {} : { text: search.trim() }),
      ...(state === '' ? {} : { state }),
      ...(fromDay === null ? {} : { from: fromDay }),
      ...(toDay === null ? {} : { to: toDay }),
    }),
    [book.id, sort, search, state, fromDay, toDay],
  )
  const pages = useEntryPages(question)
  useDataChanged('ledger', pages.again)
  const columns = useMemo(() => columnsOf(book, { words, label, format }), [book, words, label, format])
  const filtered = search.trim() !== '' || state !== '' || fromDay !== null || toDay !== null
  return (
    <>
      <div className={classes.filters} role="search">
        <TextInput
          className={classes.text}
          aria-label={words.search}
          placeholder={`${words.search}: ${words.searchHint}`}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
          maxLength={200}
        />
        <NativeSelect
          className={classes.state}
          aria-label={words.state}
          value={state}
          onChange={(event) => setState(event.currentTarget.value)}
          data={[
            { value: '', label: words.allStates },
            ...book.states.map((one) => ({ value: one.id, label: label(one.label) })),
          ]}
        />
        <DateFilter name={words.from} value={from} onChange={setFrom} />
        <DateFilter name={words.to} value={to} onChange={setTo} />
        <span className={classes.total} role="status">
          {pages.total === null ? '' : text.frame.common.count(format.number(pages.total))}
        </span>
      </div>
      {pages.error ? <ErrorNotice error={pages.error} onRetry={pages.again} /> : null}
      {pages.total === 0 ? (
        <Blank title={filtered ? words.noMatchTitle : words.emptyTitle}>
          {filtered ? words.noMatchText : words.emptyText}
        </Blank>
      ) : (
        <DataGrid
          label={label(book.label)}
          columns={columns}
          count={pages.total ?? 0}
          row={pages.row}
          rowKey={(row) => row.entryId}
          remember={book.id}
          sort={sort}
          onSort={setSort}
          onVisible={pages.show}
          onOpen={(row) => go({ screen: 'entry', entryId: row.entryId })}
        />
      )}
    </>
  )
}

function DateFilter({ name, value, onChange }: { name: string; value: string; onChange: (value: string) => void }) {
  return (
    <TextInput
      className={classes.date}
      aria-label={name}
      placeholder={`${name} YYYY-MM-DD`}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      onBlur={() => onChange(dayOf(value) ?? value)}
      error={value.trim() !== '' && dayOf(value) === null}
      maxLength={20}
    />
  )
}

/** A date as people write it; null for nothing or what cannot be read. */
function dayOf(typed: string): LocalDate | null {
  if (typed.trim().length < 4 && !/[\u4e00-\u9fff]/.test(typed)) return null
  return readDate(typed, { today: today(), future: true }).date as LocalDate | null
}
