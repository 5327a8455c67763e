import type { BookDefinition } from '../../../src-contract/books.ts'
import type { OutputOf } from '../../../src-contract/contract.ts'
import { useFormat, useLabel, useText } from '../../text/language.ts'
import { Tag } from '../../ui/tag.tsx'
import { EntryTargets } from '../distribution/entry-targets.tsx'
import { dueName } from './due-words.ts'
import classes from './entry-screen.module.css'
import { LinkedEntries } from './linked-entries.tsx'
import { DueTag } from './standing-tags.tsx'

/** What stands around an entry: its days, what it is linked with, who typed it. */
export function EntrySide({ entry, books }: { entry: OutputOf<'ledger.read'>; books: readonly BookDefinition[] }) {
  const text = useText()
  const words = text.ledger
  const format = useFormat()
  const label = useLabel()
  const book = books.find((one) => one.id === entry.book)
  const nameOf = (key: string): string => {
    const field = book?.fields.find((one) => one.key === key)
    return field === undefined ? '' : label(field.label)
  }
  return (
    <aside className={classes.side}>
      {entry.dues.length > 0 ? (
        <section aria-label={words.due.title}>
          <h2>{words.due.title}</h2>
          <ul className={classes.links}>
            {entry.dues.map((due) => (
              <li key={`${due.kind} ${due.on}`}>
                {dueName(due.kind, words.dues)} {format.date(due.on)}{' '}
                {due.done ? <Tag tone="good">{words.due.done}</Tag> : <DueTag due={due} named={false} />}
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      <EntryTargets entryId={entry.entryId} />
      <LinkedEntries links={entry.links} books={books} />
      {entry.paper ? (
        <section aria-label={words.paper.entry}>
          <h2>{words.paper.entry}</h2>
          <p>{words.paper.from(entry.paper.number)}</p>
        </section>
      ) : null}
      {entry.accepted.length > 0 ? (
        <section aria-label={words.entry.accepted}>
          <h2>{words.entry.accepted}</h2>
          <ul className={classes.links}>
            {entry.accepted.map(({ field, code, reason }) => (
              <li key={`${field} ${code}`}>
                <span className={classes.meta}>{nameOf(field)}</span> {reason}
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      <section aria-label={words.entry.typist}>
        <h2>{words.entry.typist}</h2>
        <p>{entry.people.typist.name}</p>
        <p className={classes.meta}>{words.entry.filedAt(format.time(entry.filedAt))}</p>
        <p className={classes.meta}>{words.entry.masked}</p>
      </section>
    </aside>
  )
}
