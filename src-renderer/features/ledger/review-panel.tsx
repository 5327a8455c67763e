import type { BookDefinition } from '../../../src-contract/books.ts'
import type { ReviewRow } from '../../../src-contract/features/ledger.shapes.ts'
import { useFormat, useLabel, useText } from '../../text/language.ts'
import { Notice } from '../../ui/notice.tsx'
import { ChangesTable } from './changes-table.tsx'
import { DecideForm } from './decide-form.tsx'
import type { Colleague } from './entry-form.tsx'
import classes from './entry-screen.module.css'

type Props = {
  review: ReviewRow
  book: BookDefinition
  colleagues: readonly Colleague[]
  onDone: () => void
}

/** What waits for a second person: what it would change, who asked, and the decision where it is the reader's. */
export function ReviewPanel({ review, book, colleagues, onDone }: Props) {
  const words = useText().ledger.review
  return (
    <section className={classes.steps} aria-label={words.waiting}>
      <ReviewFacts review={review} book={book} colleagues={colleagues} />
      {review.mine ? <DecideForm reviewIds={[review.reviewId]} onDone={onDone} /> : null}
    </section>
  )
}

/** Kind, who, when, why, and the differences. */
export function ReviewFacts({ review, book, colleagues }: Omit<Props, 'onDone'>) {
  const text = useText()
  const words = text.ledger.review
  const label = useLabel()
  const format = useFormat()
  const step = book.transitions.find((one) => one.id === review.transition)
  return (
    <>
      <h2>
        {words.waiting} · {step ? format.pair(words.kinds[review.kind], label(step.label)) : words.kinds[review.kind]}
      </h2>
      <p className={classes.meta}>
        {words.asked(review.askedBy, format.time(review.askedAt))} · {review.mine ? words.mine : words.others}
      </p>
      {review.waitsForOffice ? <Notice tone="info">{words.waitsForOffice}</Notice> : null}
      {review.reason === null ? null : <p>{words.reason(review.reason)}</p>}
      {review.changes.length === 0 ? (
        <p className={classes.meta}>{words.noChanges}</p>
      ) : (
        <ChangesTable
          book={book}
          colleagues={colleagues}
          changes={review.changes}
          before={review.kind === 'filing' ? null : text.ledger.history.beforeStep}
          after={review.kind === 'filing' ? text.ledger.history.noChanges : text.ledger.history.afterStep}
        />
      )}
    </>
  )
}
