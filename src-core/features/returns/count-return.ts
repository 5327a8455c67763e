import type {
  Binding,
  BoundCell,
  CellPlace,
  CountBinding,
  Gap,
  TemplateSheet,
  TextSource,
} from '../../../src-contract/features/returns.shapes.ts'
import { booksById } from '../../../src-domain/books/books.ts'
import { periodWords } from '../../../src-domain/periods/period-words.ts'
import { periodById, periodKind, type Period } from '../../../src-domain/periods/periods.ts'
import { countProblem, placeProblem } from '../../../src-domain/returns/binding-check.ts'
import { workOutSheets } from '../../../src-domain/returns/work-out-sheets.ts'
import type { ReadDb, SqlValue } from '../../store/sql.ts'
import { beatsOf } from '../ledger/collect-facts.ts'
import { countSql, type CountedEntry } from './count-sql.ts'
import { bindingsOf, findReturn, newestTemplate, type ReturnRecord } from './returns.repo.ts'
import type { Content, SnapshotCell } from './snapshot.ts'

export type CountInput = {
  readonly returnId: string
  readonly period: string
  /** Calendar date in Asia/Shanghai. */
  readonly today: string
  /** Name of the station, for forms that ask for it. */
  readonly station: string
}

export type CountedReturn = {
  readonly record: ReturnRecord
  readonly period: Period
  readonly sheets: readonly TemplateSheet[]
  readonly templateId: string
  readonly templateSha256: string
  readonly content: Content
}

/** Counts every bound cell of a return for a period. Reads only. Undefined where there is no such period, or no form here to count for. */
export function countReturn(db: ReadDb, input: CountInput): CountedReturn | undefined {
  const record = findReturn(db, input.returnId)
  const kind = record === undefined ? undefined : periodKind(record.period_kind)
  const period = kind === undefined ? undefined : periodById(kind, input.period)
  const template = newestTemplate(db, input.returnId)
  if (record === undefined || kind === undefined || period === undefined || template === undefined) return undefined
  if (template.layout === null) return undefined
  const sheets = JSON.parse(template.layout) as TemplateSheet[]
  const beats = beatsOf(db)
  const entries = new EntryList()
  const bound = bindingsOf(db, input.returnId)
  const words = wordsOf(input.station, period, periodWords(kind, period))
  const cells = bound.map((one): SnapshotCell => {
    const empty = { sheet: one.sheet, cell: one.cell, binding: one.binding, value: null, text: null, records: [] }
    if (placeProblem(sheets, one, one.binding) !== undefined) return { ...empty, gap: 'cell-gone' }
    if (one.binding.kind === 'text') return { ...empty, gap: null, text: words[one.binding.what] }
    const gap = period.from > input.today ? 'not-begun' : gapOf(one.binding, beats)
    return gap === null ? counted(db, one, one.binding, period, entries) : { ...empty, gap }
  })
  const unbound = unboundInputs(sheets, bound)
  const content: Content = {
    period: { id: period.id, from: period.from, to: period.to },
    preliminary: period.to >= input.today,
    templateVersion: template.version,
    cells,
    formulas: workOutSheets(sheets, cells),
    unbound,
    entries: entries.all,
  }
  return { record, period, sheets, templateId: template.template_id, templateSha256: template.sha256, content }
}

/** The records that one binding counts now. The binding must hold (see `gapOf`). */
export function recordsOf(db: ReadDb, binding: CountBinding, period: Period): CountedEntry[] {
  const book = booksById.get(binding.book)
  if (book === undefined) return []
  const sql = countSql(book, binding, period)
  return db.prepare<SqlValue[], CountedEntry>(sql.text).all(...sql.params)
}

const definitions = new Map([...booksById].map(([id, book]) => [id, book.definition]))

function gapOf(binding: CountBinding, beats: readonly string[]): Gap | null {
  const problem = countProblem(binding, definitions, beats)
  if (problem === undefined) return null
  // A binding is complete when it is saved; a state or a choice can only have gone since.
  if (problem === 'state-needed') return 'state-gone'
  return problem === 'value-needed' ? 'value-gone' : problem
}

function counted(
  db: ReadDb,
  { sheet, cell }: CellPlace,
  binding: CountBinding,
  period: Period,
  entries: EntryList,
): SnapshotCell {
  const found = recordsOf(db, binding, period)
  const records = found.map((entry) => entries.place(entry))
  const place = { sheet, cell, binding, text: null, records }
  if (binding.sum === null) return { ...place, gap: null, value: found.length }
  // 未提供 in one of them would make the sum look smaller than it is.
  if (!found.every(({ amount }) => typeof amount === 'number')) return { ...place, gap: 'amount-missing', value: null }
  return { ...place, gap: null, value: found.reduce((sum, { amount }) => sum + Number(amount), 0) }
}

/** Every entry once, however many cells count it. */
class EntryList {
  readonly all: [string, number, string][] = []
  readonly #places = new Map<string, number>()

  place({ id, version, state }: CountedEntry): number {
    const key = `${id} ${state}`
    const known = this.#places.get(key)
    if (known !== undefined) return known
    this.#places.set(key, this.all.length)
    return this.all.push([id, version, state]) - 1
  }
}

function wordsOf(station: string, period: Period, name: string): Readonly<Record<TextSource, string | null>> {
  const { from, to } = period
  // Who and when are known once it is handed over and confirmed.
  return { station, period: name, from, to, filler: null, reviewer: null, date: null }
}

/** Cells that are meant to be filled in and that nothing is bound to. */
export function unboundInputs(
  sheets: readonly TemplateSheet[],
  bound: readonly (BoundCell | { sheet: string; cell: string; binding: Binding })[],
): CellPlace[] {
  const taken = new Set(bound.map(({ sheet, cell }) => `${sheet}!${cell}`))
  return sheets.flatMap((sheet) =>
    sheet.inputs.filter((cell) => !taken.has(`${sheet.name}!${cell}`)).map((cell) => ({ sheet: sheet.name, cell })),
  )
}
