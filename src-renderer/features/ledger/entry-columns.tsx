import type { BookDefinition, BookField } from '../../../src-contract/books.ts'
import { declaredMissing } from '../../../src-contract/books.ts'
import type { OutputOf } from '../../../src-contract/contract.ts'
import type { Format } from '../../text/format.ts'
import type { Label } from '../../text/language.ts'
import type { Text } from '../../text/zh-CN.ts'
import type { Column } from '../../ui/grid-columns.ts'
import { Tag } from '../../ui/tag.tsx'

type EntryRow = OutputOf<'ledger.list'>['rows'][number]
type Words = { words: Text['ledger']['list']; label: (label: Label) => string; format: Format }

const widths: Readonly<Partial<Record<BookField['kind'], number>>> = { date: 96, address: 260, 'document-number': 170 }

/** The grid's columns: number and state first, then what the book lists, then who and when. */
export function columnsOf(book: BookDefinition, { words, label, format }: Words): Column<EntryRow>[] {
  const stateOf = (row: EntryRow) => {
    const state = book.states.find((one) => one.id === row.state)
    return state ? label(state.label) : row.state
  }
  const listed = book.list.columns.flatMap((key) => {
    const field = book.fields.find((one) => one.key === key)
    if (!field) return []
    return [
      {
        key,
        label: label(field.label),
        width: widths[field.kind] ?? 120,
        text: (row: EntryRow) => shownValue(field, valueOf(row, key), label),
        sortable: true,
      },
    ]
  })
  return [
    { key: 'number', label: words.number, width: 130, text: (row) => row.number, sortable: true },
    {
      key: 'state',
      label: words.state,
      width: 84,
      text: stateOf,
      render: (row) => <Tag tone="quiet">{stateOf(row)}</Tag>,
      sortable: true,
    },
    ...listed,
    { key: 'filedAt', label: words.filedAt, width: 130, text: (row) => format.time(row.filedAt), sortable: true },
    { key: 'version', label: words.version, width: 56, text: (row) => String(row.version), align: 'end' },
  ]
}

/** Common columns stand in the row itself. */
function valueOf(row: EntryRow, key: string): string {
  if (key === 'occurredOn') return row.occurredOn
  if (key === 'beat') return row.beat
  if (key === 'officer') return row.officerName
  return row.columns[key] ?? ''
}

/** A stored value in words: options by their labels, everything else as it is. */
export function shownValue(field: BookField, value: string, label: (label: Label) => string): string {
  if (field.kind !== 'choice' && field.kind !== 'choices') return value
  return value
    .split(',')
    .map((one) => {
      const option = field.options.find((known) => known.value === one)
      return option ? label(option.label) : one
    })
    .join(' ')
}

/** 未提供 and the like, when a value says that there is none. */
export function declaredWord(value: string, words: Text['ledger']['form']['declared']): string | null {
  const code = declaredMissing.find((one) => one === value)
  return code === undefined ? null : words[code]
}
