import { Button, Kbd } from '@mantine/core'
import { useEffect, useMemo, useRef, useState } from 'react'
import type { BookId } from '../../../src-contract/books.ts'
import type { BatchId } from '../../../src-contract/features/duty.shapes.ts'
import type { RpcError } from '../../../src-contract/errors.ts'
import type { DraftId } from '../../../src-contract/ids.ts'
import { commonKeys } from '../../../src-domain/books/common-fields.ts'
import { allowed } from '../../rpc/allowed.ts'
import { rpc } from '../../rpc/client.ts'
import { useBooks, useColleagues } from '../../rpc/known.ts'
import { useSession } from '../../session/session-context.ts'
import { useFormat, useLabel, useText } from '../../text/language.ts'
import { Blank } from '../../ui/blank.tsx'
import { ConfirmButton } from '../../ui/confirm-button.tsx'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { go } from '../../ui/router.ts'
import { Attachments } from '../attachments/attachments.tsx'
import { Screen } from '../../ui/screen.tsx'
import { useKeys } from '../../ui/use-keys.ts'
import { ChildDraft } from './child-draft.tsx'
import { DraftForm } from './draft-form.tsx'
import classes from './entry-form.module.css'
import { focusHousehold, HouseholdPanel } from './household-panel.tsx'
import { KeyHints } from './key-hints.tsx'
import { rememberBook } from './last-book.ts'
import { LikenessDock } from './likeness-dock.tsx'
import { openNewDraft } from './open-draft.ts'
import { PaperChoice } from './paper-choice.tsx'
import { PassDraft } from './pass-draft.tsx'
import { ProblemSummary } from './problem-summary.tsx'
import { SpreadButtons } from './spread-buttons.tsx'
import { tellDone, useUndoKey } from './undo.tsx'
import { useFamily, useMember } from './use-family.ts'
import { useFiling } from './use-filing.ts'

const rootScope = 'field'
const registers: ReadonlySet<string> = new Set(['L02', 'L03'])
type Child = { draftId: DraftId; book: BookId }

