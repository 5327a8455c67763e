import { Button, Group, Kbd } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useRef, useState } from 'react'
import type { FieldProblem } from '../../../src-contract/books.ts'
import type { RpcError } from '../../../src-contract/errors.ts'
import { problemsOf } from '../../../src-domain/books/problem-params.ts'
import { allowed } from '../../rpc/allowed.ts'
import { rpc } from '../../rpc/client.ts'
import { useCall } from '../../rpc/hooks.ts'
import { useSession } from '../../session/session-context.ts'
import { useFormat, useLabel, useText } from '../../text/language.ts'
import { Blank } from '../../ui/blank.tsx'
import { ConfirmButton } from '../../ui/confirm-button.tsx'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { Notice } from '../../ui/notice.tsx'
import { go } from '../../ui/router.ts'
import { Screen } from '../../ui/screen.tsx'
import { useKeys } from '../../ui/use-keys.ts'
import classes from './entry-form.module.css'
import { EntryForm } from './entry-form.tsx'
import { rememberLast } from './last-values.ts'
import { focusField } from './move-focus.ts'
import { openNewDraft } from './open-draft.ts'
import { acceptedOf, ProblemSummary, type Reasons } from './problem-summary.tsx'
import { useDraft } from './use-draft.ts'

/** A draft: saved as typed, filed by an explicit act. */
export function DraftScreen({ draftId }: { draftId: string }) {
  const text = useText()
  const words = text.ledger.form
  const label = useLabel()
  const format = useFormat()
  const session = useSession()
  const state = useDraft(draftId)
  const { draft } = state
  const books = useCall((signal) => rpc.ledger.books({}, { signal }), [])
  const colleagues = useCall((signal) => rpc.accounts.colleagues({}, { signal }), [])
  const book = books.value?.books.find((one) => one.id === draft?.book)
  const [refused, setRefused] = useState<readonly FieldProblem[] | null>(null)
  const [reasons, setReasons] = useState<Reasons>({})
  const [filing, setFiling] = useState(false)
  const [error, setError] = useState<RpcError | null>(null)
  const summary = useRef<HTMLElement>(null)
  const mayFile = allowed(session.role, 'ledger.file')
  // After a refusal the newest problems are shown, so that what was corrected leaves the list.
  const shown = refused === null ? [] : state.problems.length > 0 ? state.problems : refused

  async function file(next: boolean) {
    if (!draft || filing || !mayFile) return
    setFiling(true)
    setError(null)
    if (await state.flush()) await fileSaved(next)
    setFiling(false)
  }

  async function fileSaved(next: boolean) {
    if (!draft) return
    const accepted = acceptedOf(shown, reasons)
    const result = await rpc.ledger.file({ draftId: draft.draftId, accepted })
    if (result.ok) {
      state.stop()
      rememberLast(draft.book, state.fields)
      notifications.show({ message: words.filed(result.value.number), color: 'green' })
      if (!next || !(await openNewDraft(draft.book))) go({ screen: 'ledger', book: draft.book })
      return
    }
    if (result.error.code === 'ledger/invalid' || result.error.code === 'ledger/warnings') {
      const problems = problemsOf(result.error.params)
      setRefused(problems)
      const first = problems[0]
      if (first?.severity === 'error') focusField(first.field)
      else requestAnimationFrame(() => summary.current?.querySelector('input')?.focus())
    } else setError(result.error)
  }

  async function discard() {
    if (!draft) return
    state.stop()
    const result = await rpc.ledger.discardDraft({ draftId: draft.draftId })
    if (!result.ok) {
      setError(result.error)
      return
    }
    notifications.show({ message: text.ledger.discarded })
    go({ screen: 'ledger', book: draft.book })
  }

  useKeys({ 'mod+S': () => void file(false), 'mod+Enter': () => void file(true) })

  if (state.error?.code === 'ledger/draft-gone' && !draft)
    return (
      <Blank title={words.gone}>
        <Button variant="default" onClick={() => go({ screen: 'ledger', book: null })}>
          {words.toList}
        </Button>
      </Blank>
    )
  const failed = error ?? (state.error?.code === 'ledger/draft-stale' ? null : state.error)
  return (
    <Screen
      title={book ? label(book.label) : text.ledger.title}
      aside={
        <span className={classes.status}>
          {words.draft} · {state.savedAt === null ? '' : `${words.saved(format.clock(state.savedAt))} · `}
          {words.notFiled}
        </span>
      }
      actions={
        <>
          <ConfirmButton
            label={text.ledger.discard}
            means={text.ledger.discardMeans}
            onConfirm={() => void discard()}
          />
          {mayFile ? (
            <>
              <Button
                variant="default"
                onClick={() => void file(true)}
                disabled={filing}
                rightSection={<Kbd size="xs">Ctrl+Enter</Kbd>}
              >
                {words.fileAndNext}
              </Button>
              <Button onClick={() => void file(false)} loading={filing} rightSection={<Kbd size="xs">Ctrl+S</Kbd>}>
                {words.file}
              </Button>
            </>
          ) : (
            <span className={classes.status}>{words.typistOnly}</span>
          )}
        </>
      }
    >
      {state.error?.code === 'ledger/draft-stale' ? (
        <Notice tone="warn" role="alert">
          {words.stale}
          <Group gap="sm" mt="xs">
            <Button variant="default" onClick={state.reload}>
              {words.useTheirs}
            </Button>
            <Button variant="default" onClick={() => state.keepMine(Number(state.error?.params['revision']))}>
              {words.keepMine}
            </Button>
          </Group>
        </Notice>
      ) : null}
      {failed ? <ErrorNotice error={failed} onRetry={() => void state.flush()} /> : null}
      {book ? (
        <ProblemSummary
          ref={summary}
          book={book}
          problems={shown}
          reasons={reasons}
          onReason={(key, reason) => setReasons((before) => ({ ...before, [key]: reason }))}
        />
      ) : null}
      {draft && book ? (
        <EntryForm
          book={book}
          fields={state.fields}
          marks={draft.marks}
          problems={state.problems}
          colleagues={colleagues.value?.accounts ?? []}
          showAll={refused !== null}
          onChange={state.change}
          onLeave={() => void state.flush()}
        />
      ) : null}
    </Screen>
  )
}
