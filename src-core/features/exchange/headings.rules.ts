import type { BookField } from '../../../src-contract/books.ts'
import type { BookMapping } from '../../../src-contract/features/exchange.shapes.ts'
import type { BookSpec } from '../../../src-domain/books/book.ts'
import { normaliseText } from '../../../src-domain/text/normalise.ts'
import type { HeaderColumn } from '../../spreadsheets/spreadsheet.types.ts'

/** Heading of the column in which templates and returned files speak to the person; it is never filed. */
export const remarkHeading = '填写说明'
/** Headings of the columns that a returned file has in front of its own. */
export const returnedHeadings = { row: '原行号', reasons: '未登记原因' } as const
/** How a row begins, in the remark column, that is there to be looked at. */
export const exampleMark = '示例'

const ours: ReadonlySet<string> = new Set([remarkHeading, returnedHeadings.row, returnedHeadings.reasons])

/** What stations write above a column of this kind, beside the book's own label; the first that fits counts. */
const byKind: Partial<Record<BookField['kind'], readonly string[]>> = {
  'document-number': ['证件号码', '证件号', '身份证号码', '身份证号', '公民身份号码', '身份证', '身份号码'],
  phone: ['联系电话', '联系方式', '手机号码', '手机号', '手机', '电话号码', '电话'],
  address: ['现住址', '现住地址', '居住地址', '详细地址', '家庭住址', '住址', '地址', '地点'],
  uscc: ['统一社会信用代码', '社会信用代码', '信用代码'],
  plate: ['车牌号码', '车牌号', '号牌号码', '车牌'],
  'incident-number': ['警情编号', '接警编号', '警情号'],
}

const byKey: Readonly<Record<string, readonly string[]>> = {
  name: ['姓名', '人员姓名', '名字'],
  sex: ['性别'],
  birthDate: ['出生日期', '出生年月日', '生日'],
  documentKind: ['证件类型', '证件种类', '证件名称'],
  occurredOn: ['登记日期', '日期', '发生日期', '采集日期', '时间'],
  beat: ['警务区', '责任区', '所属警务区', '警务区编号'],
  officer: ['经办民警', '责任民警', '社区民警', '管区民警', '民警', '经办人'],
  helpers: ['协办人', '协办人员', '协管员', '辅警'],
  remarks: ['备注', '说明'],
}

/** A heading for comparing: 联系电话（必填）*, 联系 电话 and 联系电话 are one. */
function folded(heading: string): string {
  return normaliseText(heading)
    .replace(/[(（【[][^)）】\]]*[)）】\]]/g, '')
    .replace(/[\s*:：、,，._/\\-]/g, '')
    .toLowerCase()
}

/** Fields that a file can fill: not those which a step of the life cycle asks for. */
export function importableFields(book: BookSpec): BookField[] {
  return book.definition.fields.filter((field) => !field.step)
}

/**
 * Which column fills which field, by the headings: each field takes the first column with its best heading (label, then what
 * stations write). In a header of two rows the whole heading counts first, then its last part. What nothing claims is left out.
 */
export function proposeMapping(book: BookSpec, columns: readonly HeaderColumn[]): BookMapping {
  const byHeading = new Map<string, HeaderColumn>()
  const offer = (heading: string, column: HeaderColumn): void => {
    const key = folded(heading)
    if (key !== '' && !ours.has(heading) && !byHeading.has(key)) byHeading.set(key, column)
  }
  for (const column of columns) offer(column.name, column)
  for (const column of columns) offer(column.parts.at(-1) ?? '', column)

  const fields = importableFields(book)
  const mapping: Record<string, string> = {}
  const given = new Set<string>()
  const give = (field: BookField, headings: readonly string[]): void => {
    if (given.has(field.key)) return
    for (const heading of headings) {
      const column = byHeading.get(folded(heading))
      if (column === undefined || mapping[column.key] !== undefined) continue
      mapping[column.key] = field.key
      given.add(field.key)
      return
    }
  }
  // Every field's own label before any field's other names: 登记日期 must not be taken by another date.
  for (const field of fields) give(field, [field.label.zh, field.label.en, field.key])
  for (const field of fields) give(field, [...(byKey[field.key] ?? []), ...(byKind[field.kind] ?? [])])
  return mapping
}

/** Field keys that a mapping names wrongly: not of the book, or named twice; columns that the file has not. Empty: it is right. */
export function mappingProblems(book: BookSpec, columns: readonly string[], mapping: BookMapping): string[] {
  const known = new Set(importableFields(book).map((field) => field.key))
  const present = new Set(columns)
  const taken = new Set<string>()
  const wrong = new Set<string>()
  for (const [column, field] of Object.entries(mapping)) {
    if (!known.has(field) || !present.has(column) || taken.has(field)) wrong.add(field)
    taken.add(field)
  }
  return [...wrong]
}

/** Required fields that no column and no default fills, and that a document number does not tell. */
export function missingFields(book: BookSpec, mapping: BookMapping, defaults: ReadonlySet<string>): string[] {
  const filled = new Set(Object.values(mapping))
  const documents = book.documents
  const told = documents !== null && filled.has(documents.number)
  const tells = new Set(told ? [documents.kind, documents.birthDate, documents.sex] : [])
  return importableFields(book)
    .filter((field) => field.required && !filled.has(field.key) && !defaults.has(field.key) && !tells.has(field.key))
    .map((field) => field.key)
}

/** What tells files of one shape apart from others: their headings, without the columns of a returned file. */
export function shapeColumns<C extends { readonly key: string }>(columns: readonly C[]): C[] {
  return columns.filter((column) => !ours.has(column.key))
}
