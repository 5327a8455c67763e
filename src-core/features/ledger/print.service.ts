import type { OutputOf, ParsedInputOf } from '../../../src-contract/contract.ts'
import { failure, success, type Result } from '../../../src-contract/errors.ts'
import type { Context } from '../../rpc/context.ts'
import { pdfPrinter } from '../reports/pdf-printer.ts'
import { printLayout } from './print-layout.ts'
import { findReachable } from './find-entry.ts'
import { plainValues } from './read.service.ts'

/**
 * The entry as a PDF, which is the preview and the paper alike. A character that the fonts cannot draw is refused by the field it
 * stands in, before anything is made. The audit row comes before the paper.
 */
export async function printEntry(
  ctx: Context,
  input: ParsedInputOf<'ledger.print'>,
): Promise<Result<OutputOf<'ledger.print'>, 'ledger/entry-gone' | 'ledger/print-missing-glyphs'>> {
  const found = findReachable(ctx, input.entryId)
  if (found === undefined) return failure('ledger/entry-gone')
  const { entry, book } = found
  const { values, names } = plainValues(ctx.db, found)
  const { session } = ctx
  const model = printLayout(book, {
    station: session.station.name,
    number: entry.number,
    state: entry.state,
    version: entry.version,
    filedAt: localTime(entry.filed_at),
    values,
    names,
    printedBy: `${session.name} ${session.staffNumber}`,
    printedAt: localTime(ctx.now),
  })
  const fields = pdfPrinter.missingGlyphs(model)
  if (fields.length > 0) return failure('ledger/print-missing-glyphs', { fields })
  ctx.audit({
    action: 'print',
    record: entry.entry_id,
    purpose: input.purpose,
    detail: { book: entry.book, version: entry.version },
  })
  const { pdf, pages } = await pdfPrinter.print(model)
  return success({ pdf, pages, fileName: `${entry.number}.pdf` })
}

const shanghai = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Asia/Shanghai',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
})

/** 2026-03-05 14:30, as a clock in the station shows it. */
function localTime(instant: string): string {
  return shanghai.format(new Date(instant))
}
