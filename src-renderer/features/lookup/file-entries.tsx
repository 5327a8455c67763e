import { UnstyledButton } from '@mantine/core'
import type { OutputOf } from '../../../src-contract/contract.ts'
import { allowed } from '../../rpc/allowed.ts'
import { rpc } from '../../rpc/client.ts'
import { useCall } from '../../rpc/hooks.ts'
import { useSession } from '../../session/session-context.ts'
import { useLabel, useText } from '../../text/language.ts'
import { go } from '../../ui/router.ts'
import { Tag } from '../../ui/tag.tsx'
import classes from './file-screen.module.css'

/** Our own entries about this person or place. */
export function FileEntries({ entries }: { entries: OutputOf<'lookup.open'>['entries'] }) {
  const text = useText()
  const label = useLabel()
  const session = useSession()
  const books = useCall((signal) => rpc.ledger.books({}, { signal }), [])
  const bookOf = (id: string) => books.value?.books.find((book) => book.id === id)
  return (
    <section className={classes.entries} aria-label={text.lookup.file.entries}>
      <h3>{text.lookup.file.entries}</h3>
      {entries.length === 0 ? <span className={classes.age}>{text.lookup.file.noEntries}</span> : null}
      {entries.map((entry) => {
        const book = bookOf(entry.book)
        const state = book?.states.find((one) => one.id === entry.state)
        const words = (
          <>
            {entry.occurredOn} {book ? label(book.label) : entry.book}{' '}
            <Tag tone="quiet">{state ? label(state.label) : entry.state}</Tag>
          </>
        )
        return allowed(session.role, 'ledger.read') ? (
          <UnstyledButton
            key={entry.entryId}
            className={classes.entry}
            onClick={() => go({ screen: 'entry', entryId: entry.entryId })}
          >
            {words}
          </UnstyledButton>
        ) : (
          <span key={entry.entryId}>{words}</span>
        )
      })}
    </section>
  )
}
