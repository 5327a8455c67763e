import type { BookField } from '../../src-contract/books.ts'
import { maskAddress } from '../masking/mask-address.ts'
import { maskDate, maskId, maskName, maskPhone, maskPlain } from '../masking/mask.ts'
import { isDeclaredMissing } from './absence.ts'
import type { BookSpec, Values } from './book.ts'

/** A value as lists and summaries show it. What is not personal, and that there is no value, is not hidden. */
export function maskValue(field: BookField, value: string): string {
  if (!field.personal || (field.declarable && isDeclaredMissing(value))) return value
  switch (field.kind) {
    case 'person-name':
      return maskName(value)
    case 'document-number':
      return maskId(value)
    case 'phone':
      return maskPhone(value)
    case 'address':
      return maskAddress(value)
    case 'date':
      return maskDate(value)
    default:
      return maskPlain(value)
  }
}

/** One masked line that tells a draft from its neighbours, such as `张* · 幸福路12号`; empty for an empty draft. */
export function summarise(book: BookSpec, values: Values): string {
  const parts = book.summary.flatMap((key) => {
    const field = book.definition.fields.find((one) => one.key === key)
    const value = values[key]
    return field === undefined || value === undefined || isDeclaredMissing(value) ? [] : [maskValue(field, value)]
  })
  return parts.filter((part) => part !== '').join(' · ')
}
