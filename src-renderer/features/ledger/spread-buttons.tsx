import { Button, Kbd } from '@mantine/core'
import type { BookDefinition, BookId } from '../../../src-contract/books.ts'
import { useLabel, useText } from '../../text/language.ts'
import { useKeys } from '../../ui/use-keys.ts'
import classes from './entry-form.module.css'

type Props = {
  /** Books that an entry of this one can be filed into in the same act. */
  books: readonly BookDefinition[]
  onOpen: (book: BookId) => void
}

/** `Alt+3` for L03; a book with two digits has none. */
export function spreadKey(book: string): string | null {
  const number = Number(book.slice(1))
  return number >= 1 && number <= 9 ? `Alt+${number}` : null
}

/** What a visit found, one key each: a tenant, a hazard. */
export function SpreadButtons({ books, onOpen }: Props) {
  const words = useText().ledger.together
  const label = useLabel()
  useKeys(
    Object.fromEntries(
      books.flatMap((book) => {
        const key = spreadKey(book.id)
        return key === null ? [] : [[key.replace('Alt', 'alt'), () => onOpen(book.id)]]
      }),
    ),
  )
  return (
    <div className={classes.spreads} role="group" aria-label={words.title}>
      <span className={classes.status}>{words.title}</span>
      {books.map((book) => {
        const key = spreadKey(book.id)
        return (
          <Button
            key={book.id}
            variant="default"
            size="compact-sm"
            rightSection={key === null ? null : <Kbd size="xs">{key}</Kbd>}
            onClick={() => onOpen(book.id)}
          >
            {words.add(label(book.label))}
          </Button>
        )
      })}
    </div>
  )
}
