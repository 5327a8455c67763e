import { Button, Group, NativeSelect, TextInput } from '@mantine/core'
import { useState, type SyntheticEvent } from 'react'
import { declaredMissing, type BookDefinition, type BookField } from '../../../src-contract/books.ts'
import type { ImportProblem, ImportRepair, RepairKind } from '../../../src-contract/features/exchange.shapes.ts'
import { rpc } from '../../rpc/client.ts'
import { useCall } from '../../rpc/hooks.ts'
import { useFormat, useLabel, useText } from '../../text/language.ts'
import { onKeys } from '../../ui/ime.ts'
import classes from './exchange-screen.module.css'

type Props = {
  book: BookDefinition
  problem: ImportProblem
  kind: RepairKind
  onApply: (repairs: ImportRepair[]) => void
  onCancel: () => void
}

/** One decision for all rows with a problem. */
export function RepairForm({ book, problem, kind, onApply, onCancel }: Props) {
  const words = useText().exchange
  const format = useFormat()
  const label = useLabel()
  const field = book.fields.find((one) => one.key === problem.field)
  const choices = useChoices(field)
  const [values, setValues] = useState<Readonly<Record<string, string>>>({})
  const [one, setOne] = useState('')
  const set = (value: string, to: string) => setValues((before) => ({ ...before, [value]: to }))
  const repairs = repairsOf(kind, problem, values, one)
  function submit(event: SyntheticEvent) {
    event.preventDefault()
    if (repairs.length > 0) onApply(repairs)
  }
  const empty = [
    ...(field && !field.required ? [{ value: '-', label: words.leaveEmpty }] : []),
    ...(field?.declarable
      ? declaredMissing.map((code) => ({ value: code as string, label: words.declared[code] }))
      : []),
  ]
  return (
    <form className={classes.repairForm} onSubmit={submit} onKeyDown={onKeys({ Escape: onCancel })}>
      {kind === 'value' ? (
        <div className={classes.values}>
          {problem.values.map(({ value, count }, at) =>
            field?.kind === 'date' ? (
              <TextInput
                key={value}
                autoFocus={at === 0}
                label={words.valueCount(value, format.number(count))}
                value={values[value] ?? ''}
                onChange={(event) => set(value, event.currentTarget.value)}
                maxLength={40}
              />
            ) : (
              <NativeSelect
                key={value}
                autoFocus={at === 0}
                label={words.valueCount(value, format.number(count))}
                value={values[value] ?? ''}
                onChange={(event) => set(value, event.currentTarget.value)}
                data={[{ value: '', label: words.choose }, ...choices, ...empty]}
              />
            ),
          )}
        </div>
      ) : null}
      {kind === 'default' ? (
        choices.length > 0 ? (
          <NativeSelect
            autoFocus
            label={words.fill(fieldLabel(field, label))}
            value={one}
            onChange={(event) => setOne(event.currentTarget.value)}
            data={[{ value: '', label: words.choose }, ...choices, ...empty.filter((option) => option.value !== '-')]}
          />
        ) : (
          <TextInput
            autoFocus
            label={words.fill(fieldLabel(field, label))}
            value={one}
            onChange={(event) => setOne(event.currentTarget.value)}
            maxLength={200}
          />
        )
      ) : null}
      {kind === 'date-order' || kind === 'replace' ? (
        <NativeSelect
          autoFocus
          label={words.repairs[kind]}
          value={one}
          onChange={(event) => setOne(event.currentTarget.value)}
          data={[
            { value: '', label: words.choose },
            ...(kind === 'replace'
              ? empty
              : (['dmy', 'mdy', 'ymd'] as const).map((order) => ({ value: order, label: words.dateOrders[order] }))),
          ]}
        />
      ) : null}
      {kind === 'accept' || kind === 'duplicates' ? (
        <TextInput
          autoFocus
          label={words.reason}
          value={one}
          onChange={(event) => setOne(event.currentTarget.value)}
          maxLength={200}
          className={classes.reason}
        />
      ) : null}
      <Group gap="xs">
        <Button size="compact-sm" type="submit" disabled={repairs.length === 0}>
          {words.apply}
        </Button>
        <Button size="compact-sm" variant="default" onClick={onCancel}>
          {words.cancel}
        </Button>
      </Group>
    </form>
  )
}

function fieldLabel(field: BookField | undefined, label: ReturnType<typeof useLabel>): string {
  return field ? label(field.label) : ''
}

function repairsOf(
  kind: RepairKind,
  problem: ImportProblem,
  values: Readonly<Record<string, string>>,
  one: string,
): ImportRepair[] {
  const { field, code } = problem
  const text = one.trim()
  switch (kind) {
    case 'value':
      return Object.entries(values)
        .filter(([, to]) => to.trim() !== '')
        .map(([from, to]) => ({ kind, field, from, to: to === '-' ? '' : to.trim() }))
    case 'default':
      return text === '' ? [] : [{ kind, field, value: text }]
    case 'date-order':
      return text === 'dmy' || text === 'mdy' || text === 'ymd' ? [{ kind, field, order: text }] : []
    case 'replace':
      return text === '' ? [] : [{ kind, field, code, to: text === '-' ? '' : text }]
    case 'accept':
      return text.length < 2 ? [] : [{ kind, field, code, reason: text }]
    case 'duplicates':
      return text.length < 2
        ? []
        : [{ kind, of: code === 'import/in-file' ? ('in-file' as const) : ('existing' as const), reason: text }]
  }
}

/** What a value can be matched with: options of the field (beats among them), or people. */
function useChoices(field: BookField | undefined): { value: string; label: string }[] {
  const label = useLabel()
  const people = field?.kind === 'account' || field?.kind === 'accounts'
  const colleagues = useCall((signal) => (people ? rpc.accounts.colleagues({}, { signal }) : null), [people])
  if (people) {
    return (colleagues.value?.accounts ?? [])
      .filter((one) => field.kind === 'accounts' || one.staffKind === 'officer')
      .map((one) => ({ value: one.accountId as string, label: `${one.name} ${one.staffNumber}` }))
  }
  return (field?.options ?? []).map((option) => ({ value: option.value, label: label(option.label) }))
}
