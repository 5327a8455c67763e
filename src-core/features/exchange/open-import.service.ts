import { failure, success } from '../../../src-contract/errors.ts'
import type { ParsedInputOf } from '../../../src-contract/contract.ts'
import type { FileNotice } from '../../../src-contract/features/sources.contract.ts'
import type { BookSpec } from '../../../src-domain/books/book.ts'
import { booksById } from '../../../src-domain/books/books.ts'
import type { Context } from '../../rpc/context.ts'
import type { Answer } from '../../rpc/handler.ts'
import { openSpreadsheet } from '../../spreadsheets/spreadsheets.ts'
import type { FileError, OpenSpreadsheet, SheetHeader, SheetRow } from '../../spreadsheets/spreadsheet.types.ts'
import { inTurn } from '../sources/in-turn.ts'
import { shapeOf } from '../sources/mapping.rules.ts'
import { CheckPass, inFileReason } from './check-pass.ts'
import type { CheckedKept } from './check.queries.ts'
import { exampleMark, mappingProblems, proposeMapping, remarkHeading, shapeColumns } from './headings.rules.ts'
import { dropRows } from './import-rows.repo.ts'
import {
  auditSeq,
  changeImport,
  deleteImport,
  findImport,
  insertImport,
  rememberedMapping,
  staleImports,
  type Remembered,
  type StoredImport,
} from './imports.repo.ts'
import { sampleOf } from './sample.rules.ts'
import { shownImport } from './stored-import.ts'
import { keepCell, textOf, type KeptCell } from './typed-row.rules.ts'

type OpenAnswer = Answer<'exchange.openImport'>
type FileFailure = Extract<OpenAnswer, { ok: false }>

/**
 * Checks under way at once: one for each reader thread and one more to go on with while core keeps what came back. Pages are small, so that
 * a list waits no longer behind two of them than behind one of twice the rows.
 */
const mostChecks = 4
const pageRows = 250
/** Rows that nobody filed or took back are forgotten after so many days. */
const keptDays = 30

/** Reads a file to its end, checks its rows while it is being read, and keeps them until they are filed or given up. */
export function openImport(ctx: Context, input: ParsedInputOf<'exchange.openImport'>): Promise<OpenAnswer> {
  return inTurn(ctx.db, async () => {
    const file = ctx.files.get(input.fileId)
    if (!file) return failure('file/not-found')
    const book = booksById.get(input.book)
    if (book === undefined) return failure('ledger/unknown-book')
    await forgetStale(ctx)
    const opened = await openSpreadsheet(file.path, { signal: ctx.signal })
    if (!opened.ok) return failed(opened.error)
    try {
      return await readAndCheck(ctx, book, opened.value, { fileName: file.name, sheet: input.sheet })
    } finally {
      await opened.value.close()
    }
  })
}

function failed(error: FileError): FileFailure {
  return failure(error.code, error.params)
}

type Wanted = { readonly fileName: string; readonly sheet: string | undefined }

async function readAndCheck(ctx: Context, book: BookSpec, file: OpenSpreadsheet, wanted: Wanted): Promise<OpenAnswer> {
  const { info } = file
  const sheet = info.sheets.find(({ name }) => name === wanted.sheet) ?? info.sheets[info.chosenSheet]
  if (sheet === undefined) return failure('file/empty')
  const header = await file.startRows(sheet.index)
  if (!header.ok) return failed(header.error)
  const begun = beginImport(ctx, book, file, header.value, { ...wanted, sheet: sheet.name })
  ctx.bulk((tx) => insertImport(tx, begun))
  const read = await readRows(ctx, book, file, header.value, begun).catch(async (error: unknown) => {
    await dropImport(ctx, begun.importId)
    throw error
  })
  if (read === null) {
    const stored = findImport(ctx.db, begun.importId)
    if (stored === undefined) throw new Error('an import is gone while it is read')
    ctx.audit({
      action: 'import-preview',
      record: begun.importId,
      detail: { book: begun.book, rows: stored.counts.rows, new: stored.counts.new, errors: stored.counts.errors },
    })
    return success(shownImport({ stored, book }))
  }
  await dropImport(ctx, begun.importId)
  return read
}

/** What is known before the first row is read: columns, mapping, and the repairs that were remembered for files of this shape. */
function beginImport(
  ctx: Context,
  book: BookSpec,
  file: OpenSpreadsheet,
  header: SheetHeader,
  { fileName, sheet }: { fileName: string; sheet: string },
): StoredImport {
  const { info } = file
  const shape = shapeOf(shapeColumns(header.columns))
  const { mapping, repairs, mappedBy } = mappingFor(book, header, rememberedMapping(ctx.db, book.definition.id, shape))
  return {
    importId: ctx.newId(),
    book: book.definition.id,
    fileName,
    format: info.format,
    encoding: info.encoding ?? null,
    sheet,
    sheets: info.sheets.map(({ name, hidden }) => ({ name, hidden })),
    columns: header.columns.map(({ key, letter }, at) => ({
      key,
      letter,
      samples: samplesOf(header.sample, at),
    })),
    notices: [...new Set<FileNotice>([...info.notices, ...header.notices])],
    shape,
    mapping,
    mappedBy,
    repairs,
    problems: [],
    accountId: ctx.session.accountId,
    at: ctx.now,
    state: 'read',
    counts: { rows: 0, new: 0, existing: 0, inFile: 0, errors: 0, warnings: 0, filed: 0 },
    checked: null,
  }
}

