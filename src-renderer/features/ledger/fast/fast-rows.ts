import type { FieldProblem } from '../../../../src-contract/books.ts'
import type { Stage, TypedFields } from '../../../../src-contract/features/ledger.shapes.ts'

/** The most rows at once; more are for the import. */
export const mostRows = 200
/** Empty rows that are in sight for going on. */
export const spareRows = 30

export type FastRow = {
  /** Of this screen only. */
  id: string
  fields: TypedFields
  /** Why a warning of this row is right. */
  reason: string
  problems: readonly FieldProblem[]
  /** Core has said what is wrong with the row as it is. */
  checked: boolean
  failed: boolean
  filed: { entryId: string; number: string; stage: Stage } | null
}

export function emptyRow(id: string): FastRow {
  return { id, fields: {}, reason: '', problems: [], checked: false, failed: false, filed: null }
}

export function isEmpty(row: FastRow): boolean {
  return row.filed === null && Object.values(row.fields).every((value) => value === '')
}

/**
 * A row with what a save filled in by itself, unless it was typed meanwhile; `typedOn` says that the row holds more than what was
 * sent, so that the values that came have to be saved with it.
 */
export function withFilled(
  now: TypedFields,
  filled: readonly { field: string; value: string }[],
  sent: TypedFields,
): { fields: TypedFields; typedOn: boolean } {
  const fresh = filled.filter(({ field }) => (now[field] ?? '') === (sent[field] ?? ''))
  if (fresh.length === 0) return { fields: now, typedOn: false }
  const same = [...new Set([...Object.keys(now), ...Object.keys(sent)])].every(
    (key) => (now[key] ?? '') === (sent[key] ?? ''),
  )
  return { fields: { ...now, ...Object.fromEntries(fresh.map(({ field, value }) => [field, value])) }, typedOn: !same }
}

/** What stands in the result of a row. */
export type RowStanding = 'empty' | 'draft' | 'ready' | 'errors' | 'warnings' | 'filed' | 'review' | 'failed'

export function standingOf(row: FastRow): RowStanding {
  if (row.filed) return row.filed.stage === 'in-review' ? 'review' : 'filed'
  if (isEmpty(row)) return 'empty'
  if (row.failed) return 'failed'
  if (!row.checked) return 'draft'
  if (row.problems.some((one) => one.severity === 'error')) return 'errors'
  return row.problems.length > 0 && row.reason.trim().length < 2 ? 'warnings' : 'ready'
}

export type Place = { row: number; column: number }

/** The cells between two corners. */
export function areaOf(one: Place, other: Place): { top: number; left: number; bottom: number; right: number } {
  return {
    top: Math.min(one.row, other.row),
    bottom: Math.max(one.row, other.row),
    left: Math.min(one.column, other.column),
    right: Math.max(one.column, other.column),
  }
}

export type PastePlan = {
  /** Cells to be put in, row by row from `at`. */
  cells: readonly (readonly string[])[]
  /** Rows that were on the clipboard. */
  rows: number
  /** Columns that lie beyond the grid. */
  beyond: number
}

/** What of a clipboard fits into the grid from a cell on: a limited number of rows, and no column beyond the last. */
export function planPaste(cells: readonly (readonly string[])[], at: Place, columns: number): PastePlan {
  const room = Math.max(0, mostRows - at.row)
  const widest = Math.max(0, ...cells.map((row) => row.length))
  return {
    cells: cells.slice(0, room).map((row) => row.slice(0, columns - at.column)),
    rows: cells.length,
    beyond: Math.max(0, widest - (columns - at.column)),
  }
}
