import { Button, Group, NativeSelect, Stack, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { BookDefinition, BookField } from '../../../src-contract/books.ts'
import { useLabel, useText, type Label } from '../../text/language.ts'
import type { Text } from '../../text/zh-CN.ts'
import { onKeys } from '../../ui/ime.ts'
import { shownValue } from './entry-columns.tsx'
import type { Colleague } from './entry-form.tsx'
import { dayOf, type Filter } from './list-question.ts'

type Op = Filter['op']
type Options = readonly { value: string; label: string }[] | null

/** What a column can be asked: how, and among which values where there are only some. */
function asks(
  book: BookDefinition,
  column: string,
  colleagues: readonly Colleague[],
  label: (label: Label) => string,
): { ops: readonly Op[]; options: Options; isDate: boolean } {
  const field = book.fields.find((one) => one.key === column)
  const kind = kindOf(column, field)
  if (kind === 'date') return { ops: ['from', 'to', 'is'], options: null, isDate: true }
  if (kind === 'number') return { ops: ['is', 'from', 'to', 'empty', 'not-empty'], options: null, isDate: false }
  if (column === 'state')
    return {
      ops: ['is', 'is-not'],
      options: book.states.map((one) => ({ value: one.id, label: label(one.label) })),
      isDate: false,
    }
  if (kind === 'account' || kind === 'accounts')
    return {
      ops: ['is', 'is-not'],
      options: colleagues.map((one) => ({ value: one.accountId, label: `${one.name} ${one.staffNumber}` })),
      isDate: false,
    }
  if (field && (kind === 'choice' || kind === 'choices'))
    return {
      ops: ['is', 'is-not', 'empty', 'not-empty'],
      options: field.options.map((one) => ({ value: one.value, label: label(one.label) })),
      isDate: false,
    }
  return { ops: ['contains', 'is', 'is-not', 'empty', 'not-empty'], options: null, isDate: false }
}

function kindOf(column: string, field: BookField | undefined): BookField['kind'] {
  return column === 'due' ? 'date' : (field?.kind ?? 'text')
}

type Props = {
  book: BookDefinition
  column: string
  colleagues: readonly Colleague[]
  value: Filter | undefined
  /** Null takes the condition away. */
  onApply: (filter: Filter | null) => void
}

/** The condition of one column, opened from its heading; Enter applies it. */
export function ColumnFilter({ book, column, colleagues, value, onApply }: Props) {
  const words = useText().ledger.filters
  const label = useLabel()
  const { ops, options, isDate } = asks(book, column, colleagues, label)
  const [op, setOp] = useState<Op>(value?.op ?? ops[0] ?? 'is')
  const [typed, setTyped] = useState(value?.value ?? options?.[0]?.value ?? '')
  const needsValue = op !== 'empty' && op !== 'not-empty'
  const day = isDate ? dayOf(typed) : null
  const wanted = isDate ? (day ?? '') : typed.trim()
  function apply() {
    if (needsValue && wanted === '') return
    onApply({ field: column, op, value: needsValue ? wanted : '' })
  }
  return (
    <Stack gap="xs" w={220} onKeyDown={onKeys({ Enter: apply })}>
      <NativeSelect
        aria-label={words.op}
        value={op}
        data-autofocus={options === null ? undefined : true}
        onChange={(event) => setOp(ops.find((one) => one === event.currentTarget.value) ?? 'is')}
        data={ops.map((one) => ({ value: one, label: words.ops[one] }))}
      />
      {!needsValue ? null : options === null ? (
        <TextInput
          aria-label={words.value}
          data-autofocus
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          placeholder={isDate ? 'YYYY-MM-DD' : undefined}
          error={isDate && typed.trim() !== '' && day === null}
          maxLength={200}
        />
      ) : (
        <NativeSelect
          aria-label={words.value}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          data={[...options]}
        />
      )}
      <Group gap="xs">
        <Button size="compact-sm" onClick={apply}>
          {words.apply}
        </Button>
        {value ? (
          <Button size="compact-sm" variant="default" onClick={() => onApply(null)}>
            {words.drop}
          </Button>
        ) : null}
      </Group>
    </Stack>
  )
}

/** A condition in words: 日期不早于2026-03-01. */
export function filterWords(
  book: BookDefinition,
  filter: Filter,
  columnLabel: string,
  colleagues: readonly Colleague[],
  { words, label }: { words: Text['ledger']['filters']; label: (label: Label) => string },
): string {
  const field = book.fields.find((one) => one.key === filter.field)
  const state = filter.field === 'state' ? book.states.find((one) => one.id === filter.value) : undefined
  const person = colleagues.find((one) => one.accountId === filter.value)
  const value = state
    ? label(state.label)
    : person
      ? person.name
      : field
        ? shownValue(field, filter.value, label)
        : filter.value
  return words.said(columnLabel, words.ops[filter.op], value)
}