/** A draft, and what is filed together with it: saved as typed, filed by one explicit act. */
export function DraftScreen({ draftId }: { draftId: string }) {
  const text = useText()
  const words = text.ledger.form
  const label = useLabel()
  const format = useFormat()
  const session = useSession()
  const books = useBooks().value?.books ?? noBooks
  const colleagues = useColleagues().value?.accounts ?? noColleagues
  const [children, setChildren] = useState<readonly Child[]>([])
  const [batch, setBatch] = useState<BatchId | null>(null)
  const [fresh, setFresh] = useState<string | null>(null)
  const [error, setError] = useState<RpcError | null>(null)
  const order = useMemo(() => [draftId, ...children.map((one) => one.draftId)], [draftId, children])
  const family = useFamily(order)
  const state = useMember(draftId, books, family)
  const filing = useFiling(draftId, family, (id) => (id === draftId ? rootScope : id))
  const { draft, fields } = state
  const book = books.find((one) => one.id === draft?.book)
  const spreads = books.filter((one) => book?.spreads.includes(one.id))
  const mayFile = allowed(session.role, 'ledger.file')
  useEffect(() => {
    setChildren(draft?.children ?? [])
    setBatch(draft?.paper?.batchId ?? null)
    if (draft) rememberBook(draft.book)
  }, [draft])
  useSharedFields(state.savedAt, fields, children, (id) => family.handle(id)?.reload())

  async function file(next: boolean) {
    if (!draft || !mayFile) return
    const filed = await filing.file()
    if (filed === null) return
    const also = filed.also.map((one) => one.number)
    const said = filed.stage === 'in-review' ? words.toReview(filed.number) : words.filed(filed.number)
    tellDone(also.length === 0 ? said : words.filedWith(said, format.list(also)), filed.undo)
    // Paper of one batch is typed one sheet after the other.
    const more = batch === null ? {} : { batch }
    if (!next || !(await openNewDraft(draft.book, more))) go({ screen: 'ledger', book: draft.book })
  }
  async function open(wanted: BookId) {
    if (!(await state.flush())) return
    const opened = await rpc.ledger.openDraft({ book: wanted, parent: draftId as DraftId })
    if (!opened.ok) {
      setError(opened.error)
      return
    }
    setFresh(opened.value.draftId)
    setChildren((before) => [...before, { draftId: opened.value.draftId, book: wanted }])
  }
  async function discard(id: string) {
    family.handle(id)?.stop()
    const result = await rpc.ledger.discardDraft({ draftId: id as DraftId })
    if (!result.ok) {
      setError(result.error)
      return
    }
    tellDone(text.ledger.discarded, result.value.undo)
    if (id === draftId) go({ screen: 'ledger', book: draft?.book ?? null })
    else drop(id)
  }
  function drop(id: string) {
    setChildren((before) => before.filter((one) => one.draftId !== id))
  }

  useKeys({
    'mod+S': () => void file(false),
    'mod+Enter': () => void file(true),
    'alt+H': focusHousehold,
  })
  useUndoKey()

  if (state.error?.code === 'ledger/draft-gone' && !draft)
    return (
      <Blank title={words.gone}>
        <Button variant="default" onClick={() => go({ screen: 'ledger', book: null })}>
          {words.toList}
        </Button>
      </Blank>
    )
  const failed = error ?? filing.error
  return (
    <Screen
      fill
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
            onConfirm={() => void discard(draftId)}
          />
          {mayFile ? (
            <>
              <Button
                variant="default"
                onClick={() => void file(true)}
                disabled={filing.filing}
                rightSection={<Kbd size="xs">Ctrl+Enter</Kbd>}
              >
                {words.fileAndNext}
              </Button>
              <Button
                onClick={() => void file(false)}
                loading={filing.filing}
                rightSection={<Kbd size="xs">Ctrl+S</Kbd>}
              >
                {words.file}
              </Button>
            </>
          ) : (
            <PassDraft draftId={draftId as DraftId} colleagues={colleagues} flush={family.flush} stop={family.stop} />
          )}
        </>
      }
    >
      <div className={classes.scroll} data-forms>
        {failed ? <ErrorNotice error={failed} onRetry={() => void family.flush()} /> : null}
        <ProblemSummary
          ref={filing.summary}
          groups={filing.groups}
          reasons={filing.reasons}
          onReason={filing.setReason}
        />
        {draft && book ? (
          <>
            <DraftForm state={state} scope={rootScope} book={book} colleagues={colleagues} showAll={filing.refused} />
            <PaperChoice
              key={draft.draftId}
              draftId={draft.draftId}
              book={draft.book}
              paper={draft.paper}
              onChange={setBatch}
            />
            <Attachments of={{ draftId: draft.draftId as DraftId }} canChange />
            {book.spreads.some((one) => registers.has(one)) ? (
              <HouseholdPanel
                draftId={draft.draftId}
                books={books}
                address={fields['address'] ?? ''}
                savedAt={state.savedAt}
              />
            ) : null}
            {children.map((child, at) => (
              <ChildDraft
                key={child.draftId}
                draftId={child.draftId}
                place={children.slice(0, at + 1).filter((one) => one.book === child.book).length}
                books={books}
                parent={{ book, fields }}
                family={family}
                colleagues={colleagues}
                showAll={filing.refused}
                fresh={child.draftId === fresh}
                onDiscard={() => void discard(child.draftId)}
              />
            ))}
            {spreads.length > 0 ? <SpreadButtons books={spreads} onOpen={(id) => void open(id)} /> : null}
          </>
        ) : null}
      </div>
      <LikenessDock
        family={family}
        colleagues={colleagues}
        onSame={(member, likeness, undo) => {
          family.handle(member.draftId)?.stop()
          tellDone(words.usedEntry(likeness.number), undo)
          if (member.draftId === draftId) go({ screen: 'entry', entryId: likeness.entryId })
          else drop(member.draftId)
        }}
      />
      <KeyHints />
    </Screen>
  )
}

/** Reads the others again when the day, the place or the people of the first were saved anew: they follow it while untouched. */
function useSharedFields(
  savedAt: string | null,
  fields: Readonly<Record<string, string>>,
  children: readonly Child[],
  reload: (draftId: string) => void,
) {
  const shared = commonKeys.map((key) => fields[key] ?? '').join('\n')
  const known = useRef<string | null>(null)
  useEffect(() => {
    if (savedAt === null) return
    const before = known.current
    known.current = shared
    if (before !== null && before !== shared) for (const child of children) reload(child.draftId)
    // Only a save says what the others follow; what is typed meanwhile goes with the next one.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [savedAt])
}

const noBooks: never[] = []
const noColleagues: never[] = []
