import type { BookDefinition } from '../../../src-contract/books.ts'
import type { DistributionStanding } from '../../../src-contract/distribution.ts'
import type { SharedItem } from '../../../src-contract/features/distribution.contract.ts'
import type { Format } from '../../text/format.ts'
import type { Text } from '../../text/zh-CN.ts'
import type { Column } from '../../ui/grid-columns.ts'
import { fieldNamesOf, reasonWords, standingWords } from './distribution-words.ts'

type Say = {
  words: Text['distribution']
  format: Format
  label: (label: { zh: string; en: string }) => string
  books: readonly BookDefinition[]
}

/** Columns of one list; those that say nothing at this standing are not in it. */
export function sharedColumns(
  kind: SharedItem['kind'],
  standing: DistributionStanding,
  { words, format, label, books }: Say,
): Column<SharedItem>[] {
  const { columns } = words
  const bookName = (id: string): string => {
    const book = books.find((one) => one.id === id)
    return book ? label(book.label) : id
  }
  const what: Column<SharedItem>[] =
    kind === 'record'
      ? [
          {
            key: 'number',
            label: columns.number,
            width: 124,
            text: (row) => (row.kind === 'record' ? row.number : ''),
          },
          {
            key: 'book',
            label: columns.book,
            width: 88,
            text: (row) => (row.kind === 'record' ? bookName(row.book) : ''),
          },
          { key: 'day', label: columns.day, width: 88, text: (row) => format.date(row.day) },
        ]
      : [
          {
            key: 'request',
            label: columns.request,
            width: 124,
            // Not what the record is called there: some systems call a home by its address.
            text: (row) => (row.kind === 'correction' ? row.number : ''),
          },
          {
            key: 'field',
            label: columns.field,
            width: 100,
            text: (row) => (row.kind === 'correction' ? label(row.field) : ''),
          },
          { key: 'asked', label: columns.asked, width: 88, text: (row) => format.date(row.day) },
        ]
  const stands: Column<SharedItem> = {
    key: 'standing',
    label: columns.standing,
    width: standing === 'waiting' || standing === 'lacking' ? 184 : 104,
    text: (row) => (row.kind === 'record' ? standingWords(words, row) : words.standings[row.standing]),
  }
  const at: Column<SharedItem> = {
    key: 'at',
    label: columns.at,
    width: 124,
    text: (row) => (row.at === null ? '' : format.time(row.at)),
  }
  const batch: Column<SharedItem> = {
    key: 'batch',
    label: columns.batch,
    width: 168,
    text: (row) => row.batch ?? '',
  }
  // What one looks for comes first; where all rows stand alike, their standing last.
  switch (standing) {
    case 'waiting':
      return [...what, stands]
    case 'lacking':
      return [
        ...what,
        stands,
        {
          key: 'lacking',
          label: columns.lacking,
          width: 180,
          text: (row) => (row.kind === 'record' ? format.list(row.lacking.map(label)) : ''),
        },
      ]
    case 'exported':
      return [...what, stands, at, batch]
    case 'shared':
      return [
        ...what,
        { key: 'receipt', label: columns.receipt, width: 120, text: (row) => row.receipt ?? '' },
        at,
        batch,
        stands,
      ]
    case 'rejected':
      return [
        ...what,
        {
          key: 'reason',
          label: columns.reason,
          width: 288,
          text: (row) =>
            row.reason === null
              ? ''
              : reasonWords(words, row.reason, fieldNamesOf(row.system, words, label), format.list),
        },
        at,
        batch,
        stands,
      ]
  }
}
