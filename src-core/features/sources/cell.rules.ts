import demo from '../../../resources/catalogs/demo/demo.json' with { type: 'json' }
import type { RowProblemKind } from '../../../src-contract/features/sources.contract.ts'
import type { SystemField } from '../../../src-contract/systems.ts'
import { readPhone } from '../../../src-domain/identifiers/phone.ts'
import { readResidentId } from '../../../src-domain/identifiers/resident-id.ts'
import { statedAbsence } from '../../../src-domain/identifiers/stated-absence.ts'
import { readUscc } from '../../../src-domain/identifiers/uscc.ts'
import { normaliseText } from '../../../src-domain/text/normalise.ts'
import type { SheetCell } from '../../spreadsheets/spreadsheet.types.ts'
import { readDay, readWallTime } from './wall-time.rules.ts'

export type CellProblem = {
  kind: RowProblemKind
  severity: 'error' | 'warning'
  expected?: string
}

/** '' means that the cell says nothing. */
export type CellReading = { value: string; problems: CellProblem[] }

/** Longest value of a register, characters; a longer one is a broken file (a quote that never ends), not a value. */
const longest = { text: 4_000, other: 500 } as const

/**
 * One cell as the value of one field. Kept as delivered but for: blanks at the ends, dates and times (ISO, wall time), full-width
 * digits and a trailing .0 of ID numbers. What looks wrong is told and kept; only a number that lost its digits and a
 * value that can't be one are errors.
 */
export function readCell(cell: SheetCell, field: SystemField): CellReading {
  if (cell.kind === 'blank' || cell.kind === 'error') return { value: '', problems: [] }
  const value = cell.text.trim()
  if (value === '') return { value: '', problems: [] }
  if (value.length > (field.meaning === 'text' ? longest.text : longest.other))
    return told('', 'value-too-long', 'error')
  switch (field.meaning) {
    case 'id-number':
      return readIdNumber(cell, value)
    case 'date':
    case 'birth-date':
      return readDateCell(cell, value)
    case 'time':
      return readTimeCell(cell, value)
    case 'phone':
      return phoneIsDoubtful(value) ? told(value, 'phone-doubtful', 'warning') : { value, problems: [] }
    case 'uscc':
      return readUsccCell(cell, value)
    default:
      return cell.damaged ? told(value, 'number-lost-digits', 'warning') : { value, problems: [] }
  }
}

function told(value: string, kind: RowProblemKind, severity: 'error' | 'warning', expected?: string): CellReading {
  return { value, problems: [expected === undefined ? { kind, severity } : { kind, severity, expected }] }
}

function readIdNumber(cell: SheetCell, delivered: string): CellReading {
  if (statedAbsence(delivered) !== null) return { value: delivered, problems: [] }
  const plain = normaliseText(delivered)
    .replace(/[\s'’]/g, '')
    .replace(/(?<=^\d{15}|^\d{18})\.0+$/, '')
  const read = readResidentId(plain)
  if (cell.damaged || read.kind === 'damaged') return told(plain, 'id-damaged', 'error')
  for (const { code, params } of read.problems) {
    if (code === 'id/checksum') return told(plain, 'id-checksum', 'warning', String(params['expected']))
    if (code === 'id/birth-date') return told(plain, 'id-birth-date', 'warning')
    if (code === 'id/length') return told(plain, 'id-length', 'warning')
    // Letters are another document's number (a passport in the column for ID numbers), which is nobody's mistake.
    if (code === 'id/character' && /^\d+\D?\d*$/.test(plain)) return told(plain, 'id-length', 'warning')
  }
  return { value: plain, problems: [] }
}

function readDateCell(cell: SheetCell, delivered: string): CellReading {
  if (cell.iso !== undefined) return { value: cell.iso.slice(0, 10), problems: [] }
  const day = readDay(delivered)
  if (day !== null) return { value: day, problems: [] }
  return statedAbsence(delivered) !== null || /^(?:长期|永久|至今)$/.test(delivered)
    ? { value: delivered, problems: [] }
    : told(delivered, 'date-invalid', 'warning')
}

function readTimeCell(cell: SheetCell, delivered: string): CellReading {
  const wall = cell.iso === undefined ? readWallTime(delivered) : withTime(cell.iso)
  if (wall !== null) return { value: wall, problems: [] }
  return statedAbsence(delivered) !== null
    ? { value: delivered, problems: [] }
    : told(delivered, 'date-invalid', 'warning')
}

function withTime(iso: string): string {
  return iso.length === 10 ? `${iso}T00:00:00` : iso
}

function readUsccCell(cell: SheetCell, delivered: string): CellReading {
  if (statedAbsence(delivered) !== null) return { value: delivered, problems: [] }
  const { kind, problems } = readUscc(delivered)
  if (cell.damaged || kind === 'damaged') return told(delivered, 'number-lost-digits', 'warning')
  const wrong = problems.find((problem) => problem.severity === 'error')
  if (!wrong) return { value: delivered, problems: [] }
  const expected = wrong.params['expected']
  return told(delivered, 'uscc-checksum', 'warning', typeof expected === 'string' ? expected : undefined)
}

/** Numbers of the demo station reach nobody and are right by definition. Several numbers in one cell are looked at one by one. */
function phoneIsDoubtful(delivered: string): boolean {
  if (statedAbsence(delivered) !== null) return false
  return delivered
    .split(/[、,，;；/]|\s{2,}/)
    .filter((part) => part.trim() !== '')
    .some((part) => {
      const { normal, problems } = readPhone(part)
      if (normal !== null && demo.phonePrefixes.some((prefix) => normal.startsWith(prefix))) return false
      return problems.some((problem) => problem.code !== 'phone/area-code')
    })
}
