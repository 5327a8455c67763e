import { Button, Kbd } from '@mantine/core'
import { lazy, Suspense, useCallback, useState } from 'react'
import type { EntryId } from '../../../src-contract/ids.ts'
import { purposeOfWork } from '../../../src-domain/access/reference.rules.ts'
import { allowed } from '../../rpc/allowed.ts'
import { rpc } from '../../rpc/client.ts'
import { useCall } from '../../rpc/hooks.ts'
import { useBooks, useColleagues } from '../../rpc/known.ts'
import { useSession } from '../../session/session-context.ts'
import { useText } from '../../text/language.ts'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { Loading } from '../../ui/loading.tsx'
import { choosePurpose } from '../../ui/purpose-state.ts'
import { go, goBack } from '../../ui/router.ts'
import { Screen } from '../../ui/screen.tsx'
import { useKeys } from '../../ui/use-keys.ts'
import { Attachments } from '../attachments/attachments.tsx'
import { focusLookup } from '../lookup/lookup-state.ts'
import { RecordStateTag } from '../sync/record-state.tsx'
import { CorrectForm } from './correct-form.tsx'
import { EntryFields } from './entry-fields.tsx'
import classes from './entry-screen.module.css'
import { EntrySide } from './entry-side.tsx'
import { HistoryDrawer } from './history-drawer.tsx'
import { OfficeDecision } from './office-decision.tsx'
import { ReviewPanel } from './review-panel.tsx'
import { DueTag, StandingTags } from './standing-tags.tsx'
import { StepPanel } from './step-panel.tsx'
import { useUndoKey } from './undo.tsx'
import { VoidForm } from './void-form.tsx'

/** Loaded when it is asked for: drawing PDFs is the largest part of the page. */
const PrintPreview = lazy(async () => ({ default: (await import('../print/print-preview.tsx')).PrintPreview }))

/** One entry in plain: where it stands, what can be done with it, its history, its print. */
export function EntryScreen({ entryId }: { entryId: string }) {
  const text = useText()
  const words = text.ledger.entry
  const session = useSession()
  const id = entryId as EntryId
  const asked = useCall((signal) => rpc.ledger.read({ entryId: id }, { signal }), [entryId])
  const books = useBooks().value?.books ?? noBooks
  const staff = useColleagues().value?.accounts ?? []
  const [open, setOpen] = useState<'correct' | 'history' | 'print' | 'void' | null>(null)
  const close = useCallback(() => setOpen(null), [])
  const entry = asked.value
  const book = books.find((one) => one.id === entry?.book)
  const work = entry === undefined ? null : purposeOfWork(entry.book)
  const due = entry?.dues.find((one) => !one.done)
  const inForce = entry !== undefined && entry.stage !== 'voided'
  const corrects = inForce && allowed(session.role, 'ledger.correct')
  const voids = inForce && entry.review === null && allowed(session.role, 'ledger.void')
  function done() {
    close()
    asked.again()
  }
  useKeys({
    'alt+H': () => setOpen('history'),
    'mod+P': () => setOpen('print'),
    ...(corrects ? { 'alt+E': () => setOpen('correct') } : {}),
    'alt+ArrowLeft': () => goBack({ screen: 'ledger', book: entry?.book ?? null }),
  })
  useUndoKey()
  return (
    <Screen
      title={entry ? words.title(entry.number) : text.ledger.title}
      aside={
        entry && book ? (
          <>
            <StandingTags
              book={book}
              state={entry.state}
              stage={entry.stage}
              version={entry.version}
              waits={entry.review !== null && entry.review.kind !== 'sampled'}
              temporaryAddress={entry.accepted.some(({ code }) => code.startsWith('address-'))}
            />
            {due ? <DueTag due={due} /> : null}
            <span className={classes.meta}>{words.version(entry.version)}</span>
            <RecordStateTag entryId={id} />
          </>
        ) : null
      }
      actions={
        entry && open !== 'correct' ? (
          <>
            {work && allowed(session.role, 'lookup.search') ? (
              <Button
                variant="default"
                title={text.ledger.lookUpFor(text.frame.purposes[work.purpose])}
                onClick={() => {
                  choosePurpose(work.purpose, work.named ? entry.number : '')
                  focusLookup()
                }}
              >
                {text.ledger.lookUp}
              </Button>
            ) : null}
            <Button variant="default" onClick={() => setOpen('history')} rightSection={<Kbd size="xs">Alt+H</Kbd>}>
              {words.history}
            </Button>
            <Button variant="default" onClick={() => setOpen('print')} rightSection={<Kbd size="xs">Ctrl+P</Kbd>}>
              {words.print}
            </Button>
            {voids ? (
              <Button variant="default" onClick={() => setOpen('void')}>
                {text.ledger.voiding.label}
              </Button>
            ) : null}
            {corrects ? (
              <Button onClick={() => setOpen('correct')} rightSection={<Kbd size="xs">Alt+E</Kbd>}>
                {words.correct}
              </Button>
            ) : null}
            <Button
              variant="default"
              onClick={() => go({ screen: 'ledger', book: entry.book })}
              rightSection={<Kbd size="xs">Alt+←</Kbd>}
            >
              {text.frame.common.back}
            </Button>
          </>
        ) : null
      }
    >
      {asked.error ? <ErrorNotice error={asked.error} onRetry={asked.again} /> : null}
      {entry && book ? (
        open === 'correct' ? (
          <CorrectForm entry={entry} book={book} colleagues={staff} onCancel={close} onDone={done} />
        ) : (
          <div className={classes.entry}>
            <div className={classes.main}>
              {open === 'void' ? <VoidForm entry={entry} onCancel={close} onDone={done} /> : null}
              {entry.review ? (
                <ReviewPanel review={entry.review} book={book} colleagues={staff} onDone={asked.again} />
              ) : null}
              {entry.officeDecision ? <OfficeDecision decision={entry.officeDecision} /> : null}
              {allowed(session.role, 'ledger.step') ? (
                <StepPanel
                  key={`${entry.entryId} ${entry.state} ${entry.version}`}
                  entry={entry}
                  book={book}
                  colleagues={staff}
                  onDone={asked.again}
                />
              ) : null}
              <EntryFields entry={entry} book={book} colleagues={staff} />
              <Attachments of={{ entryId: id }} canChange={allowed(session.role, 'attachments.add')} />
            </div>
            <EntrySide entry={entry} books={books} />
          </div>
        )
      ) : asked.error ? null : (
        <Loading />
      )}
      {open === 'history' && entry && book ? (
        <HistoryDrawer
          entry={entry}
          book={book}
          colleagues={staff}
          mayRestore={corrects}
          onClose={close}
          onRestored={done}
        />
      ) : null}
      <Suspense fallback={null}>
        {open === 'print' && book ? <PrintPreview entryId={id} book={book} onClose={close} /> : null}
      </Suspense>
    </Screen>
  )
}

const noBooks: never[] = []
