import type { OutputOf, ParsedInputOf } from '../../../src-contract/contract.ts'
import { failure, success, type Result } from '../../../src-contract/errors.ts'
import type { fileErrors } from '../../../src-contract/features/sources.contract.ts'
import type { FileId } from '../../../src-contract/ids.ts'
import type { SystemId } from '../../../src-contract/systems.ts'
import { mayAct } from '../../../src-domain/distribution/acts.rules.ts'
import { registrationNumber } from '../../../src-domain/distribution/content.rules.ts'
import { channelOf } from '../../../src-domain/distribution/forms.ts'
import { readReturnLine, returnColumns, type ReturnLine } from '../../../src-domain/distribution/return-line.rules.ts'
import type { Context, Transaction } from '../../rpc/context.ts'
import type { Answer } from '../../rpc/handler.ts'
import { openSpreadsheet } from '../../spreadsheets/spreadsheets.ts'
import type { ReadDb } from '../../store/sql.ts'
import {
  actOnCorrection,
  correctionNumber,
  correctionsOfBatch,
  findCorrection,
  type CorrectionRow,
} from '../conflicts/corrections.acts.ts'
import { sharedEntry } from '../ledger/shared-entry.ts'
import { Pauses } from '../sources/pauses.ts'
import { entriesOfBatch, historyOf } from './deliveries.repo.ts'
import { atSystem, type AtSystem } from './entry-targets.ts'
import { auditAll, note, told } from './hand-over.service.ts'

type ReadError = (typeof fileErrors)[number] | 'distribution/return-columns'
type Counts = OutputOf<'distribution.readReturn'>
/** One line of the file; null where it cannot be understood. */
type Line = { readonly sheet: string; readonly row: number; readonly said: ReturnLine | null }
type Due =
  | { readonly what: 'record'; readonly at: AtSystem; readonly hash: string; readonly said: ReturnLine }
  | { readonly what: 'correction'; readonly row: CorrectionRow; readonly said: ReturnLine }

/** No system sends more back at once than a few batches: a longer table is another one. */
const mostLines = 5_000
const mostRowsNamed = 30

/** What the file would do. */
export async function readReturn(
  ctx: Context,
  { fileId, system }: ParsedInputOf<'distribution.readReturn'>,
): Promise<Answer<'distribution.readReturn'>> {
  const read = await readLines(ctx, fileId)
  return read.ok ? success(countsOf(await weigh(ctx, system, read.value))) : read
}

/**
 * Writes what the file says: all of it or nothing. Said once more, it changes nothing. The lines are looked up before the transaction, in
 * slices; in it each is only held against what was answered meanwhile.
 */
export async function applyReturn(
  ctx: Context,
  { fileId, system }: ParsedInputOf<'distribution.applyReturn'>,
): Promise<Answer<'distribution.applyReturn'>> {
  const read = await readLines(ctx, fileId)
  if (!read.ok) return read
  const weighed = await weigh(ctx, system, read.value)
  ctx.signal.throwIfAborted()
  const applied = ctx.commit((tx): Answer<'distribution.applyReturn'> => {
    const due = weighed.due.filter((one) => write(ctx, tx, one))
    const records = due.map((one) => (one.what === 'record' ? one.at.entryId : `correction:${one.row.request_id}`))
    auditAll(tx, system, 'return-file', records)
    const unchanged = weighed.unchanged + weighed.due.length - due.length
    return success(countsOf({ ...weighed, due, unchanged }))
  })
  const entries = weighed.due.flatMap((one) => (one.what === 'record' ? [one.at.entryId] : []))
  return told(ctx, applied, entries)
}

