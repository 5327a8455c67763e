import type { BookDefinition } from '../../../src-contract/books.ts'
import type { AddressRequest, TemporaryEntry } from '../../../src-contract/features/ledger-addresses.contract.ts'
import type { Format } from '../../text/format.ts'
import type { Label } from '../../text/language.ts'
import type { Text } from '../../text/zh-CN.ts'
import type { Column } from '../../ui/grid-columns.ts'
import { NearAddress } from '../../ui/near-address.tsx'
import { Tag } from '../../ui/tag.tsx'

type Words = { words: Text['addresses']; label: (label: Label) => string; format: Format }

const tones = { none: 'quiet', open: 'warn', answered: 'good' } as const

/** Whole days since an instant. */
function daysSince(instant: string, now: number): number {
  return Math.max(0, Math.floor((now - Date.parse(instant)) / 86_400_000))
}

/** Entries with a temporary address, and what was asked for it. */
export function temporaryColumns(
  books: readonly BookDefinition[],
  { words, label, format }: Words,
): Column<TemporaryEntry>[] {
  const now = Date.now()
  const state = (row: TemporaryEntry) => row.request?.state ?? 'none'
  return [
    {
      key: 'address',
      label: words.address,
      width: 192,
      text: (row) => row.address,
      render: (row) => <NearAddress address={row.address} />,
    },
    {
      key: 'book',
      label: words.book,
      width: 84,
      text: (row) => {
        const book = books.find((one) => one.id === row.book)
        return book ? label(book.label) : row.book
      },
    },
    { key: 'number', label: words.number, width: 126, text: (row) => row.number },
    {
      key: 'request',
      label: words.request,
      width: 72,
      text: (row) => words.states[state(row)],
      render: (row) => <Tag tone={tones[state(row)]}>{words.states[state(row)]}</Tag>,
    },
    {
      key: 'days',
      label: words.days,
      width: 60,
      align: 'end',
      text: (row) => words.daysOld(daysSince(row.filedAt, now)),
    },
    { key: 'beat', label: words.beat, width: 64, text: (row) => row.beat },
    { key: 'officer', label: words.officer, width: 76, text: (row) => row.officerName },
    { key: 'filedAt', label: words.filedAt, width: 126, text: (row) => format.time(row.filedAt) },
    { key: 'reason', label: words.reason, width: 180, text: (row) => row.reason },
  ]
}

/** Who asked for what, when, and what came of it. */
export function requestColumns({ words, format }: Omit<Words, 'label'>): Column<AddressRequest>[] {
  const time = (at: string | null) => (at === null ? '' : format.time(at))
  return [
    {
      key: 'state',
      label: words.state,
      width: 72,
      text: (row) => words.states[row.state],
      render: (row) => <Tag tone={tones[row.state]}>{words.states[row.state]}</Tag>,
    },
    {
      key: 'address',
      label: words.address,
      width: 240,
      text: (row) => row.address,
      render: (row) => <NearAddress address={row.address} />,
    },
    { key: 'askedBy', label: words.askedBy, width: 76, text: (row) => row.askedBy },
    { key: 'askedAt', label: words.askedAt, width: 126, text: (row) => time(row.askedAt) },
    { key: 'note', label: words.note, width: 160, text: (row) => row.note },
    { key: 'answer', label: words.answer, width: 240, text: (row) => row.answer ?? '' },
    { key: 'answeredBy', label: words.answeredBy, width: 76, text: (row) => row.answeredBy ?? '' },
    { key: 'answeredAt', label: words.answeredAt, width: 126, text: (row) => time(row.answeredAt) },
  ]
}
