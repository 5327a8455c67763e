import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { failure, success, type Result } from '../../../src-contract/errors.ts'
import type { fileErrors, FileNotice, Mapping } from '../../../src-contract/features/sources.contract.ts'
import type { SystemDefinition } from '../../../src-contract/systems.ts'
import { openSpreadsheet } from '../../spreadsheets/spreadsheets.ts'
import type {
  FileError,
  HeaderColumn,
  OpenSpreadsheet,
  SheetHeader,
  SpreadsheetInfo,
} from '../../spreadsheets/spreadsheet.types.ts'
import { placeKeys } from '../subjects/place-keys.ts'
import { mappingProblems, missingFields, proposeMapping, shapeOf } from './mapping.rules.ts'
import { Pauses } from './pauses.ts'
import { judgeRow, planColumns, type JudgedRow, type RowPlan } from './row.rules.ts'

export type SourceFileError = (typeof fileErrors)[number]
export type ReadError = SourceFileError | 'sources/mapping-invalid'

export type ReadRequest = {
  readonly path: string
  readonly system: SystemDefinition
  /** Name of the sheet; the first visible one when left out. */
  readonly sheet?: string | undefined
  /** All columns that are to be read. Left out: the one remembered for such files, else by the headings. */
  readonly mapping?: Mapping | undefined
  readonly remembered: (shape: string) => Mapping | undefined
  /** County code of the station. */
  readonly home: string | null
  /** Instant of the call, ISO UTC. */
  readonly now: string
  readonly signal: AbortSignal
  readonly progress: (percent: number) => void
}

export type RowReader = {
  row(row: JudgedRow): void
  /** A row that can't be read, because these required fields have no column. */
  unreadable(row: number, missing: readonly string[]): void
}

export type SourceFile = {
  /** SHA-256, hex: what was previewed must be what is imported. */
  readonly fileHash: string
  readonly info: SpreadsheetInfo
  readonly sheet: string
  readonly columns: readonly HeaderColumn[]
  readonly shape: string
  readonly mapping: Mapping
  readonly missing: readonly string[]
  readonly notices: FileNotice[]
}

const pageRows = 500
const dayMs = 86_400_000

/**
 * Reads a source system's export to its end, handing over one judged row after the other. The file is read in a worker; this
 * thread only judges rows, and lets others in between. Nothing of the file stays open.
 */
export async function readSourceFile(request: ReadRequest, reader: RowReader): Promise<Result<SourceFile, ReadError>> {
  const opened = await openSpreadsheet(request.path, { signal: request.signal })
  if (!opened.ok) return fileFailure(opened.error)
  try {
    // Only now: a file that is far too large has been refused without reading it.
    const fileHash = await hashFile(request.path)
    if (!fileHash.ok) return fileHash
    const read = await readRows(opened.value, request, reader)
    return read.ok ? success({ ...read.value, fileHash: fileHash.value }) : read
  } finally {
    await opened.value.close()
  }
}

async function readRows(
  file: OpenSpreadsheet,
  request: ReadRequest,
  reader: RowReader,
): Promise<Result<Omit<SourceFile, 'fileHash'>, ReadError>> {
  const { info } = file
  const sheet =
    request.sheet === undefined ? info.sheets[info.chosenSheet] : info.sheets.find(({ name }) => name === request.sheet)
  if (sheet === undefined) return failure('sources/mapping-invalid', { fields: ['sheet'] })
  const header = await file.startRows(sheet.index)
  if (!header.ok) return fileFailure(header.error)
  const settled = settleMapping(request, header.value)
  if (!settled.ok) return settled
  const { mapping, missing } = settled.value
  const plan = planOf(request, header.value, mapping)
  const pauses = new Pauses()
  let notices = new Set([...info.notices, ...header.value.notices])
  for (;;) {
    const page = await file.nextPage(pageRows)
    if (!page.ok) return fileFailure(page.error)
    for (const row of page.value.rows) {
      if (missing.length > 0) reader.unreadable(row.row, missing)
      else reader.row(judgeRow(row, plan))
      await pauses.due()
      if (request.signal.aborted) return failure('file/cancelled')
    }
    notices = new Set([...notices, ...page.value.notices])
    request.progress(Math.round(page.value.progress * 100))
    if (page.value.done) break
  }
  const { columns } = header.value
  return success({ info, sheet: sheet.name, columns, shape: shapeOf(columns), mapping, missing, notices: [...notices] })
}

function settleMapping(
  { system, mapping: given, remembered }: ReadRequest,
  { columns }: SheetHeader,
): Result<{ mapping: Mapping; missing: string[] }, 'sources/mapping-invalid'> {
  const known = given ?? remembered(shapeOf(columns))
  const wrong = known === undefined ? [] : mappingProblems(system, columns, known)
  if (given !== undefined && wrong.length > 0) return failure('sources/mapping-invalid', { fields: wrong })
  // A remembered mapping may be older than the catalog; then the headings decide again.
  const mapping = known === undefined || wrong.length > 0 ? proposeMapping(system, columns) : known
  return success({ mapping, missing: missingFields(system, mapping) })
}

/** What makes an address one that nobody can go to. County and unit are left out by everybody who writes to neighbours. */
const needed: ReadonlySet<string> = new Set(['road', 'door', 'building', 'floor', 'room'])

function planOf({ system, home, now }: ReadRequest, { columns }: SheetHeader, mapping: Mapping): RowPlan {
  return {
    system,
    columns: planColumns(system, columns, mapping),
    latest: new Date(Date.parse(now) + dayMs).toISOString(),
    incomplete: (address) => placeKeys(address, home).missing.some((element) => needed.has(element)),
  }
}

function fileFailure(error: FileError): ReturnType<typeof failure<SourceFileError>> {
  return failure(error.code, error.params)
}

async function hashFile(path: string): Promise<Result<string, SourceFileError>> {
  const digest = createHash('sha256')
  try {
    for await (const chunk of createReadStream(path)) digest.update(chunk as Buffer)
    return success(digest.digest('hex'))
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : ''
    if (code === 'ENOENT') return failure('file/not-found')
    return failure(code === 'EBUSY' || code === 'EPERM' || code === 'EACCES' ? 'file/in-use' : 'file/unreadable')
  }
}
