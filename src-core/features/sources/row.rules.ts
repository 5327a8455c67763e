import type { Mapping, RowProblem } from '../../../src-contract/features/sources.contract.ts'
import type { SystemDefinition, SystemField } from '../../../src-contract/systems.ts'
import { readResidentId } from '../../../src-domain/identifiers/resident-id.ts'
import type { HeaderColumn, SheetRow } from '../../spreadsheets/spreadsheet.types.ts'
import { nativeIdOf } from './catalog.ts'
import { readCell, type CellProblem } from './cell.rules.ts'
import { instantOfWall, readDay } from './wall-time.rules.ts'

/** How the rows of one file are read. */
export type RowPlan = {
  readonly system: SystemDefinition
  /** One per column, in the file's order. */
  readonly columns: readonly PlannedColumn[]
  /** Instant after which a time of change can't be true. */
  readonly latest: string
  /** Which elements an address lacks. */
  readonly incomplete: (address: string) => boolean
}
export type PlannedColumn = { readonly field: SystemField | null; readonly heading: string }

export type JudgedRow = {
  readonly row: number
  readonly payload: Record<string, string>
  readonly nativeId: string | null
  /** Instant, ISO UTC; null when the row does not say. */
  readonly sourceTime: string | null
  readonly problems: RowProblem[]
  readonly rejected: boolean
}

export function planColumns(
  system: SystemDefinition,
  columns: readonly HeaderColumn[],
  mapping: Mapping,
): PlannedColumn[] {
  const fields = new Map(system.fields.map((field) => [field.key, field]))
  return columns.map((column) => {
    const field = fields.get(mapping[column.key] ?? '') ?? null
    // A heading that happens to be a field's key must not pass for that field.
    return { field, heading: fields.has(column.key) ? `${column.key} *` : column.key }
  })
}

/**
 * One row as one record. Unmapped columns stay under their own heading; empty cells are left out. A row is rejected when a
 * required field is empty, its identity is not whole, or a number that identifies lost its digits; everything else is told and
 * imported as delivered.
 */
export function judgeRow({ row, cells }: SheetRow, plan: RowPlan): JudgedRow {
  const { system } = plan
  // Without a prototype, so that a column named __proto__ is a column.
  const payload = Object.create(null) as Record<string, string>
  const problems: RowProblem[] = []
  const tell = (field: string, problem: CellProblem): void => void problems.push({ row, field, ...problem })
  for (const [at, { field, heading }] of plan.columns.entries()) {
    const cell = cells[at]
    if (cell === undefined) continue
    if (field === null) {
      const delivered = (cell.iso ?? cell.text).trim()
      if (delivered !== '' && cell.kind !== 'error') payload[heading] = delivered
      continue
    }
    const { value, problems: found } = readCell(cell, field)
    if (value !== '') payload[field.key] = value
    for (const problem of found) tell(field.key, asKey(system, field, problem))
  }
  judgeWhole(plan, payload, tell)
  const nativeId = judgeIdentity(system, payload, problems, tell)
  const sourceTime = judgeSourceTime(plan, payload, tell)
  return {
    row,
    payload,
    nativeId,
    sourceTime,
    problems,
    rejected: problems.some(({ severity }) => severity === 'error'),
  }
}

/** A record's own number without its last digits would be many records' number. */
function asKey(system: SystemDefinition, field: SystemField, problem: CellProblem): CellProblem {
  return problem.kind === 'number-lost-digits' && system.nativeKey.includes(field.key)
    ? { ...problem, severity: 'error' }
    : problem
}

type Tell = (field: string, problem: CellProblem) => void

function judgeWhole({ system, incomplete }: RowPlan, payload: Record<string, string>, tell: Tell): void {
  const id = payload['idNumber']
  const birthDate = payload['birthDate']
  if (id !== undefined && birthDate !== undefined && readDay(birthDate) === birthDate) {
    const told = readResidentId(id, { birthDate }).problems
    if (told.some(({ code }) => code === 'id/birth-date-mismatch')) {
      tell('birthDate', { kind: 'id-birth-date', severity: 'warning' })
    }
  }
  // Where an incident happened need not be a room, and where somebody is registered is not where anybody has to go.
  const address = payload['address']
  if (system.about !== 'incident' && address !== undefined && incomplete(address)) {
    tell('address', { kind: 'address-incomplete', severity: 'warning' })
  }
}

function judgeIdentity(
  system: SystemDefinition,
  payload: Record<string, string>,
  problems: readonly RowProblem[],
  tell: Tell,
): string | null {
  const told = new Set(problems.map(({ field }) => field))
  for (const field of system.fields) {
    if (!field.required || payload[field.key] !== undefined || told.has(field.key)) continue
    tell(field.key, {
      kind: system.nativeKey.includes(field.key) ? 'key-missing' : 'required-missing',
      severity: 'error',
    })
  }
  const nativeId = nativeIdOf(system, payload)
  if (nativeId === null && !problems.some(({ severity }) => severity === 'error')) {
    tell(system.nativeKey[0] as string, { kind: 'key-missing', severity: 'error' })
  }
  return nativeId
}

/** A change in the future is a mistyped year; taken at its word it would make every later export an older one. */
function judgeSourceTime({ system, latest }: RowPlan, payload: Record<string, string>, tell: Tell): string | null {
  const key = system.sourceTime
  const wall = key === null ? undefined : payload[key]
  if (key === null || wall === undefined || !/^\d{4}-\d{2}-\d{2}T/.test(wall)) return null
  const instant = instantOfWall(wall)
  if (instant <= latest) return instant
  tell(key, { kind: 'date-invalid', severity: 'warning' })
  return null
}
