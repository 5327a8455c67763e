import type { BookDefinition, BookField } from '../../../../src-contract/books.ts'
import { onNewEntry } from '../entry-form.tsx'

const widths: Readonly<Partial<Record<BookField['kind'], number>>> = {
  date: 100,
  time: 70,
  number: 80,
  phone: 120,
  plate: 100,
  'document-number': 170,
  uscc: 170,
  'incident-number': 170,
  address: 260,
  'long-text': 200,
  choices: 160,
}

/** Width of the row's number and of its result, CSS px. */
export const numberWidth = 44
export const resultWidth = 118
export const reasonWidth = 160

/** The columns of the entry grid: the fields of a new entry in the order of the form. The reason for warnings stands after them. */
export function fastColumns(book: BookDefinition): readonly BookField[] {
  const placed = book.sections.flatMap((section) => section.fields)
  return placed.flatMap((key) => book.fields.find((field) => field.key === key && onNewEntry(field)) ?? [])
}

export function widthOf(field: BookField): number {
  return widths[field.kind] ?? 110
}

export function templateOf(columns: readonly BookField[]): string {
  return `${numberWidth}px ${resultWidth}px ${columns.map((one) => `${widthOf(one)}px`).join(' ')} ${reasonWidth}px`
}

export function totalWidthOf(columns: readonly BookField[]): number {
  return numberWidth + resultWidth + reasonWidth + columns.reduce((sum, one) => sum + widthOf(one), 0)
}
