import { failure, success } from '../../../src-contract/errors.ts'
import type { ParsedInputOf } from '../../../src-contract/contract.ts'
import type { BookField } from '../../../src-contract/books.ts'
import type { Context } from '../../rpc/context.ts'
import type { Answer } from '../../rpc/handler.ts'
import { makeWorkbook } from '../../spreadsheets/make-workbook.ts'
import type { WriteColumn } from '../../spreadsheets/write.ts'
import { pdfPrinter } from '../reports/pdf-printer.ts'
import { localTime, provenance, rowsOf, take, type ExportKind, type ListPart, type Taken } from './list-part.service.ts'
import { markUsed } from './requests.repo.ts'
import { sheetText } from './returned-text.ts'

/** The list as a workbook, made in memory: text stays text, dates are dates, and every page says who took it, when and why. */
export async function exportList(
  ctx: Context,
  part: ParsedInputOf<'exchange.exportList'>,
): Promise<Answer<'exchange.exportList'>> {
  const asked = await take(ctx, 'xlsx', part)
  if (!asked.ok) return asked
  const taken = asked.value
  const title = sheetText.listTitle(taken.book.definition.label.zh)
  const line = provenance(ctx, part, taken)
  const xlsx = await makeWorkbook(
    {
      header: `${ctx.session.station.name}　${title}　${part.purpose} ${sheetText.purposes[part.purpose]}`,
      watermark: line,
      sheets: [
        {
          name: taken.book.definition.label.zh,
          titleRows: [`${ctx.session.station.name}${title}`, line],
          columns: [
            { header: sheetText.number, kind: 'text', width: 18 },
            { header: sheetText.state, kind: 'text', width: 10 },
            ...taken.columns.map(columnOf),
          ],
          rows: rowsOf(ctx, taken),
        },
      ],
    },
    { signal: ctx.signal },
  )
  record(ctx, 'xlsx', part, taken)
  return success({
    xlsx,
    fileName: sheetText.exportName(taken.book.definition.label.zh, ctx.today.replaceAll('-', '')),
    rows: taken.ids.length,
    masked: part.plain && !taken.plain,
  })
}

const widths: Partial<Record<BookField['kind'], number>> = {
  address: 40,
  'long-text': 40,
  'document-number': 22,
  uscc: 22,
  phone: 16,
  'incident-number': 20,
  choices: 20,
  date: 12,
  number: 10,
}

function columnOf(field: BookField): WriteColumn {
  const kind = field.kind === 'date' ? 'date' : field.kind === 'number' ? 'number' : 'text'
  return { header: field.label.zh, kind, width: widths[field.kind] ?? 14 }
}

/** Written before anything is answered; if it cannot be, the file is not handed out. */
function record(ctx: Context, kind: ExportKind, part: ListPart, taken: Taken): void {
  ctx.bulk((tx) => {
    if (taken.approval !== null) markUsed(tx, taken.approval, ctx.now)
    ctx.audit({
      action: kind === 'print' ? 'print' : 'export',
      purpose: part.purpose,
      ...(part.reference === undefined ? {} : { reference: part.reference }),
      ...(taken.approval === null ? {} : { record: taken.approval }),
      detail: {
        book: taken.book.definition.id,
        rows: taken.ids.length,
        plain: taken.plain,
        columns: taken.columns.length,
        list: true,
      },
    })
    return null
  })
}

/** The list on A4 landscape; what is previewed is what is printed. */
export async function printList(
  ctx: Context,
  part: ParsedInputOf<'exchange.printList'>,
): Promise<Answer<'exchange.printList'>> {
  const asked = await take(ctx, 'print', part)
  if (!asked.ok) return asked
  const taken = asked.value
  const rows: string[][] = []
  for await (const row of rowsOf(ctx, taken)) rows.push(row)
  const label = taken.book.definition.label.zh
  const model = {
    kind: 'list' as const,
    station: ctx.session.station.name,
    title: sheetText.listTitle(label),
    about: provenance(ctx, part, taken),
    columns: [
      { field: 'number', label: sheetText.number, width: 2 },
      { field: 'state', label: sheetText.state, width: 1.2 },
      ...taken.columns.map((field) => ({
        field: field.key,
        label: field.label.zh,
        width: (widths[field.kind] ?? 14) / 10,
      })),
    ],
    rows,
    watermark: `${ctx.session.name} ${ctx.session.staffNumber} ${localTime(ctx.now)}`,
  }
  const fields = pdfPrinter.missingInList(model)
  if (fields.length > 0) return failure('ledger/print-missing-glyphs', { fields })
  record(ctx, 'print', part, taken)
  const { pdf, pages } = await pdfPrinter.print(model)
  return success({
    pdf,
    pages,
    fileName: sheetText.printName(label, ctx.today.replaceAll('-', '')),
    rows: rows.length,
    masked: part.plain && !taken.plain,
  })
}
