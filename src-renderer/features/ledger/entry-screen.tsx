import { Button } from '@mantine/core'
import { lazy, Suspense, useCallback, useState } from 'react'
import type { BookDefinition } from '../../../src-contract/books.ts'
import type { OutputOf } from '../../../src-contract/contract.ts'
import type { EntryId } from '../../../src-contract/ids.ts'
import { allowed } from '../../rpc/allowed.ts'
import { rpc } from '../../rpc/client.ts'
import { useCall } from '../../rpc/hooks.ts'
import { useSession } from '../../session/session-context.ts'
import { useFormat, useLabel, useText } from '../../text/language.ts'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { go } from '../../ui/router.ts'
import { Screen } from '../../ui/screen.tsx'
import { Tag } from '../../ui/tag.tsx'
import { Attachments } from '../attachments/attachments.tsx'
import { CorrectForm } from './correct-form.tsx'
import type { Colleague } from './entry-form.tsx'
import classes from './entry-screen.module.css'
import { HistoryDrawer } from './history-drawer.tsx'
import { useShown } from './use-shown.ts'

/** Loaded when it is asked for: drawing PDFs is the largest part of the page. */
const PrintPreview = lazy(async () => ({ default: (await import('../print/print-preview.tsx')).PrintPreview }))

type Entry = OutputOf<'ledger.read'>

/** One filed entry in plain: read, correct, its history, its print. */
export function EntryScreen({ entryId }: { entryId: string }) {
  const text = useText()
  const words = text.ledger.entry
  const label = useLabel()
  const format = useFormat()
  const session = useSession()
  const id = entryId as EntryId
  const entry = useCall((signal) => rpc.ledger.read({ entryId: id }, { signal }), [entryId])
  const books = useCall((signal) => rpc.ledger.books({}, { signal }), [])
  const colleagues = useCall((signal) => rpc.accounts.colleagues({}, { signal }), [])
  const [open, setOpen] = useState<'correct' | 'history' | 'print' | null>(null)
  const close = useCallback(() => setOpen(null), [])
  const book = books.value?.books.find((one) => one.id === entry.value?.book)
  const staff = colleagues.value?.accounts ?? []
  const state = book?.states.find((one) => one.id === entry.value?.state)
  return (
    <Screen
      title={entry.value ? words.title(entry.value.number) : text.ledger.title}
      aside={
        entry.value ? (
          <>
            <Tag tone="quiet">{state ? label(state.label) : entry.value.state}</Tag>
            <span className={classes.meta}>
              {words.version(entry.value.version)} · {words.filedAt(format.time(entry.value.filedAt))}
            </span>
          </>
        ) : null
      }
      actions={
        entry.value && open !== 'correct' ? (
          <>
            <Button variant="default" onClick={() => setOpen('history')}>
              {words.history}
            </Button>
            <Button variant="default" onClick={() => setOpen('print')}>
              {words.print}
            </Button>
            {allowed(session.role, 'ledger.correct') ? (
              <Button onClick={() => setOpen('correct')}>{words.correct}</Button>
            ) : null}
            <Button variant="default" onClick={() => go({ screen: 'ledger', book: entry.value?.book ?? null })}>
              {text.frame.common.back}
            </Button>
          </>
        ) : null
      }
    >
      {entry.error ? <ErrorNotice error={entry.error} onRetry={entry.again} /> : null}
      {entry.value && book ? (
        open === 'correct' ? (
          <CorrectForm
            entry={entry.value}
            book={book}
            colleagues={staff}
            onCancel={close}
            onDone={() => {
              close()
              entry.again()
            }}
          />
        ) : (
          <>
            <EntryFields entry={entry.value} book={book} colleagues={staff} />
            <Attachments of={{ entryId: id }} canChange={allowed(session.role, 'attachments.add')} />
          </>
        )
      ) : null}
      {open === 'history' && book ? (
        <HistoryDrawer entryId={id} book={book} colleagues={staff} onClose={close} />
      ) : null}
      <Suspense fallback={null}>
        {open === 'print' && book ? <PrintPreview entryId={id} book={book} onClose={close} /> : null}
      </Suspense>
    </Screen>
  )
}

function EntryFields({
  entry,
  book,
  colleagues,
}: {
  entry: Entry
  book: BookDefinition
  colleagues: readonly Colleague[]
}) {
  const text = useText()
  const words = text.ledger.entry
  const label = useLabel()
  const shown = useShown(book, colleagues)
  return (
    <div className={classes.fields}>
      {book.sections.map((section) => (
        <section key={section.id} aria-label={label(section.label)}>
          <h2>{label(section.label)}</h2>
          <dl>
            {section.fields.map((key) => {
              const field = book.fields.find((one) => one.key === key)
              if (!field) return null
              return (
                <div key={key} data-wide={field.span === 12 || undefined}>
                  <dt>{label(field.label)}</dt>
                  <dd>{shown(key, entry.fields[key] ?? null) || words.empty}</dd>
                </div>
              )
            })}
          </dl>
        </section>
      ))}
      <section aria-label={words.typist}>
        <dl>
          <div>
            <dt>{words.typist}</dt>
            <dd>{entry.people.typist.name}</dd>
          </div>
        </dl>
      </section>
      <p className={classes.meta}>{words.masked}</p>
    </div>
  )
}
