import { NativeSelect } from '@mantine/core'
import { useMemo, useState } from 'react'
import type { BookId } from '../../../src-contract/books.ts'
import type { ReviewRow } from '../../../src-contract/features/ledger.shapes.ts'
import { useBooks, useColleagues } from '../../rpc/known.ts'
import { useFormat, useLabel, useText } from '../../text/language.ts'
import { Blank } from '../../ui/blank.tsx'
import { DataGrid } from '../../ui/data-grid.tsx'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { useSelection } from '../../ui/grid-selection.ts'
import { go } from '../../ui/router.ts'
import { Screen } from '../../ui/screen.tsx'
import { useRefusal } from '../ledger/bulk-result.tsx'
import { DecideForm } from '../ledger/decide-form.tsx'
import { ReviewFacts } from '../ledger/review-panel.tsx'
import { reviewColumns } from './review-columns.tsx'
import classes from './reviews-screen.module.css'
import { useReviews } from './use-reviews.ts'

/** 审核: what waits for a second person, with what it would change; one or many are approved or returned. */
export function ReviewsScreen() {
  const text = useText()
  const words = text.ledger.review
  const label = useLabel()
  const format = useFormat()
  const refusal = useRefusal()
  const books = useBooks().value?.books ?? noBooks
  const staff = useColleagues().value?.accounts ?? noColleagues
  const [bookId, setBookId] = useState<BookId | null>(null)
  const { rows, total, mine, error, again, more } = useReviews(bookId)
  const [active, setActive] = useState<ReviewRow | null>(null)
  const [refused, setRefused] = useState<readonly { reviewId: string; code: string }[]>([])
  const selection = useSelection<ReviewRow>()
  const columns = useMemo(() => reviewColumns(books, { words, label, format }), [books, words, label, format])
  // The newest answer about the row under the keys; a row that was decided meanwhile is gone.
  const shown = rows.find((one) => one.reviewId === active?.reviewId) ?? rows[0]
  const shownBook = books.find((one) => one.id === shown?.book)
  const chosen = [...selection.rows.values()].filter((one) => rows.some((row) => row.reviewId === one.reviewId))
  const decidable = (chosen.length > 0 ? chosen : shown ? [shown] : []).filter((one) => one.mine)
  return (
    <Screen
      fill
      title={words.title}
      aside={
        <>
          <NativeSelect
            aria-label={words.book}
            value={bookId ?? ''}
            onChange={(event) => {
              selection.clear()
              setBookId(books.find((one) => one.id === event.currentTarget.value)?.id ?? null)
            }}
            data={[
              { value: '', label: words.allBooks },
              ...books.map((one) => ({ value: one.id, label: label(one.label) })),
            ]}
          />
          <span className={classes.quiet} role="status">
            {total === null ? '' : words.count(format.number(mine), format.number(total))}
          </span>
        </>
      }
    >
      {error ? <ErrorNotice error={error} onRetry={again} /> : null}
      {refused.length > 0 ? (
        <div className={classes.refused} role="alert">
          <strong>{words.refused(refused.length)}</strong>{' '}
          {[...new Set(refused.map((one) => refusal(one.code)))].join(' ')}
        </div>
      ) : null}
      {total === 0 ? (
        <Blank title={words.emptyTitle}>{words.emptyText}</Blank>
      ) : (
        <div className={classes.split}>
          <div className={classes.list}>
            <DataGrid
              label={words.title}
              columns={columns}
              count={rows.length}
              row={(index) => rows[index]}
              rowKey={(row) => row.reviewId}
              remember="reviews"
              selection={selection}
              onActive={setActive}
              onVisible={more}
              onOpen={(row) => go({ screen: 'entry', entryId: row.entryId })}
            />
            <div className={classes.hint}>{words.keys}</div>
          </div>
          <aside className={classes.side} aria-label={words.differences}>
            {chosen.length > 1 ? (
              <div className={classes.all} role="group" aria-label={words.differences} tabIndex={0}>
                {chosen.map((review) => {
                  const book = books.find((one) => one.id === review.book)
                  return book ? (
                    <section key={review.reviewId} aria-label={review.number}>
                      <h3>{review.number}</h3>
                      <ReviewFacts review={review} book={book} colleagues={staff} />
                    </section>
                  ) : null
                })}
              </div>
            ) : shown && shownBook ? (
              <div className={classes.all} role="group" aria-label={words.differences} tabIndex={0}>
                <h3>{shown.number}</h3>
                <ReviewFacts review={shown} book={shownBook} colleagues={staff} />
              </div>
            ) : null}
            {decidable.length > 0 ? (
              <DecideForm
                reviewIds={decidable.map((one) => one.reviewId)}
                onDone={(_, left) => {
                  setRefused(left)
                  selection.clear()
                  again()
                }}
              />
            ) : null}
          </aside>
        </div>
      )}
    </Screen>
  )
}

const noBooks: never[] = []
const noColleagues: never[] = []
