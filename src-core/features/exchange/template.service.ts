import { failure, success } from '../../../src-contract/errors.ts'
import type { ParsedInputOf } from '../../../src-contract/contract.ts'
import type { BookField } from '../../../src-contract/books.ts'
import { booksById } from '../../../src-domain/books/books.ts'
import type { Context } from '../../rpc/context.ts'
import type { Answer } from '../../rpc/handler.ts'
import { columnLetter } from '../../spreadsheets/limits.ts'
import { makeWorkbook } from '../../spreadsheets/make-workbook.ts'
import type { CellValue, WriteColumn, WriteSheet } from '../../spreadsheets/write.ts'
import { importableFields, remarkHeading } from './headings.rules.ts'
import { sheetText } from './returned-text.ts'

/** How far choices, hints and formats reach. */
const fillTo = 3_000
/** Longer lists stand in a sheet of their own. */
const longestList = 200

/** An empty sheet of a book that imports without mapping: its headings are the labels of the fields. */
export async function template(
  ctx: Context,
  input: ParsedInputOf<'exchange.template'>,
): Promise<Answer<'exchange.template'>> {
  const book = booksById.get(input.book)
  if (book === undefined) return failure('ledger/unknown-book')
  const fields = importableFields(book)
  const choices = fields.map((field) => choicesOf(ctx, field))
  const lists = choices.flatMap((list, at) =>
    list !== null && list.join(',').length > longestList ? [{ at, list }] : [],
  )
  const label = book.definition.label.zh
  const columns = fields.map((field, at): WriteColumn => {
    const inSheet = lists.findIndex((one) => one.at === at)
    const list = choices[at] ?? null
    const range = `=${sheetText.optionsSheet}!$${columnLetter(inSheet)}$2:$${columnLetter(inSheet)}$${(list?.length ?? 0) + 1}`
    return {
      header: field.label.zh,
      // ID numbers and phones keep all their digits only as text; counts are numbers.
      kind: field.kind === 'date' ? 'date' : field.kind === 'number' ? 'number' : 'text',
      width: field.kind === 'address' || field.kind === 'long-text' ? 36 : field.kind === 'document-number' ? 22 : 14,
      required: field.required,
      hint: hintOf(field),
      ...(list === null ? {} : { choices: inSheet < 0 ? list : [range] }),
    }
  })
  const sheet: WriteSheet = {
    name: label,
    titleRows: [sheetText.templateTitle(label)],
    fillTo,
    columns: [...columns, { header: remarkHeading, kind: 'text', width: 24 }],
    rows: [[...fields.map((field, at) => exampleOf(ctx, field, choices[at] ?? null)), sheetText.exampleRow]],
  }
  const xlsx = await makeWorkbook(
    {
      sheets:
        lists.length === 0
          ? [sheet]
          : [sheet, optionsSheet(lists.map(({ at, list }) => ({ field: fields[at], list })))],
    },
    { signal: ctx.signal },
  )
  return success({ xlsx, fileName: sheetText.templateName(label) })
}

/** What can be chosen: options, the station's beats, its police officers; null where anything can be written. */
function choicesOf({ db }: Context, field: BookField): string[] | null {
  if (field.kind === 'account') {
    const police = `SELECT name FROM accounts WHERE active = 1 AND staff_kind = 'officer' ORDER BY name`
    return db
      .prepare<[], { name: string }>(police)
      .all()
      .map((row) => row.name)
  }
  if (field.key === 'beat') {
    const beats = 'SELECT beat FROM beats UNION SELECT beat FROM account_beats ORDER BY 1'
    return db
      .prepare<[], { beat: string }>(beats)
      .all()
      .map((row) => row.beat)
  }
  return field.kind === 'choice' ? field.options.map((option) => option.label.zh) : null
}

function hintOf(field: BookField): string {
  const parts = [field.hint?.zh ?? '']
  if (field.kind === 'choice') parts.push(sheetText.choose)
  if (field.kind === 'choices')
    parts.push(`${field.options.map((option) => option.label.zh).join('、')}。${sheetText.several}`)
  if (field.kind === 'account' || field.kind === 'accounts') parts.push(sheetText.account)
  if (field.declarable) parts.push(sheetText.declarable)
  const hint = parts.filter((part) => part !== '').join(' ')
  return hint === '' ? field.label.zh : hint
}

/** The example is of nobody: fictitious division 99, unassigned phone prefix 129. */
function exampleOf({ today }: Context, field: BookField, choices: readonly string[] | null): CellValue {
  if (choices !== null) return choices[0] ?? ''
  switch (field.kind) {
    case 'date':
      return field.key === 'birthDate' ? '1990-01-01' : today
    case 'number':
      return 1
    case 'person-name':
      return '张示例'
    case 'document-number':
      return '990101199001010013'
    case 'phone':
      return '12900000001'
    case 'address':
      return '幸福路12号3栋2单元1203室'
    case 'choices':
      return field.options[0]?.label.zh ?? ''
    case 'time':
      return '14:30'
    default:
      return ''
  }
}

function optionsSheet(
  lists: readonly { readonly field: BookField | undefined; readonly list: readonly string[] }[],
): WriteSheet {
  const longest = Math.max(...lists.map(({ list }) => list.length))
  return {
    name: sheetText.optionsSheet,
    hidden: true,
    columns: lists.map(({ field }) => ({ header: field?.label.zh ?? '', kind: 'text' })),
    rows: Array.from({ length: longest }, (_, row) => lists.map(({ list }) => list[row] ?? '')),
  }
}
