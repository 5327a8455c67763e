import { Button } from '@mantine/core'
import type { BookDefinition } from '../../../src-contract/books.ts'
import { useLabel, useText } from '../../text/language.ts'
import type { Column } from '../../ui/grid-columns.ts'
import { filterWords } from './column-filter.tsx'
import type { Colleague } from './entry-form.tsx'
import classes from './ledger-screen.module.css'
import type { Filter } from './list-question.ts'
import type { EntryRow } from './use-entry-pages.ts'

type Props = {
  book: BookDefinition
  filters: readonly Filter[]
  columns: readonly Column<EntryRow>[]
  colleagues: readonly Colleague[]
  onRemove: (field: string) => void
}

/** What the headings narrow a list by, each to be taken away again. */
export function EntryChips({ book, filters, columns, colleagues, onRemove }: Props) {
  const words = useText().ledger.filters
  const label = useLabel()
  if (filters.length === 0) return null
  return (
    <div className={classes.chips} role="group" aria-label={words.open}>
      {filters.map((filter) => {
        const column = columns.find((one) => one.key === filter.field)?.label ?? filter.field
        const said = filterWords(book, filter, column, colleagues, { words, label })
        return (
          <Button
            key={filter.field}
            size="compact-xs"
            variant="light"
            aria-label={words.remove(said)}
            rightSection="×"
            onClick={() => onRemove(filter.field)}
          >
            {said}
          </Button>
        )
      })}
    </div>
  )
}
