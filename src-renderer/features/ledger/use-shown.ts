import type { BookDefinition } from '../../../src-contract/books.ts'
import { useLabel, useText } from '../../text/language.ts'
import { declaredWord, shownValue } from './entry-columns.tsx'
import type { Colleague } from './entry-form.tsx'

/** A field's stored value in words: accounts by name, options by label, what was declared missing as declared. Without its book it is as it is. */
export function useShown(book: BookDefinition | null, colleagues: readonly Colleague[]) {
  const text = useText()
  const label = useLabel()
  return (key: string, value: string | null): string => {
    if (value === null) return ''
    const field = book?.fields.find((one) => one.key === key)
    if (!field) return value
    const declared = field.declarable ? declaredWord(value, text.ledger.form.declared) : null
    if (declared !== null) return declared
    if (field.kind === 'account' || field.kind === 'accounts')
      return value
        .split(',')
        .map((id) => colleagues.find((one) => one.accountId === id)?.name ?? id)
        .join(' ')
    return shownValue(field, value, label)
  }
}
