import type { BookField } from '../../../src-contract/books.ts'
import type { BookMapping, ImportRepair } from '../../../src-contract/features/exchange.shapes.ts'
import type { BookSpec } from '../../../src-domain/books/book.ts'
import type { Typed } from '../../../src-domain/books/settle.ts'
import { readResidentId } from '../../../src-domain/identifiers/resident-id.ts'
import { normaliseText } from '../../../src-domain/text/normalise.ts'
import type { SheetCell } from '../../spreadsheets/spreadsheet.types.ts'
import { importableFields } from './headings.rules.ts'

/**
 * A cell as it is kept until its row is filed: its text, or text and what it was. `d` a real date (the text is its ISO form), `x` a
 * number that lost digits, `e` an error of the spreadsheet.
 */
export type KeptCell = string | readonly [text: string, kind: 'd' | 'x' | 'e']

export function keepCell(cell: SheetCell): KeptCell {
  if (cell.kind === 'blank') return ''
  if (cell.kind === 'error') return [cell.text, 'e']
  if (cell.damaged) return [cell.text, 'x']
  if (cell.iso !== undefined) return [cell.iso, 'd']
  return cell.text.trim()
}

export function textOf(cell: KeptCell | undefined): string {
  if (cell === undefined) return ''
  return typeof cell === 'string' ? cell : cell[0]
}

/** People and beats of the station, by what a file may call them. */
export type StationNames = {
  /** Name, staff number or log-in -> account; null where two people share it. */
  readonly accounts: ReadonlyMap<string, string | null>
  /** Code or name -> beat. */
  readonly beats: ReadonlyMap<string, string>
}

type DateOrder = Extract<ImportRepair, { kind: 'date-order' }>['order']

/** How the cells of a file become what a person would have typed; made once for a file. */
export type ColumnPlan = {
  readonly columns: readonly {
    readonly at: number
    readonly field: BookField
    /** Labels of the options, without differences of width -> option. */
    readonly options: ReadonlyMap<string, string>
    readonly values: ReadonlyMap<string, string>
    readonly dates: DateOrder | null
  }[]
  readonly defaults: ReadonlyMap<string, string>
  /** Field, problem -> what is filed instead. */
  readonly replaced: ReadonlyMap<string, string>
  /** Field, warning -> the reason with which it was accepted. */
  readonly accepted: ReadonlyMap<string, string>
  readonly duplicates: { readonly existing: string | null; readonly 'in-file': string | null }
}

export function keyOf(field: string, code: string): string {
  return `${field} ${code}`
}

/** @param columns keys of the file's columns in their order */
export function planColumns(
  book: BookSpec,
  columns: readonly string[],
  mapping: BookMapping,
  repairs: readonly ImportRepair[],
): ColumnPlan {
  const values = new Map<string, Map<string, string>>()
  const dates = new Map<string, DateOrder>()
  const defaults = new Map<string, string>()
  const replaced = new Map<string, string>()
  const accepted = new Map<string, string>()
  const duplicates: { existing: string | null; 'in-file': string | null } = { existing: null, 'in-file': null }
  for (const repair of repairs) {
    switch (repair.kind) {
      case 'value': {
        const ofField = values.get(repair.field) ?? new Map<string, string>()
        values.set(repair.field, ofField.set(repair.from, repair.to))
        break
      }
      case 'default':
        if (repair.value !== '') defaults.set(repair.field, repair.value)
        break
      case 'date-order':
        dates.set(repair.field, repair.order)
        break
      case 'accept':
        accepted.set(keyOf(repair.field, repair.code), repair.reason)
        break
      case 'replace':
        replaced.set(keyOf(repair.field, repair.code), repair.to)
        break
      case 'duplicates':
        duplicates[repair.of] = repair.reason
    }
  }
  const fields = new Map(importableFields(book).map((field) => [field.key, field]))
  return {
    columns: columns.flatMap((column, at) => {
      const field = fields.get(mapping[column] ?? '')
      if (field === undefined) return []
      const repaired = values.get(field.key) ?? new Map<string, string>()
      return [{ at, field, options: optionsOf(field), values: repaired, dates: dates.get(field.key) ?? null }]
    }),
    defaults,
    replaced,
    accepted,
    duplicates,
  }
}

function optionsOf(field: BookField): Map<string, string> {
  const byLabel = new Map<string, string>()
  for (const { value, label } of field.options) {
    for (const name of [label.en, label.zh, value]) byLabel.set(normaliseText(name), value)
  }
  return byLabel
}

