import type { BookDefinition } from '../../../src-contract/books.ts'
import type { LinkedEntry } from '../../../src-contract/features/ledger.shapes.ts'
import { useFormat, useLabel, useText } from '../../text/language.ts'
import { hashOf } from '../../ui/router.ts'
import classes from './entry-screen.module.css'

/** What was filed in the same act, or was confirmed by it: the way there and back. */
export function LinkedEntries({ links, books }: { links: readonly LinkedEntry[]; books: readonly BookDefinition[] }) {
  const words = useText().ledger.links
  const label = useLabel()
  const format = useFormat()
  if (links.length === 0) return null
  return (
    <section aria-label={words.title}>
      <h2>{words.title}</h2>
      <ul className={classes.links}>
        {links.map((link) => {
          const book = books.find((one) => one.id === link.book)
          const state = book?.states.find((one) => one.id === link.state)
          return (
            <li key={`${link.relation} ${link.direction} ${link.entryId}`}>
              <span className={classes.meta}>{words.relations[link.relation][link.direction]}</span>{' '}
              <a href={hashOf({ screen: 'entry', entryId: link.entryId })}>
                {book ? label(book.label) : link.book} {link.number}
              </a>
              <br />
              <span className={classes.meta}>
                {state ? label(state.label) : link.state} · {format.date(link.occurredOn)}
              </span>
            </li>
          )
        })}
      </ul>
    </section>
  )
}
