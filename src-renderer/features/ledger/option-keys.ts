import type { BookField } from '../../../src-contract/books.ts'

/** An option as it stands in a list: with the digit that chooses it, for the first nine. */
export function numbered(words: string, at: number): string {
  return at < 9 ? `${at + 1} ${words}` : words
}

/** The value that a digit chooses, `1` the first option; undefined for any other key. */
export function optionByDigit(field: BookField, key: string): string | undefined {
  return /^[1-9]$/.test(key) ? field.options[Number(key) - 1]?.value : undefined
}

/** Adds a choice to a list, or takes it out. Lists are text, joined by commas. */
export function toggled(list: string, value: string): string {
  const chosen = list === '' ? [] : list.split(',')
  return (chosen.includes(value) ? chosen.filter((one) => one !== value) : [...chosen, value]).join(',')
}
