import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { failure, success, type Result } from '../../../src-contract/errors.ts'
import type { fileErrors } from '../../../src-contract/features/sources.contract.ts'
import type { EvaluationRow, EvaluationTable } from '../../../src-domain/evaluations/judge-file.ts'
import { NumberToken, readStrictJson, type JsonTree } from '../../../src-domain/scoring/strict-json.ts'
import type { SheetRow } from '../../spreadsheets/spreadsheet.types.ts'
import { openSpreadsheet } from '../../spreadsheets/spreadsheets.ts'

/** What an agency sent, as it stands in the file. */
export type ReadEvaluation = {
  readonly fileName: string
  readonly sha256: string
  readonly table: EvaluationTable
}

export type ReadProblem =
  | (typeof fileErrors)[number]
  | 'evaluations/jsonl'
  | 'evaluations/long'
  | 'evaluations/empty'
  | 'evaluations/changed-while-read'

const mostRows = 50_000
const mostBytes = 32 * 1024 * 1024
const mostColumns = 200

/** CSV (UTF-8, GB18030), XLSX (values) or JSONL. The hash is of the bytes that were read: a file that changes meanwhile is refused. */
export async function readEvaluationFile(
  file: { readonly path: string; readonly name: string; readonly size: number },
  signal: AbortSignal,
): Promise<Result<ReadEvaluation, ReadProblem>> {
  if (file.size > mostBytes) return failure('file/too-large', { limit: 'file', max: mostBytes / 1024 / 1024 })
  const bytes = bytesOf(file.path)
  if (bytes === undefined) return failure('file/not-found')
  if (bytes.length === 0) return failure('file/empty')
  const sha256 = hashOf(bytes)
  const read = isJsonLines(file.name, bytes) ? readJsonLines(bytes) : await readSheet(file.path, signal)
  if (!read.ok) return read
  if (read.value.rows.length === 0) return failure('evaluations/empty')
  const after = bytesOf(file.path)
  if (after === undefined || hashOf(after) !== sha256) return failure('evaluations/changed-while-read')
  return success({ fileName: file.name, sha256, table: read.value })
}

const hashOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')

function bytesOf(path: string): Buffer | undefined {
  try {
    return readFileSync(path)
  } catch {
    return undefined
  }
}

function isJsonLines(name: string, bytes: Buffer): boolean {
  return /\.(jsonl|ndjson)$/i.test(name) || /^(?:\ufeff)?\s*\{/.test(bytes.subarray(0, 64).toString('utf8'))
}

type TableResult = Result<EvaluationTable, ReadProblem>

async function readSheet(path: string, signal: AbortSignal): Promise<TableResult> {
  const opened = await openSpreadsheet(path, { signal })
  if (!opened.ok) return failure(opened.error.code, opened.error.params)
  try {
    const header = await opened.value.startRows()
    if (!header.ok) return failure(header.error.code, header.error.params)
    const columns = header.value.columns.map(({ key, name }) => ({ key, heading: name === '' ? key : name }))
    const rows: EvaluationRow[] = []
    for (;;) {
      const page = await opened.value.nextPage()
      if (!page.ok) return failure(page.error.code, page.error.params)
      for (const row of page.value.rows) rows.push({ row: row.row, cells: cellsOf(row, columns) })
      if (rows.length > mostRows) return failure('evaluations/long', { max: mostRows })
      if (page.value.done) return success({ columns, rows })
    }
  } finally {
    await opened.value.close()
  }
}

/** A date cell is read as the day and time that it is, not as the sheet happens to show it. */
function cellsOf({ cells }: SheetRow, columns: readonly { readonly key: string }[]): Record<string, string> {
  return Object.fromEntries(
    columns.map(({ key }, at) => [key, cells[at]?.iso?.replace('T', ' ') ?? cells[at]?.text ?? '']),
  )
}

function readJsonLines(bytes: Buffer): TableResult {
  const text = bytes.toString('utf8').replace(/^\ufeff/, '')
  const columns = new Set<string>()
  const rows: EvaluationRow[] = []
  for (const [at, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue
    if (rows.length >= mostRows) return failure('evaluations/long', { max: mostRows })
    const cells = cellsOfLine(line)
    if (cells === null) return failure('evaluations/jsonl', { row: at + 1 })
    for (const key of Object.keys(cells)) columns.add(key)
    if (columns.size > mostColumns) return failure('file/too-large', { limit: 'columns', max: mostColumns })
    rows.push({ row: at + 1, cells })
  }
  return success({ columns: [...columns].map((key) => ({ key, heading: key })), rows })
}

/** One answer: an object of plain values, no key twice. Numbers stay as they were written. */
function cellsOfLine(line: string): Record<string, string> | null {
  const reading = readStrictJson(line.trim())
  if (!reading.ok || !(reading.tree instanceof Map)) return null
  const cells: [string, string][] = []
  for (const [key, value] of reading.tree as Map<string, JsonTree>) {
    const text = plain(value)
    if (text === null) return null
    cells.push([key, text])
  }
  return Object.fromEntries(cells)
}

function plain(value: JsonTree): string | null {
  if (value === null) return ''
  if (typeof value === 'string') return value
  if (typeof value === 'boolean') return String(value)
  return value instanceof NumberToken ? value.text : null
}
