import type { OutputOf } from '../../../src-contract/contract.ts'
import { useFormat, useLabel, useText } from '../../text/language.ts'
import { hashOf } from '../../ui/router.ts'
import { Tag } from '../../ui/tag.tsx'
import { today } from '../../ui/today.ts'
import { dueName, dueWords } from '../ledger/due-words.ts'
import classes from './home-screen.module.css'

type Props = { today: OutputOf<'home.today'>; books: OutputOf<'ledger.books'>['books'] }

/** What is overdue or due within a week, the oldest first: each row leads to its entry. */
export function DueList({ today: value, books }: Props) {
  const text = useText()
  const words = text.admin.home
  const label = useLabel()
  const format = useFormat()
  const { dues, duesTotal } = value
  return (
    <section className={classes.panel} aria-label={words.dues}>
      <h2>
        {words.dues}
        {duesTotal > dues.length ? (
          <span className={classes.quiet}>{words.duesOf(format.number(dues.length), format.number(duesTotal))}</span>
        ) : null}
      </h2>
      {dues.length === 0 ? <p className={classes.quiet}>{words.noDues}</p> : null}
      <ul className={classes.tall}>
        {dues.map((due) => {
          const book = books.find((one) => one.id === due.book)
          const state = book?.states.find((one) => one.id === due.state)
          const { words: when, tone } = dueWords(due.on, today(), text.ledger.due)
          return (
            <li key={`${due.entryId} ${due.kind}`}>
              <a href={hashOf({ screen: 'entry', entryId: due.entryId })}>
                {book ? label(book.label) : due.book} {due.number}
              </a>
              <span className={classes.quiet}>
                {dueName(due.kind, text.ledger.dues)} · {state ? label(state.label) : due.state}
              </span>
              <Tag tone={tone} title={format.date(due.on)}>
                {when}
              </Tag>
            </li>
          )
        })}
      </ul>
    </section>
  )
}
