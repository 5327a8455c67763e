import { failure, success } from '../../../src-contract/errors.ts'
import type { ParsedInputOf } from '../../../src-contract/contract.ts'
import type { BookSpec } from '../../../src-domain/books/book.ts'
import type { Context } from '../../rpc/context.ts'
import type { Answer } from '../../rpc/handler.ts'
import { makeWorkbook } from '../../spreadsheets/make-workbook.ts'
import { returnedHeadings, shapeColumns } from './headings.rules.ts'
import type { RowProblem } from './check-row.ts'
import { leftRows, verdictCounts, type StoredRow } from './import-rows.repo.ts'
import { reasonOf, sheetText } from './returned-text.ts'
import { ownImport } from './stored-import.ts'
import { textOf, type KeptCell } from './typed-row.rules.ts'

const rowsAtOnce = 200

/** The rows that were not filed, as they came, each with its row number and its reasons in front. */
export async function rejectedRows(
  ctx: Context,
  input: ParsedInputOf<'exchange.rejectedRows'>,
): Promise<Answer<'exchange.rejectedRows'>> {
  const found = ownImport(ctx, input.importId)
  if (found === undefined) return failure('exchange/import-gone')
  const { stored, book } = found
  const { importId, columns } = stored
  const finished = stored.state !== 'read' && stored.state !== 'checked'
  const counts = verdictCounts(ctx.db, importId)
  const total = [...counts].reduce((sum, [verdict, n]) => sum + (verdict === 'new' && !finished ? 0 : n), 0)
  if (total === 0) return failure('exchange/nothing-rejected')
  const shown = shapeColumns(columns)
  const places = shown.map(({ key }) => columns.findIndex((column) => column.key === key))
  async function* rows(): AsyncGenerator<string[]> {
    let after = -1
    for (;;) {
      const page = leftRows(ctx.db, importId, after, rowsAtOnce)
      const last = page.at(-1)
      if (last === undefined) return
      for (const row of page) {
        if (row.verdict === 'new' && !finished) continue
        const cells = JSON.parse(row.cells) as KeptCell[]
        yield [String(row.row), reasonsOf(book, row), ...places.map((at) => textOf(cells[at]))]
      }
      after = last.row
      // Others come in between; the rows go to another thread.
      await new Promise<void>((resolve) => setImmediate(resolve))
      ctx.signal.throwIfAborted()
    }
  }
  const label = book.definition.label.zh
  const xlsx = await makeWorkbook(
    {
      sheets: [
        {
          name: label,
          titleRows: [sheetText.returnedTitle(label, total)],
          columns: [
            { header: returnedHeadings.row, kind: 'text', width: 8 },
            { header: returnedHeadings.reasons, kind: 'text', width: 50 },
            ...shown.map(({ key }) => ({ header: key, kind: 'text' as const, width: 16 })),
          ],
          rows: rows(),
        },
      ],
    },
    { signal: ctx.signal },
  )
  // The clerk's own file comes back to the clerk, with nothing in it that was not in it before; it leaves the program all the same.
  ctx.audit({
    action: 'export',
    record: importId,
    purpose: 'P01',
    detail: { book: stored.book, rows: total, returned: true },
  })
  return success({ xlsx, fileName: sheetText.returnedName(label), rows: total })
}

function reasonsOf(book: BookSpec, row: StoredRow): string {
  if (row.verdict === null) return sheetText.notChecked
  if (row.verdict === 'new') return sheetText.notFiledYet
  const problems = row.problems === null ? [] : (JSON.parse(row.problems) as RowProblem[])
  return problems
    .filter(({ settled }) => settled !== true)
    .map(({ field, code, params }) => {
      const label = book.definition.fields.find((one) => one.key === field)?.label.zh
      const reason = reasonOf(code, params)
      return label === undefined ? reason : `${label}：${reason}`
    })
    .join(' ')
}
