import { Button, Kbd } from '@mantine/core'
import { useEffect, useState } from 'react'
import { allowed } from '../../rpc/allowed.ts'
import { useBooks } from '../../rpc/known.ts'
import { useSession } from '../../session/session-context.ts'
import { useLabel, useText } from '../../text/language.ts'
import { Blank } from '../../ui/blank.tsx'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { go } from '../../ui/router.ts'
import { Screen } from '../../ui/screen.tsx'
import { useKeys } from '../../ui/use-keys.ts'
import { Drafts } from './drafts.tsx'
import { EntryList } from './entry-list.tsx'
import classes from './ledger-screen.module.css'
import { lastBook, rememberBook } from './last-book.ts'
import { openNewDraft } from './open-draft.ts'
import { useUndoKey } from './undo.tsx'

/** The books at the left, the entries of one at the right. */
export function LedgerScreen({ bookId }: { bookId: string | null }) {
  const text = useText()
  const label = useLabel()
  const session = useSession()
  const books = useBooks()
  const list = books.value?.books ?? []
  const book = list.find((one) => one.id === bookId) ?? null
  const types = allowed(session.role, 'ledger.openDraft')
  const [commands, setCommands] = useState<HTMLElement | null>(null)
  const first = (list.find((one) => one.id === lastBook()) ?? list[0])?.id
  useEffect(() => {
    if (bookId !== null) rememberBook(bookId)
    else if (first !== undefined) go({ screen: 'ledger', book: first })
  }, [bookId, first])
  useKeys(
    types && book
      ? {
          'alt+N': () => void openNewDraft(book.id),
          'alt+T': () => go({ screen: 'fast', book: book.id }),
        }
      : {},
  )
  useUndoKey()
  return (
    <Screen
      fill
      title={book ? label(book.label) : text.ledger.title}
      actions={
        <>
          <span ref={setCommands} />
          {types && book ? (
            <>
              <Button
                variant="default"
                onClick={() => go({ screen: 'fast', book: book.id })}
                rightSection={<Kbd size="xs">Alt+T</Kbd>}
              >
                {text.ledger.fast.open}
              </Button>
              <Button onClick={() => void openNewDraft(book.id)} rightSection={<Kbd size="xs">Alt+N</Kbd>}>
                {text.ledger.newEntry}
              </Button>
            </>
          ) : null}
        </>
      }
    >
      {books.error ? <ErrorNotice error={books.error} onRetry={books.again} /> : null}
      {books.value && list.length === 0 ? (
        <Blank title={text.ledger.noBooksTitle}>{text.ledger.noBooksText}</Blank>
      ) : null}
      <div className={classes.split}>
        <nav className={classes.books} aria-label={text.ledger.books}>
          {list.map((one) => (
            <button
              key={one.id}
              type="button"
              aria-current={one.id === bookId ? 'page' : undefined}
              onClick={() => go({ screen: 'ledger', book: one.id })}
            >
              <span className={classes.bookId}>{one.id}</span> {label(one.label)}
            </button>
          ))}
        </nav>
        <div className={classes.entries}>
          {types && book ? <Drafts bookId={book.id} /> : null}
          {book && allowed(session.role, 'ledger.list') ? <EntryList book={book} commands={commands} /> : null}
          {book && !allowed(session.role, 'ledger.list') ? (
            <Blank title={text.ledger.list.deniedTitle}>{text.ledger.list.deniedText}</Blank>
          ) : null}
        </div>
      </div>
    </Screen>
  )
}
