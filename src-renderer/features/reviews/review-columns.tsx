import type { BookDefinition } from '../../../src-contract/books.ts'
import type { ReviewRow } from '../../../src-contract/features/ledger.shapes.ts'
import type { Format } from '../../text/format.ts'
import type { Label } from '../../text/language.ts'
import type { Text } from '../../text/zh-CN.ts'
import type { Column } from '../../ui/grid-columns.ts'
import { Tag } from '../../ui/tag.tsx'

type Words = { words: Text['ledger']['review']; label: (label: Label) => string; format: Format }

/** What waits, whose decision it is, and who asked. */
export function reviewColumns(books: readonly BookDefinition[], { words, label, format }: Words): Column<ReviewRow>[] {
  const bookOf = (row: ReviewRow) => books.find((one) => one.id === row.book)
  const kind = (row: ReviewRow) => {
    const step = bookOf(row)?.transitions.find((one) => one.id === row.transition)
    return step ? `${words.kinds[row.kind]} ${label(step.label)}` : words.kinds[row.kind]
  }
  const who = (row: ReviewRow) => (row.mine ? words.you : row.waitsForOffice ? words.office : words.another)
  return [
    {
      key: 'who',
      label: words.who,
      width: 58,
      text: who,
      render: (row) => <Tag tone={row.mine ? 'accent' : 'quiet'}>{who(row)}</Tag>,
    },
    { key: 'kind', label: words.kind, width: 112, text: kind },
    {
      key: 'book',
      label: words.book,
      width: 80,
      text: (row) => {
        const book = bookOf(row)
        return book ? label(book.label) : row.book
      },
    },
    { key: 'number', label: words.number, width: 122, text: (row) => row.number },
    { key: 'askedBy', label: words.askedBy, width: 62, text: (row) => row.askedBy },
    { key: 'askedAt', label: words.askedAt, width: 122, text: (row) => format.time(row.askedAt) },
  ]
}
