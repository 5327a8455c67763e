import { declaredMissing, type BookField } from '../../../../src-contract/books.ts'
import { optionByDigit } from '../option-keys.ts'

export type Person = { accountId: string; name: string; staffNumber: string }
type Words = Readonly<Record<(typeof declaredMissing)[number], string>>
type Join = (values: readonly string[]) => string
type LabelOf = (label: BookField['label']) => string

/** A stored value as a cell shows it: options and people in words. */
export function shownCell(
  field: BookField,
  value: string,
  { people, label, declared, list }: { people: readonly Person[]; label: LabelOf; declared: Words; list: Join },
): string {
  const missing = field.declarable ? declaredMissing.find((code) => code === value) : undefined
  if (missing !== undefined) return declared[missing]
  switch (field.kind) {
    case 'choice':
    case 'choices':
      return list(
        listOf(value).map((one) => {
          const option = field.options.find((known) => known.value === one)
          return option ? label(option.label) : one
        }),
      )
    case 'account':
    case 'accounts':
      return list(listOf(value).map((one) => people.find((known) => known.accountId === one)?.name ?? one))
    default:
      return value
  }
}

/**
 * What was typed or pasted into a cell, as it is stored: a digit or a label becomes the option, a name or staff number the account.
 * What fits nothing stays as it was typed, for the checks to speak about.
 */
export function readCell(field: BookField, typed: string, people: readonly Person[]): string {
  const text = typed.trim()
  switch (field.kind) {
    case 'choice':
      return optionOf(field, text)
    case 'choices':
      return partsOf(text)
        .map((one) => optionOf(field, one))
        .join(',')
    case 'account':
      return accountOf(text, people)
    case 'accounts':
      return partsOf(text)
        .map((one) => accountOf(one, people))
        .join(',')
    default:
      return text
  }
}

function optionOf(field: BookField, text: string): string {
  const lower = text.toLowerCase()
  const named = field.options.find(
    ({ value, label }) => value === text || label.zh === text || label.en.toLowerCase() === lower,
  )
  return named?.value ?? optionByDigit(field, text) ?? text
}

/** Two of one name cannot be told apart: then only the number says who is meant. */
function accountOf(text: string, people: readonly Person[]): string {
  const numbered = people.find((one) => one.accountId === text || one.staffNumber === text)
  if (numbered) return numbered.accountId
  const named = people.filter((one) => one.name === text)
  return named.length === 1 && named[0] ? named[0].accountId : text
}

function partsOf(text: string): string[] {
  return text
    .split(/[,，、;；]/)
    .map((one) => one.trim())
    .filter((one) => one !== '')
}

function listOf(value: string): string[] {
  return value === '' ? [] : value.split(',')
}
