import type {
  DutyImportPreview,
  DutyRowProblem,
  DutyRowProblemKind,
} from '../../../src-contract/features/duty.shapes.ts'
import { monthSpan } from '../../../src-domain/duty/calendar.rules.ts'
import { shiftNamed, type Shift } from '../../../src-domain/duty/shifts.ts'
import { dayOf } from '../../../src-domain/identifiers/calendar.ts'
import { normaliseText } from '../../../src-domain/text/normalise.ts'
import type { HeaderColumn, SheetCell, SheetRow } from '../../spreadsheets/spreadsheet.types.ts'
import { readDay } from '../sources/wall-time.rules.ts'
import { cellOf, columnNamed, folded } from './import-columns.rules.ts'

/** One duty that a roster file states. */
export type RosterItem = {
  readonly row: number
  readonly column: string | null
  readonly accountId: string
  readonly date: string
  readonly shift: string
  readonly from: string
  readonly to: string
}

export type RosterPerson = {
  readonly accountId: string
  readonly name: string
  readonly staffNumber: string
  readonly active: boolean
}

export type RosterLayout = Exclude<DutyImportPreview['layout'], 'areas'>

/** How a sheet is read, once its header is known. */
export type RosterSheet = {
  readonly layout: RosterLayout
  readonly columns: readonly HeaderColumn[]
  /** Year and month, YYYY-MM; null where each row says its own date. */
  readonly month: string | null
  readonly staff: readonly RosterPerson[]
}

const headings = {
  name: ['姓名', '人员', '人员姓名', '民警', '民警姓名', '警员', '警员姓名', '值班人', 'name', 'officer'],
  number: ['警号', '辅警号', '警号/辅警号', '警员编号', '工号', 'number', 'staff number'],
  date: ['日期', '值班日期', '值勤日期', '排班日期', 'date', 'day'],
  shift: ['班次', '班别', '班种', '值班类型', '值勤类型', '类型', '勤务', 'shift'],
  from: ['开始', '开始时间', '起', '上班时间', '上班', 'from', 'start'],
  to: ['结束', '结束时间', '止', '下班时间', '下班', 'to', 'end'],
  span: ['时间', '起止时间', '时段', '值班时间', 'time'],
} as const

/** How the sheet is laid out; null when neither people with days nor days with people can be found. */
export function rosterLayout(columns: readonly HeaderColumn[]): RosterLayout | null {
  const person = columnNamed(columns, headings.name) ?? columnNamed(columns, headings.number)
  const date = columnNamed(columns, headings.date)
  if (person !== undefined && date !== undefined) return 'list'
  if (person !== undefined && columns.filter((column) => dayHeading(column) !== null).length >= 2) return 'month-grid'
  if (date !== undefined && columns.some((column) => shiftHeading(column) !== undefined)) return 'names-by-day'
  return null
}

/** The month that a title, a sheet's name or a file's name speaks of: 2026年11月, 2026-11, 202611. */
export function monthIn(texts: readonly string[]): string | null {
  for (const text of texts) {
    const found = /(20\d{2})\s*(?:年|[-./])?\s*(1[0-2]|0?[1-9])(?!\d)/.exec(normaliseText(text))
    if (found) return `${found[1]}-${String(Number(found[2])).padStart(2, '0')}`
  }
  return null
}

/** The day of a column heading: 3, 3日, 3/一, 11月3日, 2026-11-03. */
function dayHeading(column: HeaderColumn): { day: number; date: string | null } | null {
  for (const part of column.parts) {
    const plain = normaliseText(part).replace(/\s/g, '')
    const date = readDay(plain)
    if (date !== null) return { day: Number(date.slice(8)), date }
    const found = /^(?:(\d{1,2})[月/.-])?(\d{1,2})(?:日|号)?(?:[(（]?(?:周|星期)?[一二三四五六日天][)）]?)?$/.exec(
      plain,
    )
    const day = Number(found?.[2] ?? 0)
    if (day >= 1 && day <= 31) return { day, date: null }
  }
  return null
}