/** @returns false: somebody answered meanwhile */
function write(ctx: Context, tx: Transaction, one: Due): boolean {
  const { outcome, receipt, reason, batch } = one.said
  const said = { ...(receipt === null ? {} : { receipt }), ...(reason === null ? {} : { reason }) }
  if (one.what === 'correction') {
    const row = findCorrection(tx, one.row.request_id)
    return row?.state === 'exported' && actOnCorrection(tx, row, outcome, { ...said, now: ctx.now })
  }
  const history = historyOf(tx, one.at.entryId, one.at.target.system)
  if (isAnswered(history, batch)) return false
  note(ctx, tx, { ...one.at, history }, outcome, { ...said, batch, hash: one.hash })
  return true
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
      if (!header.ok && header.error.code !== 'file/no-header' && header.error.code !== 'file/empty')
        return failure(header.error.code, header.error.params)
      const columns = header.ok ? returnColumns(header.value.columns.map((column) => column.name)) : null
      if (columns === null) continue
      understood = true
      for (;;) {
        const page = await opened.value.nextPage()
        if (!page.ok) return failure(page.error.code, page.error.params)
        for (const { row, cells } of page.value.rows) {
          const texts = Array.from(cells, (cell) => cell?.text ?? '')
          lines.push({ sheet, row, said: readReturnLine(columns, texts) })
        }
        if (lines.length > mostLines) return failure('file/too-large', { limit: 'rows', max: mostLines })
        if (page.value.done) break
      }
    }
    return understood ? success(lines) : failure('distribution/return-columns')
  } finally {
    await opened.value.close()
  }
}

type Weighed = {
  readonly due: readonly Due[]
  readonly unchanged: number
  readonly unknown: readonly { readonly sheet: string; readonly row: number }[]
}

async function weigh({ db, signal }: Context, system: SystemId, lines: readonly Line[]): Promise<Weighed> {
  const pauses = new Pauses()
  const batches = new Map<string, Batch>()
  const due: Due[] = []
  const seen = new Set<string>()
  const unknown: { sheet: string; row: number }[] = []
  let unchanged = 0
  for (const { sheet, row, said } of lines) {
    const name = said === null ? '' : `${said.batch} ${said.number}`
    const found = said === null || seen.has(name) ? undefined : find(db, system, said, batches)
    // Also a record that the file names twice: which of the two lines counts nobody can say.
    if (said === null || found === undefined) unknown.push({ sheet, row })
    else if (found === 'answered') unchanged += 1
    else due.push(found)
    if (said !== null) seen.add(name)
    await pauses.due()
    signal.throwIfAborted()
  }
  return { due, unchanged, unknown }
}

function countsOf({ due, unchanged, unknown }: Weighed): Counts {
  const of = (outcome: ReturnLine['outcome']): number => due.filter((one) => one.said.outcome === outcome).length
  return {
    confirmed: of('confirmed'),
    rejected: of('rejected'),
    changed: due.filter((one) => one.what === 'record' && one.hash !== one.at.content.hash).length,
    unchanged,
    unknown: unknown.length,
    unknownRows: unknown.slice(0, mostRowsNamed),
  }
}

/** What went out in a batch, by the numbers that the file has. */
type Batch = {
  readonly records: ReadonlyMap<string, { readonly entryId: string; readonly hash: string }>
  readonly corrections: ReadonlyMap<string, CorrectionRow>
}

/** An answer to what went out in the batch, also where the record has changed since: the system has it all the same. */
function find(
  db: ReadDb,
  system: SystemId,
  said: ReturnLine,
  batches: Map<string, Batch>,
): Due | 'answered' | undefined {
  let batch = batches.get(said.batch)
  if (batch === undefined) batches.set(said.batch, (batch = batchOf(db, said.batch, system)))
  const asked = batch.corrections.get(said.number)
  if (asked !== undefined)
    return mayAct(said.outcome, asked.state, channelOf(system)) && asked.state === 'exported'
      ? { what: 'correction', row: asked, said }
      : 'answered'
  const record = batch.records.get(said.number)
  const at = record === undefined ? undefined : atSystem(db, record.entryId, system)
  if (record === undefined || at === undefined) return undefined
  return isAnswered(at.history, said.batch) ? 'answered' : { what: 'record', at, hash: record.hash, said }
}

function isAnswered(history: AtSystem['history'], batch: string): boolean {
  return history.some((one) => one.batch === batch && (one.act === 'confirmed' || one.act === 'rejected'))
}

function batchOf(db: ReadDb, name: string, system: SystemId): Batch {
  const records = entriesOfBatch(db, name)
    .filter((one) => one.system === system)
    .flatMap(({ entry_id: entryId, hash }) => {
      const entry = sharedEntry(db, entryId)
      return entry === undefined ? [] : [[registrationNumber(entry), { entryId, hash }] as const]
    })
  const corrections = correctionsOfBatch(db, name).filter((row) => row.system === system)
  return {
    records: new Map(records),
    corrections: new Map(corrections.map((row) => [correctionNumber(row.request_id), row])),
  }
}