function samplesOf(rows: readonly SheetRow[], at: number): string[] {
  const texts = rows.map(({ cells }) => sampleOf(cells[at]?.text ?? '')).filter((text) => text !== '')
  return [...new Set(texts)].slice(0, 3)
}

function mappingFor(
  book: BookSpec,
  { columns }: SheetHeader,
  remembered: Remembered | undefined,
): Pick<StoredImport, 'mapping' | 'repairs' | 'mappedBy'> {
  const keys = columns.map((column) => column.key)
  // A remembered mapping may be older than the book; then the headings decide again.
  if (remembered !== undefined && mappingProblems(book, keys, remembered.mapping).length === 0) {
    return { ...remembered, mappedBy: 'remembered' }
  }
  const mapping = proposeMapping(book, columns)
  return { mapping, repairs: [], mappedBy: Object.keys(mapping).length === 0 ? 'none' : 'headings' }
}

/** @returns null when all rows are kept, else why not */
async function readRows(
  ctx: Context,
  book: BookSpec,
  file: OpenSpreadsheet,
  header: SheetHeader,
  begun: StoredImport,
): Promise<FileFailure | null> {
  const { importId, repairs } = begun
  const pass = new CheckPass(ctx, { importId, book, inFile: inFileReason(book, repairs) })
  try {
    return await readInto(pass, ctx, file, header, begun)
  } finally {
    await pass.end()
  }
}

async function readInto(
  pass: CheckPass,
  ctx: Context,
  file: OpenSpreadsheet,
  header: SheetHeader,
  begun: StoredImport,
): Promise<FileFailure | null> {
  const { importId, mapping, repairs } = begun
  const columns = header.columns.map((column) => column.key)
  const remark = columns.indexOf(remarkHeading)
  const waiting: { checked: Promise<CheckedKept[]>; cells: ReadonlyMap<number, string> }[] = []
  let notices = new Set<FileNotice>(begun.notices)
  // What is done while the file is read is seen by the next look: the first pages are checked long before the last.
  const seq = auditSeq(ctx.db)
  const settleOne = async (): Promise<void> => {
    const first = waiting.shift()
    if (first !== undefined) await pass.keep(await first.checked, first.cells)
  }
  let page = file.nextPage(pageRows)
  for (;;) {
    const read = await page
    if (!read.ok) return failed(read.error)
    if (ctx.signal.aborted) return failure('file/cancelled')
    // The next page is read while this one is checked and the one before is kept.
    if (!read.value.done) page = file.nextPage(pageRows)
    const rows = read.value.rows.filter(
      ({ cells }) => remark < 0 || !(cells[remark]?.text ?? '').startsWith(exampleMark),
    )
    const cells = new Map(rows.map((one) => [one.row, JSON.stringify(trimmed(one.cells.map(keepCell)))]))
    const checked = ctx.read('exchange.checkRows', {
      book: begun.book,
      today: ctx.today,
      columns,
      mapping,
      repairs,
      rows: `[${Array.from(cells, ([row, text]) => `{"row":${row},"cells":${text}}`).join(',')}]`,
    })
    // Whoever waits for an earlier page must not leave this one's failure unheard.
    checked.catch(() => undefined)
    waiting.push({ checked, cells })
    if (waiting.length >= mostChecks) await settleOne()
    notices = new Set([...notices, ...read.value.notices])
    ctx.progress({ phase: 'read', done: Math.round(read.value.progress * 100), total: 100 })
    if (read.value.done) break
  }
  while (waiting.length > 0) await settleOne()
  const counts = pass.tally.counts()
  if (counts.rows === 0) return failure('file/empty')
  const known = Object.keys(mapping).length > 0
  ctx.bulk((tx) =>
    changeImport(tx, importId, {
      // Without any column there is nothing to say about the rows yet.
      counts: known ? counts : { ...counts, new: 0, existing: 0, inFile: 0, errors: 0, warnings: 0 },
      problems: known ? pass.tally.problems() : [],
      state: known ? 'checked' : 'read',
      checked: { on: ctx.today, seq },
      notices: [...notices],
    }),
  )
  return null
}

/** Without the empty cells at the end, which some programs write by the thousand. */
function trimmed(cells: KeptCell[]): KeptCell[] {
  let end = cells.length
  while (end > 0 && textOf(cells[end - 1]) === '') end -= 1
  return cells.slice(0, end)
}

/** Takes an import away of which nothing was filed. */
export async function dropImport(ctx: Pick<Context, 'bulk'>, importId: string): Promise<void> {
  while (ctx.bulk((tx) => dropRows(tx, importId, 500)) > 0) await new Promise((resolve) => setImmediate(resolve))
  ctx.bulk((tx) => deleteImport(tx, importId))
}

/** Rows of files hold people's data: what nobody came back for is not kept for ever. */
async function forgetStale(ctx: Context): Promise<void> {
  const before = new Date(Date.parse(ctx.now) - keptDays * 86_400_000).toISOString()
  for (const { importId, begun } of staleImports(ctx.db, before)) {
    if (!begun) await dropImport(ctx, importId)
    else while (ctx.bulk((tx) => dropRows(tx, importId, 500)) > 0) await new Promise((resolve) => setImmediate(resolve))
  }
}
