import type { ParsedInputOf } from '../../../src-contract/contract.ts'
import { failure, success } from '../../../src-contract/errors.ts'
import type { Context } from '../../rpc/context.ts'
import type { Answer } from '../../rpc/handler.ts'
import { localTime } from '../exchange/list-part.service.ts'
import { valuesOfEntry } from '../ledger/carried.ts'
import { findReachable } from '../ledger/find-entry.ts'
import type { ListModel } from '../reports/list-model.ts'
import { pdfPrinter } from '../reports/pdf-printer.ts'
import { findCopyWithPeople, rowsOfCopy, updateCopy, type CopyWithPeople, type KeptRow } from './paper.repo.ts'
import { ownCopy } from './copies.service.ts'
import { walkListText as words } from './print-text.ts'
import { shownOf } from './registers.ts'
import { roomsOf } from './typing.service.ts'

/** The same copy is drawn again for so long, so that a window that was closed too early costs no number. */
const againMs = 10 * 60_000
/** Lines under each room for people who are not on the list. */
const emptyLines = 1

/** The paper, in plain: its maker's only, and audited before it is made. */
export async function print(ctx: Context, input: ParsedInputOf<'paper.print'>): Promise<Answer<'paper.print'>> {
  const copy = ownCopy(ctx, input.copyId)
  const people = copy === undefined ? undefined : findCopyWithPeople(ctx.db, copy.copy_id)
  if (copy === undefined || people === undefined || copy.destroyed_at !== null) return failure('paper/gone')
  const first = copy.printed_at ?? ctx.now
  if (copy.made_by !== ctx.session.accountId || Date.parse(ctx.now) - Date.parse(first) > againMs)
    return failure('paper/printed', { number: copy.number })
  const rows = rowsOfCopy(ctx.db, copy.copy_id)
  const model = walkList(ctx, people, rows)
  const fields = pdfPrinter.missingInList(model)
  if (fields.length > 0) return failure('ledger/print-missing-glyphs', { fields })
  ctx.bulk((tx) => {
    updateCopy(tx, copy.copy_id, { printed_at: first })
    // In this transaction: a paper without its audit row must not be.
    ctx.audit({
      action: 'print',
      record: copy.copy_id,
      purpose: input.purpose,
      detail: { walkList: copy.number, rows: rows.length },
    })
  })
  const { pdf, pages } = await pdfPrinter.print(model)
  return success({ pdf, pages, fileName: `${words.title}-${copy.number}.pdf` })
}

function walkList(ctx: Context, copy: CopyWithPeople, rows: readonly KeptRow[]): ListModel {
  const { session } = ctx
  const at = localTime(ctx.now)
  const lines = roomsOf(ctx, copy, rows).flatMap(({ household, label }) => [
    ...rows
      .filter((row) => row.household === household)
      .flatMap((row, i) => lineOf(ctx, row, i === 0 ? label || copy.place : '')),
    ...Array.from({ length: emptyLines }, () => ['', '', '', '', '', '', '', '', words.box, '', '']),
  ])
  return {
    kind: 'list',
    station: session.station.name,
    title: words.title,
    about: [
      `${words.copy}：${copy.number}`,
      `${words.place}：${copy.place}`,
      `${words.officer}：${copy.officer_name}`,
      `${words.holder}：${copy.holder_name}`,
      `${words.rows}：${rows.length}`,
    ].join('　'),
    columns: words.columns.map(([field, label, width]) => ({ field, label, width })),
    rows: lines,
    watermark: `${copy.number} ${session.name} ${session.staffNumber} ${at}`,
  }
}

function lineOf(ctx: Context, row: KeptRow, label: string): string[][] {
  const found = findReachable(ctx, row.entry_id)
  if (found === undefined) return []
  const { name, documentEnd, phone } = shownOf(found.book, valuesOfEntry(ctx.db, found.book, found.entry))
  const book = words.books[found.book.definition.id as keyof typeof words.books] ?? ''
  return [[String(row.position), label, book, name, documentEnd, phone, words.box, words.box, '', '', '']]
}