function shiftHeading(column: HeaderColumn): Shift | undefined {
  return column.parts.map((part) => shiftNamed(part.replace(/[(（].*$/, ''))).find((shift) => shift !== undefined)
}

export type RowReading = { readonly items: readonly RosterItem[]; readonly problems: readonly DutyRowProblem[] }

/** What one row of a roster says. Rows that say nothing (footers, weekday lines) give nothing. */
export function readRosterRow(row: SheetRow, sheet: RosterSheet): RowReading {
  switch (sheet.layout) {
    case 'list':
      return readListRow(row, sheet)
    case 'month-grid':
      return readGridRow(row, sheet)
    case 'names-by-day':
      return readDayRow(row, sheet)
  }
}

type Found<T> = { readonly value: T } | { readonly problem: DutyRowProblemKind }

function readListRow({ row, cells }: SheetRow, sheet: RosterSheet): RowReading {
  const cell = (names: readonly string[]) => cellOf(sheet.columns, cells, columnNamed(sheet.columns, names))
  const column = (names: readonly string[]) => columnNamed(sheet.columns, names)?.name ?? null
  const problems: DutyRowProblem[] = []
  const take = <T>(found: Found<T>, names: readonly string[]): T | null => {
    if ('value' in found) return found.value
    problems.push(problem(row, column(names), found.problem))
    return null
  }
  const date = cell(headings.date)
  const who = personIn(textOf(cell(headings.name)), textOf(cell(headings.number)), sheet.staff)
  if (textOf(date) === '' && textOf(cell(headings.shift)) === '') return nothing
  const person = take(who, headings.name)
  const day = take(dayIn(date, sheet.month), headings.date)
  const shift = take(shiftIn(textOf(cell(headings.shift))), headings.shift)
  const times = take(timesIn(cell(headings.from), cell(headings.to), cell(headings.span), shift), headings.from)
  if (person === null || day === null || shift === null || times === null) return { items: [], problems }
  return { items: [{ row, column: null, accountId: person, date: day, shift: shift.id, ...times }], problems }
}

function readGridRow({ row, cells }: SheetRow, sheet: RosterSheet): RowReading {
  const { columns, month } = sheet
  const name = columnNamed(columns, headings.name)
  const filled = columns.flatMap((column, at) => {
    const heading = dayHeading(column)
    const text = textOf(cells[at])
    return heading === null || text === '' || /^[-—–/×]+$/.test(text) ? [] : [{ column, heading, text }]
  })
  // A line of weekdays under the days, totals and signatures are no people.
  if (filled.every(({ text }) => /^(?:周|星期)?[一二三四五六日天]$/.test(text))) return nothing
  const who = personIn(
    textOf(cellOf(columns, cells, name)),
    textOf(cellOf(columns, cells, columnNamed(columns, headings.number))),
    sheet.staff,
  )
  if ('problem' in who) return { items: [], problems: [problem(row, name?.name ?? null, who.problem)] }
  const items: RosterItem[] = []
  const problems: DutyRowProblem[] = []
  for (const { column, heading, text } of filled) {
    const date = heading.date ?? dayOfMonth(month, heading.day)
    if (date === null) {
      problems.push(problem(row, column.name, 'date-invalid'))
      continue
    }
    if (month !== null && !date.startsWith(month)) {
      problems.push(problem(row, column.name, 'date-other-month'))
      continue
    }
    for (const word of words(text)) {
      const shift = shiftNamed(word)
      if (shift === undefined) problems.push(problem(row, column.name, 'shift-unknown'))
      else
        items.push({
          row,
          column: column.name,
          accountId: who.value,
          date,
          shift: shift.id,
          from: shift.from,
          to: shift.to,
        })
    }
  }
  return { items, problems }
}

function readDayRow({ row, cells }: SheetRow, sheet: RosterSheet): RowReading {
  const { columns } = sheet
  const dateColumn = columnNamed(columns, headings.date)
  const filled = columns.flatMap((column, at) => {
    const shift = column === dateColumn ? undefined : shiftHeading(column)
    const text = textOf(cells[at])
    return shift === undefined || text === '' ? [] : [{ column, shift, text }]
  })
  if (filled.length === 0) return nothing
  const day = dayIn(cellOf(columns, cells, dateColumn), sheet.month)
  if ('problem' in day) return { items: [], problems: [problem(row, dateColumn?.name ?? null, day.problem)] }
  const items: RosterItem[] = []
  const problems: DutyRowProblem[] = []
  for (const { column, shift, text } of filled) {
    for (const name of names(text, sheet.staff)) {
      const who = personIn(name, '', sheet.staff)
      if ('problem' in who) problems.push(problem(row, column.name, who.problem))
      else
        items.push({
          row,
          column: column.name,
          accountId: who.value,
          date: day.value,
          shift: shift.id,
          from: shift.from,
          to: shift.to,
        })
    }
  }
  return { items, problems }
}

const nothing: RowReading = { items: [], problems: [] }

function problem(row: number, column: string | null, kind: DutyRowProblemKind): DutyRowProblem {
  return { row, column, kind, severity: 'error', other: null }
}

export function textOf(cell: SheetCell | undefined): string {
  return cell === undefined || cell.kind === 'blank' ? '' : cell.text.trim()
}

/** Two people may bear one name: then only the number tells. A number decides also against the name. */
function personIn(name: string, number: string, staff: readonly RosterPerson[]): Found<string> {
  const plain = folded(name)
  const code = folded(number)
  if (plain === '' && code === '') return { problem: 'person-missing' }
  const found =
    code === ''
      ? staff.filter((one) => folded(one.name) === plain)
      : staff.filter((one) => folded(one.staffNumber) === code)
  const active = found.filter((one) => one.active)
  const [only, another] = active.length > 0 ? active : found
  if (only === undefined) return { problem: 'person-unknown' }
  if (another !== undefined) return { problem: 'person-ambiguous' }
  if (code !== '' && plain !== '' && folded(only.name) !== plain) return { problem: 'person-unknown' }
  return only.active ? { value: only.accountId } : { problem: 'person-inactive' }
}

/** A whole date, or month and day where the sheet says of which year it is. Damaged and impossible dates are no dates. */
function dayIn(cell: SheetCell | undefined, month: string | null): Found<string> {
  const text = textOf(cell)
  if (cell === undefined || (text === '' && cell.kind !== 'error')) return { problem: 'date-missing' }
  if (cell.kind === 'error' || cell.damaged) return { problem: 'date-invalid' }
  const plain = normaliseText(text).replace(/[(（]?(?:周|星期)[一二三四五六日天][)）]?$/, '')
  const date = cell.iso?.slice(0, 10) ?? readDay(plain) ?? withinMonth(plain, month)
  return date === null || date < '2000-01-01' || date > '2100-12-31' ? { problem: 'date-invalid' } : { value: date }
}

function withinMonth(text: string, month: string | null): string | null {
  const found = /^(?:(\d{1,2})[月/.-])?(\d{1,2})[日号]?$/.exec(text.trim())
  if (month === null || found === null) return null
  if (found[1] !== undefined && Number(found[1]) !== Number(month.slice(5))) return null
  return dayOfMonth(month, Number(found[2]))
}

function dayOfMonth(month: string | null, day: number): string | null {
  return month === null ? null : dayOf(Number(month.slice(0, 4)), Number(month.slice(5)), day)
}

function shiftIn(text: string): Found<Shift> {
  if (text === '') return { problem: 'shift-missing' }
  const shift = shiftNamed(text)
  return shift === undefined ? { problem: 'shift-unknown' } : { value: shift }
}

/** The row's own times; those of the shift where it has none. */
function timesIn(
  from: SheetCell | undefined,
  to: SheetCell | undefined,
  span: SheetCell | undefined,
  shift: Shift | null,
): Found<{ from: string; to: string }> {
  const [first = '', second = ''] =
    textOf(from) === '' && textOf(to) === '' ? textOf(span).split(/\s*[-—–~～至]\s*/) : [clockText(from), clockText(to)]
  if (first === '' && second === '') return { value: { from: shift?.from ?? '00:00', to: shift?.to ?? '00:00' } }
  const start = clockIn(first)
  const end = clockIn(second)
  return start === null || end === null ? { problem: 'time-invalid' } : { value: { from: start, to: end } }
}

function clockText(cell: SheetCell | undefined): string {
  return cell?.iso?.slice(11, 16) || textOf(cell)
}

/** 8:30, 08:30:00, 8点30分, 8点, 0830, 次日8:30, 24:00. */
function clockIn(text: string): string | null {
  const plain = normaliseText(text)
    .replace(/^(?:次日|翌日|第二天)/, '')
    .replace(/\s/g, '')
  const found = /^(\d{1,2})(?:[:：点时](\d{1,2})?(?:分|:\d{2})?|(\d{2}))$/.exec(plain)
  if (!found) return null
  const hour = Number(found[1]) % 24
  const minute = Number(found[2] ?? found[3] ?? 0)
  return Number(found[1]) > 24 || minute > 59
    ? null
    : `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`
}

/** Several shifts in one cell: 白/夜, 白、夜. */
function words(text: string): string[] {
  if (shiftNamed(text) !== undefined) return [text]
  return text.split(/[/、,，+＋;；\s]+/).filter((word) => word !== '')
}

/** Several names in one cell; a blank may stand inside a name (张 三) or between two. */
function names(text: string, staff: readonly RosterPerson[]): string[] {
  const known = new Set(staff.map(({ name }) => folded(name)))
  return text
    .split(/[、,，;；/\n]+/)
    .flatMap((piece) => (known.has(folded(piece)) ? [piece] : piece.split(/\s+/)))
    .filter((piece) => piece.trim() !== '')
}

/** First and last day that a roster speaks of. */
export function rosterSpan(items: readonly RosterItem[], month: string | null): { from: string; to: string } | null {
  if (month !== null) return monthSpan(month)
  const days = items.map(({ date }) => date).sort()
  const from = days[0]
  const to = days.at(-1)
  return from === undefined || to === undefined ? null : { from, to }
}
