import type { OutputOf } from '../../../src-contract/contract.ts'
import { rpc } from '../../rpc/client.ts'
import { useCall, useDataChanged } from '../../rpc/hooks.ts'
import { useFormat, useLabel, useText } from '../../text/language.ts'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { hashOf } from '../../ui/router.ts'
import classes from './home-screen.module.css'

type Books = OutputOf<'ledger.books'>['books']

function useBookName(books: Books): (id: string) => string {
  const label = useLabel()
  return (id) => {
    const book = books.find((one) => one.id === id)
    return book ? label(book.label) : id
  }
}

/** One's own drafts, newest first, to go on with. */
export function DraftList({ books }: { books: Books }) {
  const text = useText()
  const words = text.admin.home
  const format = useFormat()
  const bookName = useBookName(books)
  const { value, error, again } = useCall((signal) => rpc.ledger.drafts({}, { signal }), [])
  useDataChanged('ledger', again)
  const list = value?.drafts ?? []
  return (
    <section className={classes.panel} aria-label={words.draftsTitle}>
      <h2>{words.draftsTitle}</h2>
      {error ? <ErrorNotice error={error} onRetry={again} /> : null}
      {value && list.length === 0 ? (
        <p className={classes.quiet}>
          {words.noDrafts} {words.noDraftsNext}
        </p>
      ) : null}
      <ul>
        {list.map((draft) => (
          <li key={draft.draftId}>
            <a href={hashOf({ screen: 'draft', draftId: draft.draftId })}>
              {bookName(draft.book)} {draft.summary === '' ? words.emptyDraft : draft.summary}
            </a>
            <span className={classes.quiet}>{format.time(draft.updatedAt)}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}

type RecentProps = { recent: OutputOf<'home.today'>['recent']; books: Books; reads: boolean }

/** What was filed last; whoever may read entries goes on from here. */
export function RecentList({ recent, books, reads }: RecentProps) {
  const words = useText().admin.home
  const format = useFormat()
  const bookName = useBookName(books)
  return (
    <section className={classes.panel} aria-label={words.recent}>
      <h2>{words.recent}</h2>
      {recent.length === 0 ? <p className={classes.quiet}>{words.noRecent}</p> : null}
      <ul>
        {recent.map((entry) => {
          const name = `${bookName(entry.book)} ${entry.number}`
          return (
            <li key={entry.entryId}>
              {reads ? <a href={hashOf({ screen: 'entry', entryId: entry.entryId })}>{name}</a> : <span>{name}</span>}
              <span className={classes.quiet}>{format.time(entry.filedAt)}</span>
            </li>
          )
        })}
      </ul>
    </section>
  )
}
