import { Checkbox, Group, MultiSelect, NativeSelect, Select, Textarea } from '@mantine/core'
import { declaredMissing, type BookField } from '../../../src-contract/books.ts'
import { useLabel, useText } from '../../text/language.ts'
import { onKeys, type KeyMap } from '../../ui/ime.ts'
import { AddressField } from './address-field.tsx'
import type { Colleague } from './entry-form.tsx'
import { OneLine } from './one-line.tsx'
import { numbered, optionByDigit, toggled } from './option-keys.ts'

type Props = {
  id: string
  field: BookField
  value: string
  colleagues: readonly Colleague[]
  autoFocus: boolean
  onChange: (value: string) => void
}

/** Kinds whose digits and letters are compared one by one. */
const aligned: ReadonlySet<BookField['kind']> = new Set([
  'document-number',
  'phone',
  'uscc',
  'plate',
  'incident-number',
])

/** The control of a field by its kind. Values are text; a list is joined by commas. Digits choose among options. */
export function FieldControl({ id, field, value, colleagues, autoFocus, onChange }: Props) {
  const text = useText()
  const label = useLabel()
  const words = text.ledger.form
  const declared = declaredMissing.find((code) => code === value)
  const described = { 'aria-describedby': `${id}-notes`, 'aria-required': field.required || undefined }
  switch (field.kind) {
    case 'choice': {
      const absences = field.declarable
        ? declaredMissing.map((code) => ({ value: code, label: words.declared[code] }))
        : []
      const known = [...field.options, ...absences].some((one) => one.value === value)
      return (
        <NativeSelect
          id={id}
          {...described}
          autoFocus={autoFocus}
          value={value}
          onChange={(event) => onChange(event.currentTarget.value)}
          onKeyDown={onKeys(digitKeys(field, (chosen) => onChange(chosen)))}
          data={[
            { value: '', label: words.choose },
            ...field.options.map((one, at) => ({ value: one.value, label: numbered(label(one.label), at) })),
            ...absences,
            // A value from before the options changed stays visible, for the checks to speak about.
            ...(value === '' || known ? [] : [{ value, label: value }]),
          ]}
        />
      )
    }
    case 'choices':
      return (
        <Checkbox.Group
          id={id}
          aria-labelledby={`${id}-label`}
          value={listOf(value)}
          onChange={(chosen) => onChange(chosen.join(','))}
        >
          <Group gap="md" onKeyDown={onKeys(digitKeys(field, (chosen) => onChange(toggled(value, chosen))))}>
            {field.options.map((one, at) => (
              <Checkbox key={one.value} value={one.value} label={numbered(label(one.label), at)} />
            ))}
          </Group>
        </Checkbox.Group>
      )
    case 'account':
      return (
        <Select
          // Who was filled in is often chosen again to make sure: that must not take the name out.
          allowDeselect={false}
          id={id}
          {...described}
          searchable
          openOnFocus={false}
          autoFocus={autoFocus}
          data={staffOptions(colleagues, text.access.staffKinds)}
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
          data={staffOptions(colleagues, text.access.staffKinds)}
          value={listOf(value)}
          nothingFoundMessage={words.noOption}
          onChange={(chosen) => onChange(chosen.join(','))}
        />
      )
    case 'address':
      return (
        <AddressField
          id={id}
          value={declared === undefined ? value : words.declared[declared]}
          autoFocus={autoFocus}
          described={described}
          onChange={onChange}
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
    default:
      return (
        <OneLine
          id={id}
          described={described}
          autoFocus={autoFocus}
          aligned={aligned.has(field.kind)}
          numeric={field.kind === 'number'}
          value={declared === undefined ? value : words.declared[declared]}
          whole={declared !== undefined}
          onChange={onChange}
        />
      )
  }
}

/** Police officers first: they are the ones who answer for entries. */
function staffOptions(colleagues: readonly Colleague[], kinds: Readonly<Record<Colleague['staffKind'], string>>) {
  return [...colleagues]
    .sort((a, b) => Number(b.staffKind === 'officer') - Number(a.staffKind === 'officer'))
    .map((one) => ({ value: one.accountId, label: `${one.name} ${one.staffNumber} ${kinds[one.staffKind]}` }))
}

function digitKeys(field: BookField, choose: (value: string) => void): KeyMap {
  return Object.fromEntries(
    field.options.slice(0, 9).map((_, at) => {
      const digit = String(at + 1)
      const value = optionByDigit(field, digit)
      return [digit, () => value !== undefined && choose(value)]
    }),
  )
}

function listOf(value: string): string[] {
  return value === '' ? [] : value.split(',')
}
