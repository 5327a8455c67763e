import { UnstyledButton } from '@mantine/core'
import type { TimelineItem } from '../../../src-contract/features/lookup-place.shapes.ts'
import { allowed } from '../../rpc/allowed.ts'
import { rpc } from '../../rpc/client.ts'
import { useCall } from '../../rpc/hooks.ts'
import { useSession } from '../../session/session-context.ts'
import { useLabel, useText } from '../../text/language.ts'
import { go } from '../../ui/router.ts'
import { Tag } from '../../ui/tag.tsx'
import classes from './file-screen.module.css'

/** What happened, newest first: our own entries, and the dated fields of the systems' records. */
export function FileTimeline({ timeline }: { timeline: readonly TimelineItem[] }) {
  const text = useText()
  const label = useLabel()
  const session = useSession()
  const books = useCall((signal) => rpc.ledger.books({}, { signal }), [])
  const bookOf = (id: string) => books.value?.books.find((book) => book.id === id)
  const words = text.lookup.file
  return (
    <section className={classes.entries} aria-label={words.timeline}>
      <h3>{words.timeline}</h3>
      {timeline.some(({ of }) => of.kind === 'entry') ? null : <span className={classes.age}>{words.noEntries}</span>}
      <ol className={classes.timeline}>
        {timeline.map(({ on, of }) => {
          if (of.kind === 'source') {
            const field = label(of.label)
            return (
              <li key={`${of.recordId} ${field}`}>
                <time>{on}</time> {text.frame.systems[of.system]} {field}
              </li>
            )
          }
          const book = bookOf(of.book)
          const state = book?.states.find((one) => one.id === of.state)
          const line = (
            <>
              <time>{on}</time> {book ? label(book.label) : of.book}
            </>
          )
          return (
            <li key={of.entryId}>
              {allowed(session.role, 'ledger.read') ? (
                <UnstyledButton className={classes.entry} onClick={() => go({ screen: 'entry', entryId: of.entryId })}>
                  {line}
                </UnstyledButton>
              ) : (
                line
              )}{' '}
              <Tag tone="accent">{state ? label(state.label) : of.state}</Tag>
            </li>
          )
        })}
      </ol>
    </section>
  )
}
