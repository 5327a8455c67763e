import type { BookDefinition, BookField } from '../../../src-contract/books.ts'
import { declaredMissing } from '../../../src-contract/books.ts'
import type { Format } from '../../text/format.ts'
import type { Label } from '../../text/language.ts'
import type { Text } from '../../text/zh-CN.ts'
import type { Column } from '../../ui/grid-columns.ts'
import { NearAddress } from '../../ui/near-address.tsx'
import { Tag } from '../../ui/tag.tsx'
import { today } from '../../ui/today.ts'
import { dueName, dueWords } from './due-words.ts'
import { DueTag } from './standing-tags.tsx'
import type { EntryRow } from './use-entry-pages.ts'

type Words = { words: Text['ledger']; label: (label: Label) => string; format: Format }

const widths: Readonly<Partial<Record<BookField['kind'], number>>> = {
  date: 96,
  time: 64,
  number: 72,
  address: 240,
  'document-number': 165,
  uscc: 165,
}

/** The grid's columns: number and standing first, then what the book lists, then what is due and when it was filed. */
export function columnsOf(book: BookDefinition, { words, label, format }: Words): Column<EntryRow>[] {
  const stateOf = (row: EntryRow) => {
    const state = book.states.find((one) => one.id === row.state)
    return state ? label(state.label) : row.state
  }
  const listed = book.list.columns.flatMap((key) => {
    const field = book.fields.find((one) => one.key === key)
    if (!field) return []
    const said = (row: EntryRow): string => {
      const value = valueOf(row, key)
      return (field.declarable ? declaredWord(value, words.form.declared) : null) ?? shownValue(field, value, label)
    }
    return [
      {
        key,
        label: label(field.label),
        width: widths[field.kind] ?? 110,
        text: said,
        ...(field.kind === 'address' ? { render: (row: EntryRow) => <NearAddress address={said(row)} /> } : {}),
        sortable: true,
        filterable: true,
      },
    ]
  })
  const standing = (row: EntryRow) => (row.stage === 'filed' ? stateOf(row) : words.stages[row.stage])
  return [
    {
      key: 'number',
      label: words.list.number,
      width: 128,
      text: (row) => row.number,
      sortable: true,
      filterable: true,
    },
    {
      key: 'state',
      label: words.list.state,
      width: 92,
      text: standing,
      render: (row) => (
        <Tag tone={row.stage === 'filed' ? 'quiet' : row.stage === 'voided' ? 'bad' : 'warn'}>{standing(row)}</Tag>
      ),
      sortable: true,
      filterable: true,
    },
    ...listed,
    {
      key: 'due',
      label: words.due.title,
      width: 150,
      text: (row) =>
        row.due === null
          ? ''
          : words.due.of(dueName(row.due.kind, words.dues), dueWords(row.due.on, today(), words.due).words),
      render: (row) => (row.due === null ? '' : <DueTag due={row.due} />),
      sortable: true,
      filterable: true,
    },
    { key: 'filedAt', label: words.list.filedAt, width: 125, text: (row) => format.time(row.filedAt), sortable: true },
    { key: 'version', label: words.list.version, width: 56, text: (row) => String(row.version), align: 'end' },
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
