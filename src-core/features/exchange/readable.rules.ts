import type { BookField } from '../../../src-contract/books.ts'
import { isDeclaredMissing } from '../../../src-domain/books/absence.ts'
import { maskValue } from '../../../src-domain/books/mask-values.ts'
import { sheetText } from './returned-text.ts'

/** A value as it reads in a file or on paper: labels for options, names for accounts, words for what was declared missing. */
export function readable(field: BookField, value: string, names: ReadonlyMap<string, string>): string {
  if (field.declarable && isDeclaredMissing(value)) return sheetText.declared[value]
  const label = (one: string): string => field.options.find((option) => option.value === one)?.label.zh ?? one
  switch (field.kind) {
    case 'choice':
      return label(value)
    case 'choices':
      return value.split(',').map(label).join('、')
    case 'account':
    case 'accounts':
      return value
        .split(',')
        .map((id) => names.get(id) ?? '')
        .join('、')
    default:
      return value
  }
}

/** The same with personal values masked. */
export function readableMasked(field: BookField, value: string, names: ReadonlyMap<string, string>): string {
  if (!field.personal || (field.declarable && isDeclaredMissing(value))) return readable(field, value, names)
  return maskValue(field, value)
}
