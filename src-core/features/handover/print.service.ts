import type { ParsedInputOf } from '../../../src-contract/contract.ts'
import { failure, success } from '../../../src-contract/errors.ts'
import type { HandoverKind } from '../../../src-contract/features/handover.contract.ts'
import { booksById } from '../../../src-domain/books/books.ts'
import type { Context } from '../../rpc/context.ts'
import type { Answer } from '../../rpc/handler.ts'
import { localTime } from '../exchange/list-part.service.ts'
import type { ListModel } from '../reports/list-model.ts'
import { pdfPrinter } from '../reports/pdf-printer.ts'
import { itemsOf, type HandoverWithPeople, type ItemRecord } from './handover.repo.ts'
import { ownHandover } from './handover.service.ts'
import { handoverText as words } from './print-text.ts'

/** The handover as it was signed: both names and times, and each item with what became of it. No resident is on it. */
export async function print(
  ctx: Context,
  { handoverId }: ParsedInputOf<'handover.print'>,
): Promise<Answer<'handover.print'>> {
  const found = ownHandover(ctx, handoverId)
  if (found === undefined) return failure('handover/gone')
  const items = itemsOf(ctx.db, handoverId)
  const model = paperOf(ctx, found, items)
  const fields = pdfPrinter.missingInList(model)
  if (fields.length > 0) return failure('ledger/print-missing-glyphs', { fields })
  ctx.audit({ action: 'print', record: handoverId, detail: { handover: found.number, items: items.length } })
  const { pdf, pages } = await pdfPrinter.print(model)
  return success({ pdf, pages, fileName: `${words.title}-${found.number}.pdf` })
}

function paperOf(ctx: Context, found: HandoverWithPeople, items: readonly ItemRecord[]): ListModel {
  const { session } = ctx
  const at = (instant: string | null): string => (instant === null ? words.notYet : localTime(instant))
  const signedFor =
    found.signer_name === null || found.signed_by === found.giver_id ? '' : `（${found.signer_name}${words.signedFor}）`
  return {
    kind: 'list',
    station: session.station.name,
    title: words.title,
    about: [
      found.number,
      `${words.giver}：${found.giver_name}${signedFor} ${words.signed} ${at(found.signed_at)}`,
      `${words.receiver}：${found.receiver_name} ${words.confirmed} ${at(found.confirmed_at)}`,
      ...(found.reason === '' ? [] : [`${words.reason}：${found.reason}`]),
      ...(found.note === '' ? [] : [`${words.note}：${found.note}`]),
    ].join('　'),
    columns: words.columns.map(([field, label, width]) => ({ field, label, width })),
    rows: items.map(lineOf),
    watermark: `${found.number} ${session.name} ${session.staffNumber} ${localTime(ctx.now)}`,
  }
}

function lineOf(item: ItemRecord): string[] {
  const book = item.book === null ? undefined : booksById.get(item.book)?.definition
  const state = book?.states.find((one) => one.id === item.state)?.label.zh ?? ''
  return [
    String(item.position),
    words.kinds[item.kind as HandoverKind],
    book?.label.zh ?? '',
    item.number,
    state,
    item.due_on ?? '',
    item.outcome === null ? '' : words.outcomes[item.outcome as keyof typeof words.outcomes],
    item.reason ?? '',
  ]
}
