import { Checkbox, Group, MultiSelect, NativeSelect, Select, Textarea, TextInput } from '@mantine/core'
import { declaredMissing, type BookField } from '../../../src-contract/books.ts'
import { readDate } from '../../../src-domain/identifiers/dates.ts'
import { useLabel, useText } from '../../text/language.ts'
import { today } from '../../ui/today.ts'
import type { Colleague } from './entry-form.tsx'

type Props = {
  id: string
  field: BookField
  value: string
  colleagues: readonly Colleague[]
  autoFocus: boolean
  onChange: (value: string) => void
}

/** The control of a field by its kind. Values are text; a list is joined by commas. */
export function FieldControl({ id, field, value, colleagues, autoFocus, onChange }: Props) {
  const text = useText()
  const label = useLabel()
  const words = text.ledger.form
  const described = { 'aria-describedby': `${id}-notes`, 'aria-required': field.required || undefined }
  // Police officers first: they are the ones who answer for entries.
  const staff = [...colleagues]
    .sort((a, b) => Number(b.staffKind === 'officer') - Number(a.staffKind === 'officer'))
    .map((one) => ({
      value: one.accountId,
      label: `${one.name} ${one.staffNumber} ${text.access.staffKinds[one.staffKind]}`,
    }))
  switch (field.kind) {
    case 'choice':
      return (
        <NativeSelect
          id={id}
          {...described}
          autoFocus={autoFocus}
          value={value}
          onChange={(event) => onChange(event.currentTarget.value)}
          data={[
            { value: '', label: words.choose },
            ...field.options.map((one) => ({ value: one.value, label: label(one.label) })),
            // A value from before the options changed stays visible, for the checks to speak about.
            ...(value === '' || field.options.some((one) => one.value === value) ? [] : [{ value, label: value }]),
          ]}
        />
      )
    case 'choices':
      return (
        <Checkbox.Group
          id={id}
          aria-labelledby={`${id}-label`}
          value={listOf(value)}
          onChange={(chosen) => onChange(chosen.join(','))}
        >
          <Group gap="md">
            {field.options.map((one) => (
              <Checkbox key={one.value} value={one.value} label={label(one.label)} />
            ))}
          </Group>
        </Checkbox.Group>
      )
    case 'account':
      return (
        <Select
          id={id}
          {...described}
          searchable
          openOnFocus={false}
          data={staff}
          value={value === '' ? null : value}
          placeholder={words.choose}
          nothingFoundMessage={words.noOption}
          onChange={(chosen) => onChange(chosen ?? '')}
        />
      )
    case 'accounts':
      return (
        <MultiSelect
          id={id}
          {...described}
          searchable
          openOnFocus={false}
          data={staff}
          value={listOf(value)}
          nothingFoundMessage={words.noOption}
          onChange={(chosen) => onChange(chosen.join(','))}
        />
      )
    case 'long-text':
      return (
        <Textarea
          id={id}
          {...described}
          autosize
          minRows={2}
          maxRows={8}
          autoFocus={autoFocus}
          value={value}
          onChange={(event) => onChange(event.currentTarget.value)}
          maxLength={20_000}
        />
      )
    default: {
      const declared = declaredMissing.find((code) => code === value)
      return (
        <TextInput
          id={id}
          {...described}
          autoFocus={autoFocus}
          autoComplete="off"
          spellCheck={false}
          inputMode={field.kind === 'number' ? 'numeric' : undefined}
          value={declared === undefined ? value : words.declared[declared]}
          onFocus={(event) => declared !== undefined && event.currentTarget.select()}
          onChange={(event) => onChange(event.currentTarget.value)}
          onBlur={() => {
            const read =
              field.kind === 'date' && value.trim() !== '' ? readDate(value, { today: today(), future: true }) : null
            if (read?.date && read.date !== value) onChange(read.date)
          }}
          maxLength={1000}
        />
      )
    }
  }
}

function listOf(value: string): string[] {
  return value === '' ? [] : value.split(',')
}
