import { normaliseText } from '../../../src-domain/text/normalise.ts'
import type { HeaderColumn } from '../../spreadsheets/spreadsheet.types.ts'

/** A heading or cell for comparing: without blanks, remarks in brackets and signs. */
export function folded(text: string): string {
  return normaliseText(text)
    .replace(/[(（【[][^)）】\]]*[)）】\]]/g, '')
    .replace(/[\s*:：、,，._\\]/g, '')
    .toLowerCase()
}

/** The first column under one of these headings; the whole heading counts first, then its last part. */
export function columnNamed(columns: readonly HeaderColumn[], headings: readonly string[]): HeaderColumn | undefined {
  const wanted = new Set(headings.map(folded))
  return (
    columns.find(({ name }) => wanted.has(folded(name))) ??
    columns.find(({ parts }) => wanted.has(folded(parts.at(-1) ?? '')))
  )
}

/** One row's cell of a column, by the place of the column among the header's columns. */
export function cellOf<T>(
  columns: readonly HeaderColumn[],
  cells: readonly T[],
  column: HeaderColumn | undefined,
): T | undefined {
  return column === undefined ? undefined : cells[columns.indexOf(column)]
}
