import type { OutputOf, ParsedInputOf } from '../../../src-contract/contract.ts'
import { failure, success, type Result } from '../../../src-contract/errors.ts'
import type { fileErrors } from '../../../src-contract/features/sources.contract.ts'
import type { FileId } from '../../../src-contract/ids.ts'
import type { SystemId } from '../../../src-contract/systems.ts'
import { mayAct } from '../../../src-domain/distribution/acts.rules.ts'
import { channelOf } from '../../../src-domain/distribution/forms.ts'
import { readReturnLine, returnColumns, type ReturnLine } from '../../../src-domain/distribution/return-line.rules.ts'
import type { Context, Transaction } from '../../rpc/context.ts'
import type { Answer } from '../../rpc/handler.ts'
import { openSpreadsheet } from '../../spreadsheets/spreadsheets.ts'
import type { ReadDb } from '../../store/sql.ts'
import type { CorrectionRow } from '../conflicts/corrections.acts.ts'
import { actOnCorrection, correctionNumber, correctionsOfBatch } from '../conflicts/corrections.acts.ts'
import { entriesOfBatch } from './deliveries.repo.ts'
import { atSystem, type AtSystem } from './entry-targets.ts'
import { audit, note } from './hand-over.service.ts'

type ReadError = (typeof fileErrors)[number] | 'distribution/return-columns'
type Counts = OutputOf<'distribution.readReturn'>
/** One line of the file; null where it cannot be understood. */
type Line = { readonly sheet: string; readonly row: number; readonly said: ReturnLine | null }
type Due =
  | { readonly what: 'record'; readonly at: AtSystem; readonly said: ReturnLine }
  | { readonly what: 'correction'; readonly row: CorrectionRow; readonly said: ReturnLine }

/** What the file would do. */
export async function readReturn(
  ctx: Context,
  { fileId, system }: ParsedInputOf<'distribution.readReturn'>,
): Promise<Answer<'distribution.readReturn'>> {
  const read = await readLines(ctx, fileId)
  return read.ok ? success(weigh(ctx.db, system, read.value).counts) : read
}

/** Writes what the file says: all of it or nothing. Said once more, it changes nothing. */
export async function applyReturn(
  ctx: Context,
  { fileId, system }: ParsedInputOf<'distribution.applyReturn'>,
): Promise<Answer<'distribution.applyReturn'>> {
  const read = await readLines(ctx, fileId)
  if (!read.ok) return read
  const applied = ctx.commit((tx): Answer<'distribution.applyReturn'> => {
    const { counts, due } = weigh(tx, system, read.value)
    for (const one of due) write(ctx, tx, one)
    audit(tx, system, 'return-file', counts.confirmed + counts.rejected)
    return success(counts)
  })
  if (applied.ok) ctx.emit({ name: 'data-changed', what: 'ledger' })
  return applied
}

function write(ctx: Context, tx: Transaction, one: Due): void {
  const { outcome, receipt, reason } = one.said
  const said = { ...(receipt === null ? {} : { receipt }), ...(reason === null ? {} : { reason }) }
  if (one.what === 'record') note(ctx, tx, one.at, outcome, { ...said, batch: one.said.batch })
  else actOnCorrection(tx, one.row, outcome, { ...said, now: ctx.now })
}

async function readLines(ctx: Context, fileId: FileId): Promise<Result<Line[], ReadError>> {
  const file = ctx.files.get(fileId)
  if (file === undefined) return failure('file/not-found')
  const opened = await openSpreadsheet(file.path, { signal: ctx.signal })
  if (!opened.ok) return failure(opened.error.code, opened.error.params)
  try {
    const lines: Line[] = []
    let understood = false
    // A file has a sheet for each book, and one for corrections.
    for (const { index, name: sheet, hidden } of opened.value.info.sheets) {
      if (hidden) continue
      const header = await opened.value.startRows(index)
      if (!header.ok) continue
      const columns = returnColumns(header.value.columns.map((column) => column.name))
      if (columns === null) continue
      understood = true
      for (;;) {
        const page = await opened.value.nextPage()
        if (!page.ok) return failure(page.error.code, page.error.params)
        for (const { row, cells } of page.value.rows)
          lines.push({
            sheet,
            row,
            said: readReturnLine(
              columns,
              cells.map((cell) => cell?.text ?? ''),
            ),
          })
        if (page.value.done) break
      }
    }
    return understood ? success(lines) : failure('distribution/return-columns')
  } finally {
    await opened.value.close()
  }
}

function weigh(db: ReadDb, system: SystemId, lines: readonly Line[]): { counts: Counts; due: Due[] } {
  const batches = new Map<string, ReadonlyMap<string, string>>()
  const due: Due[] = []
  const seen = new Set<string>()
  const unknown: Counts['unknown'] = []
  let unchanged = 0
  for (const { sheet, row, said } of lines) {
    const found = said === null ? undefined : find(db, system, said, batches)
    if (said === null || found === undefined) {
      unknown.push({ sheet, row })
      continue
    }
    if (found === 'past' || seen.has(`${said.batch} ${said.number}`)) unchanged += 1
    else due.push(found)
    seen.add(`${said.batch} ${said.number}`)
  }
  const of = (outcome: ReturnLine['outcome']): number => due.filter((one) => one.said.outcome === outcome).length
  return { counts: { confirmed: of('confirmed'), rejected: of('rejected'), unchanged, unknown }, due }
}

/** 'past': it was answered before, or the record is another one by now. */
function find(
  db: ReadDb,
  system: SystemId,
  said: ReturnLine,
  batches: Map<string, ReadonlyMap<string, string>>,
): Due | 'past' | undefined {
  const channel = channelOf(system)
  const asked = correctionsOfBatch(db, said.batch).find((row) => correctionNumber(row.request_id) === said.number)
  if (asked !== undefined && asked.system === system)
    return mayAct(said.outcome, asked.state, channel) ? { what: 'correction', row: asked, said } : 'past'
  let numbers = batches.get(said.batch)
  if (numbers === undefined) batches.set(said.batch, (numbers = numbersIn(db, said.batch, system)))
  const entryId = numbers.get(said.number)
  if (entryId === undefined) return undefined
  const at = atSystem(db, entryId, system)
  const { last, standing } = at?.standing ?? {}
  if (at === undefined || last?.batch !== said.batch || !mayAct(said.outcome, standing ?? '', channel)) return 'past'
  return { what: 'record', at, said }
}

/** Entries of a batch by their numbers. */
function numbersIn(db: ReadDb, batch: string, system: SystemId): ReadonlyMap<string, string> {
  const number = db.prepare<[string], { number: string }>('SELECT number FROM entries WHERE entry_id = ?')
  return new Map(
    entriesOfBatch(db, batch)
      .filter((one) => one.system === system)
      .flatMap(({ entry_id }) => {
        const found = number.one(entry_id)
        return found === undefined ? [] : [[found.number, entry_id] as const]
      }),
  )
}
