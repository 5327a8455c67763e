import { Button, Group } from '@mantine/core'
import type { BookDefinition, BookField } from '../../../src-contract/books.ts'
import { useText } from '../../text/language.ts'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { Notice } from '../../ui/notice.tsx'
import { EntryForm, type Colleague } from './entry-form.tsx'
import { ReadCard } from './read-card.tsx'
import type { DraftState } from './use-draft.ts'

type Props = {
  state: DraftState
  scope: string
  book: BookDefinition
  colleagues: readonly Colleague[]
  showAll: boolean
  shows?: (field: BookField) => boolean
  autoFocus?: boolean
}

/** A draft under the keys, with what happened to it elsewhere. */
export function DraftForm({ state, scope, book, colleagues, showAll, shows, autoFocus }: Props) {
  const words = useText().ledger.form
  const stale = state.error?.code === 'ledger/draft-stale' ? state.error : null
  if (!state.draft) return null
  return (
    <>
      {stale ? (
        <Notice tone="warn" role="alert">
          {words.stale}
          <Group gap="sm" mt="xs">
            <Button variant="default" onClick={state.reload}>
              {words.useTheirs}
            </Button>
            <Button variant="default" onClick={() => state.keepMine(Number(stale.params['revision']))}>
              {words.keepMine}
            </Button>
          </Group>
        </Notice>
      ) : null}
      {state.error && !stale ? <ErrorNotice error={state.error} onRetry={() => void state.flush()} /> : null}
      {book.fields.some((field) => field.kind === 'document-number') ? (
        <ReadCard draftId={state.draft.draftId} state={state} />
      ) : null}
      <EntryForm
        book={book}
        scope={scope}
        fields={state.fields}
        marks={state.marks}
        problems={state.problems}
        colleagues={colleagues}
        showAll={showAll}
        {...(shows === undefined ? {} : { shows })}
        {...(autoFocus === undefined ? {} : { autoFocus })}
        onChange={state.change}
        onLeave={state.flush}
      />
    </>
  )
}
