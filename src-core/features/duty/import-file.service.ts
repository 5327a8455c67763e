import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { failure, success, type Result } from '../../../src-contract/errors.ts'
import type { DutyImportPreview, DutyRowProblem, ImportKind } from '../../../src-contract/features/duty.shapes.ts'
import type { fileErrors } from '../../../src-contract/features/sources.contract.ts'
import type { ReadDb } from '../../store/sql.ts'
import { openSpreadsheet } from '../../spreadsheets/spreadsheets.ts'
import type { FileError, OpenSpreadsheet, SheetHeader } from '../../spreadsheets/spreadsheet.types.ts'
import { hasAreaColumns, readAreaRow, type AreaItem } from './area-file.rules.ts'
import { placeContext } from './place-context.ts'
import { monthIn, readRosterRow, rosterLayout, rosterSpan, type RosterItem } from './roster-file.rules.ts'
import { allBeats, allStaff } from './staff.repo.ts'

export type ReadError =
  | (typeof fileErrors)[number]
  | 'duty/import-columns'
  | 'duty/import-month'
  | 'duty/import-sheet'
  | 'duty/import-long'
  | 'duty/import-empty'

/** What a file says, row by row, before it is held against what is there. */
export type ReadFile = {
  readonly kind: ImportKind
  readonly fileName: string
  /** SHA-256, hex. */
  readonly fileHash: string
  readonly sheet: string
  readonly sheets: readonly string[]
  readonly layout: DutyImportPreview['layout']
  readonly month: string | null
  readonly span: { from: string; to: string } | null
  readonly rows: number
  readonly roster: readonly RosterItem[]
  readonly areas: readonly AreaItem[]
  readonly problems: readonly DutyRowProblem[]
}

export type ReadRequest = {
  readonly path: string
  readonly name: string
  readonly kind: ImportKind
  readonly sheet: string | undefined
  readonly month: string | undefined
  readonly today: string
  readonly signal: AbortSignal
}

/** A year of a large station, or every house of it. */
const mostRows = 20_000
const pageRows = 500

export async function readDutyFile(db: ReadDb, request: ReadRequest): Promise<Result<ReadFile, ReadError>> {
  const opened = await openSpreadsheet(request.path, { signal: request.signal })
  if (!opened.ok) return fileFailure(opened.error)
  try {
    const { sheets, chosenSheet } = opened.value.info
    const sheet = request.sheet === undefined ? sheets[chosenSheet] : sheets.find(({ name }) => name === request.sheet)
    if (sheet === undefined) return failure('duty/import-sheet')
    const header = await opened.value.startRows(sheet.index)
    if (!header.ok) return fileFailure(header.error)
    const plan = sheetPlan(db, request, header.value, sheet.name)
    if (!plan.ok) return plan
    const read = await readRows(opened.value, plan.value)
    if (!read.ok) return read
    const { roster, areas, rows } = read.value
    if (rows === 0) return failure('duty/import-empty')
    return success({
      ...read.value,
      kind: request.kind,
      fileName: request.name,
      fileHash: createHash('sha256').update(readFileSync(request.path)).digest('hex'),
      sheet: sheet.name,
      sheets: sheets.map(({ name }) => name),
      layout: plan.value.layout,
      month: plan.value.month,
      span: request.kind === 'roster' ? rosterSpan(roster, plan.value.month) : spanOfAreas(areas),
    })
  } finally {
    await opened.value.close()
  }
}

type SheetPlan = {
  readonly layout: DutyImportPreview['layout']
  readonly month: string | null
  read(row: Parameters<typeof readRosterRow>[0]): {
    items: readonly RosterItem[]
    areas: readonly AreaItem[]
    problems: readonly DutyRowProblem[]
  }
}

function sheetPlan(
  db: ReadDb,
  request: ReadRequest,
  { columns, titleRows }: SheetHeader,
  sheetName: string,
): Result<SheetPlan, 'duty/import-columns' | 'duty/import-month'> {
  if (request.kind === 'areas') {
    if (!hasAreaColumns(columns)) return failure('duty/import-columns', { kind: 'areas' })
    const beats = new Set(allBeats(db).map(({ beat }) => beat))
    const sheet = { columns, context: placeContext(db), beats, today: request.today }
    return success({
      layout: 'areas',
      month: null,
      read(row) {
        const { item, problems } = readAreaRow(row, sheet)
        return { items: [], areas: item === null ? [] : [item], problems }
      },
    })
  }
  const layout = rosterLayout(columns)
  if (layout === null) return failure('duty/import-columns', { kind: 'roster' })
  const month = request.month ?? monthIn([...titleRows, sheetName, request.name])
  if (layout === 'month-grid' && month === null) return failure('duty/import-month')
  const sheet = { layout, columns, month, staff: allStaff(db) }
  return success({
    layout,
    month: layout === 'month-grid' ? month : null,
    read: (row) => ({ ...readRosterRow(row, sheet), areas: [] }),
  })
}

async function readRows(
  file: OpenSpreadsheet,
  plan: SheetPlan,
): Promise<Result<Pick<ReadFile, 'roster' | 'areas' | 'problems' | 'rows'>, ReadError>> {
  const roster: RosterItem[] = []
  const areas: AreaItem[] = []
  const problems: DutyRowProblem[] = []
  let rows = 0
  for (;;) {
    const page = await file.nextPage(pageRows)
    if (!page.ok) return fileFailure(page.error)
    for (const row of page.value.rows) {
      const read = plan.read(row)
      if (read.items.length + read.areas.length + read.problems.length > 0) rows += 1
      if (rows > mostRows || roster.length > 2 * mostRows) return failure('duty/import-long', { max: mostRows })
      roster.push(...read.items)
      areas.push(...read.areas)
      problems.push(...read.problems)
    }
    if (page.value.done) return success({ roster, areas, problems, rows })
  }
}

function spanOfAreas(areas: readonly AreaItem[]): { from: string; to: string } | null {
  const days = areas.map(({ from }) => from).sort()
  const from = days[0]
  return from === undefined ? null : { from, to: days.at(-1) ?? from }
}

function fileFailure(error: FileError): ReturnType<typeof failure<(typeof fileErrors)[number]>> {
  return failure(error.code, error.params)
}