export type TypedRow = {
  readonly typed: Record<string, string>
  /** Fields whose cell lost digits or holds an error of the spreadsheet. */
  readonly damaged: readonly string[]
  readonly broken: readonly string[]
}

/** A row of the file as a person would have typed it. */
export function typedRow(book: BookSpec, plan: ColumnPlan, names: StationNames, cells: readonly KeptCell[]): TypedRow {
  const typed: Record<string, string> = {}
  const damaged: string[] = []
  const broken: string[] = []
  for (const column of plan.columns) {
    const { at, field } = column
    const cell = cells[at]
    if (cell === undefined || cell === '') continue
    if (typeof cell !== 'string' && cell[1] === 'e') {
      broken.push(field.key)
      continue
    }
    if (typeof cell !== 'string' && cell[1] === 'x') damaged.push(field.key)
    const text = textOf(cell)
    const said = column.values.get(text) ?? fromCell(column, cell, names)
    if (said !== '') typed[field.key] = said
  }
  for (const [key, value] of plan.defaults) typed[key] ??= value
  tellKind(book, typed)
  return { typed, damaged, broken }
}

function fromCell(column: ColumnPlan['columns'][number], cell: KeptCell, names: StationNames): string {
  const { field, options } = column
  const text = textOf(cell)
  switch (field.kind) {
    case 'date':
      return typeof cell === 'string' ? inOrder(text, column.dates) : text.slice(0, 10)
    case 'time':
      return typeof cell === 'string' || text.length < 16 ? text : text.slice(11, 16)
    case 'account':
      return accountNamed(text, names)
    case 'accounts':
      return parts(text)
        .map((part) => accountNamed(part, names))
        .join(',')
    case 'choice':
      if (field.key === 'beat') return names.beats.get(normaliseText(text)) ?? text
      return options.get(normaliseText(text)) ?? text
    case 'choices':
      if (options.has(normaliseText(text))) return options.get(normaliseText(text)) ?? text
      return parts(text)
        .map((part) => options.get(normaliseText(part)) ?? part)
        .join(',')
    default:
      return text
  }
}

function parts(text: string): string[] {
  return text.split(/[,，、;；/\s]+/).filter((part) => part !== '')
}

/** 张启伟, 012345 or 张启伟（012345）; what names nobody, or two people, stays as it is. */
function accountNamed(text: string, names: StationNames): string {
  const plain = normaliseText(text)
  for (const candidate of [plain, ...plain.split(/[()\s]+/)]) {
    const found = names.accounts.get(candidate)
    if (typeof found === 'string') return found
  }
  return text
}

const threeParts = /^(\d{1,4})[-/.\s](\d{1,2})[-/.\s](\d{1,4})$/

/** 05/03/2026 by the order that was said; what is not three numbers stays. */
function inOrder(text: string, order: DateOrder | null): string {
  if (order === null) return text
  const found = threeParts.exec(normaliseText(text))
  if (found === null) return text
  const [a = '', b = '', c = ''] = found.slice(1)
  // A year in front says by itself what it is.
  if (a.length === 4) return text
  const [year, month, day] = order === 'ymd' ? [a, b, c] : order === 'mdy' ? [c, a, b] : [c, b, a]
  const whole = year.length === 2 ? `20${year}` : year
  return `${whole}-${month}-${day}`
}

/** Most files have a column 身份证号 and none for the kind of document: the number itself says that it is one. */
function tellKind(book: BookSpec, typed: Record<string, string>): void {
  const keys = book.documents
  if (keys === null || (typed[keys.kind] ?? '') !== '') return
  const number = typed[keys.number]
  if (number === undefined) return
  const option = book.definition.fields
    .find((field) => field.key === keys.kind)
    ?.options.some(({ value }) => value === 'resident-id')
  if (option === true && looksLikeResidentId(number)) typed[keys.kind] = 'resident-id'
}

/** Also one with a wrong check character or lost digits: then that is what is wrong, and not the missing kind. */
function looksLikeResidentId(text: string): boolean {
  const plain = normaliseText(text).replace(/[\s'’]/g, '')
  return /^\d{14,17}[0-9Xx]$/.test(plain) || readResidentId(plain).kind === 'damaged'
}

export function sameTyped(a: Typed, b: Typed): boolean {
  const keys = Object.keys(a)
  return keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key])
}
