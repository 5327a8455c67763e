import { NativeSelect, TextInput } from '@mantine/core'
import { memo } from 'react'
import type { BookDefinition } from '../../../src-contract/books.ts'
import { Stage } from '../../../src-contract/features/ledger.shapes.ts'
import { useLabel, useText } from '../../text/language.ts'
import classes from './ledger-screen.module.css'
import { dayOf, initialList, listOfView, type ListState } from './list-question.ts'
import { ViewsMenu } from './views-menu.tsx'

const stages = Stage.options

type Props = {
  book: BookDefinition
  list: ListState
  onChange: (part: Partial<ListState>) => void
  /** Columns in sight, for a view to keep; and what a view that is chosen has. */
  columns: readonly string[]
  onColumns: (keys: readonly string[]) => void
  /** Where the number of rows is said. */
  total: (place: HTMLElement | null) => void
}

/** The boxes above a book's list. They stay while another book is opened: only what they say changes. */
export const EntryFilters = memo(function EntryFilters({ book, list, onChange, columns, onColumns, total }: Props) {
  const words = useText().ledger
  const label = useLabel()
  return (
    <div className={classes.filters} role="search">
      <TextInput
        className={classes.text}
        aria-label={words.list.search}
        placeholder={words.list.searchHint}
        value={list.text}
        onChange={(event) => onChange({ text: event.currentTarget.value })}
        maxLength={200}
      />
      <NativeSelect
        className={classes.state}
        aria-label={words.list.state}
        value={list.state}
        onChange={(event) => onChange({ state: event.currentTarget.value })}
        data={[
          { value: '', label: words.list.allStates },
          ...book.states.map((one) => ({ value: one.id, label: label(one.label) })),
        ]}
      />
      <NativeSelect
        className={classes.state}
        aria-label={words.filters.stage}
        value={list.stage}
        onChange={(event) => onChange({ stage: stages.find((one) => one === event.currentTarget.value) ?? '' })}
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
          onChange({ due: due === 'overdue' || due === 'soon' ? due : '' })
        }}
        data={[
          { value: '', label: words.filters.anyDue },
          { value: 'overdue', label: words.filters.overdue },
          { value: 'soon', label: words.filters.soon },
        ]}
      />
      <DateFilter name={words.list.from} value={list.from} onChange={(from) => onChange({ from })} />
      <DateFilter name={words.list.to} value={list.to} onChange={(to) => onChange({ to })} />
      <ViewsMenu
        key={book.id}
        book={book}
        list={list}
        columns={columns}
        onChoose={(view) => {
          onChange(view ? listOfView(book, view) : initialList(book))
          if (view) onColumns(view.columns)
        }}
      />
      <span ref={total} className={classes.total} role="status" />
    </div>
  )
})

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
