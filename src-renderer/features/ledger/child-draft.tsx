import { Button } from '@mantine/core'
import { useEffect, useState } from 'react'
import type { BookDefinition, BookField } from '../../../src-contract/books.ts'
import { commonKeys } from '../../../src-domain/books/common-fields.ts'
import type { TypedFields } from '../../../src-contract/features/ledger.shapes.ts'
import { useLabel, useText } from '../../text/language.ts'
import { ConfirmButton } from '../../ui/confirm-button.tsx'
import { DraftForm } from './draft-form.tsx'
import classes from './entry-form.module.css'
import type { Colleague } from './entry-form.tsx'
import { useMember, type Family } from './use-family.ts'

type Props = {
  draftId: string
  /** Which of its book it is on this visit: 1 for the first. */
  place: number
  books: readonly BookDefinition[]
  parent: { book: BookDefinition; fields: TypedFields }
  family: Family
  colleagues: readonly Colleague[]
  showAll: boolean
  /** Opened just now, so that the focus belongs into it. */
  fresh: boolean
  onDiscard: () => void
}

const inherited: ReadonlySet<string> = new Set(commonKeys)

/** An entry that is filed together with another: a tenant met on a visit. What it takes over from there is folded away. */
export function ChildDraft({ draftId, place, books, parent, family, colleagues, showAll, fresh, onDiscard }: Props) {
  const words = useText().ledger.together
  const label = useLabel()
  const state = useMember(draftId, books, family)
  const [unfolded, setUnfolded] = useState(false)
  const { draft, problems } = state
  const book = books.find((one) => one.id === draft?.book)
  // What is wrong must be in sight.
  const wrong = showAll && problems.some((one) => inherited.has(one.field))
  useEffect(() => {
    if (wrong) setUnfolded(true)
  }, [wrong])
  if (!draft || !book) return null
  const follows = (field: BookField) => inherited.has(field.key) && state.fields[field.key] === parent.fields[field.key]
  const folded = book.fields.filter((field) => !field.step && follows(field))
  const name = words.child(label(book.label), place)
  return (
    <section className={classes.child} aria-label={name}>
      <header className={classes.childHead}>
        <h2>{name}</h2>
        {folded.length > 0 ? (
          <Button
            variant="subtle"
            size="compact-xs"
            aria-expanded={unfolded}
            onClick={() => setUnfolded((before) => !before)}
          >
            {words.follows(
              folded.map((field) => label(field.label)),
              label(parent.book.label),
            )}
          </Button>
        ) : null}
        <span className={classes.space} />
        <ConfirmButton small label={words.drop(name)} means={words.dropMeans} onConfirm={onDiscard} />
      </header>
      <DraftForm
        state={state}
        scope={draftId}
        book={book}
        colleagues={colleagues}
        showAll={showAll}
        autoFocus={fresh}
        shows={(field) => !field.step && (unfolded || !follows(field))}
      />
    </section>
  )
}
