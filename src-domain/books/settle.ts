import type { BookField } from '../../src-contract/books.ts'
import { readDate } from '../identifiers/dates.ts'
import { documentKinds, readDocument, type DocumentKind } from '../identifiers/documents.ts'
import { readPhone } from '../identifiers/phone.ts'
import { readPlate } from '../identifiers/plate.ts'
import { readTime } from '../identifiers/time-of-day.ts'
import { readUscc } from '../identifiers/uscc.ts'
import { normaliseText } from '../text/normalise.ts'
import { declaredIn, isDeclaredMissing } from './absence.ts'
import type { BookSpec, Values } from './book.ts'

/** Values as they came from the keyboard or from a source. */
export type Typed = Readonly<Record<string, string>>

/**
 * The normal form of what was typed: 昨天 becomes a date, a phone loses its blanks, 未提供 its code, a 15-digit number its century.
 * What cannot be read stays as it was typed, for the checks to speak about. Empty fields are left out. Birth date and sex
 * come from the document number where they were left empty: what the number says is not typed twice.
 *
 * Idempotent: settling settled values changes nothing.
 *
 * @param today calendar date in Asia/Shanghai
 */
export function settle(book: BookSpec, typed: Typed, today: string): Values {
  const values: Record<string, string> = {}
  for (const field of book.definition.fields) {
    const text = typed[field.key]
    if (text === undefined || text.trim() === '') continue
    values[field.key] = settleField(field, text, today)
  }
  settleDocument(book, values)
  return book.settleMore(values)
}

function settleField(field: BookField, text: string, today: string): string {
  const declared = field.declarable ? declaredIn(text) : null
  if (declared !== null) return declared
  switch (field.kind) {
    case 'date':
      return readDay(field, text, today) ?? text.trim()
    case 'uscc':
      return readUscc(text).normal ?? text.trim()
    case 'plate':
      return readPlate(text).normal ?? text.trim()
    case 'time':
      return readTime(text) ?? text.trim()
    case 'incident-number':
      return normaliseText(text).replace(/\s/g, '').toUpperCase() || text.trim()
    case 'phone':
      return readPhone(text).normal ?? text.trim()
    case 'number':
      return /^[0-9]+$/.test(normaliseText(text)) ? String(Number(normaliseText(text))) : text.trim()
    case 'choice':
      return optionOf(field, text) ?? text.trim()
    case 'choices':
    case 'accounts':
      return settleList(field, text)
    case 'person-name':
      return settleName(text)
    case 'long-text':
      return text.replace(/\r\n?/g, '\n').trim()
    default:
      return text.replace(/\s+/g, ' ').trim()
  }
}

/** The rows of a file say the same few days again and again: each is read once. */
const daysRead = new Map<string, string | null>()
const mostDays = 2_000

/** 1231 typed in January is last December's where only the past can be meant; a day that is after today is read too, to be questioned. */
function readDay(field: BookField, text: string, today: string): string | null {
  const key = `${today} ${field.future ? 1 : 0} ${text}`
  const known = daysRead.get(key)
  if (known !== undefined) return known
  const past = field.future ? null : readDate(text, { today }).date
  const day = past ?? readDate(text, { today, future: true }).date
  if (daysRead.size >= mostDays) daysRead.clear()
  if (text.length <= 40) daysRead.set(key, day)
  return day
}

/** The characters stay as they are on the document; only blanks and the many middle dots become one kind. */
function settleName(text: string): string {
  return text
    .trim()
    .replace(/\s+/g, ' ')
    .replace(/\s*[·•・･．‧∙⋅●﹒]\s*/g, '·')
    .replace(/(?<=\p{Script=Han})\s*[.。]\s*(?=\p{Script=Han})/gu, '·')
}

/** A choice may be typed by its label. */
function optionOf(field: BookField, text: string): string | undefined {
  const wanted = text.trim()
  return field.options.find(({ value, label }) => value === wanted || label.zh === wanted || label.en === wanted)?.value
}

/** Each once, in one order, so that the same choice made in another order is no change. */
function settleList(field: BookField, text: string): string {
  const parts = text
    .split(/[,，、]/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => optionOf(field, part) ?? part)
  const place = (value: string): number => field.options.findIndex((option) => option.value === value)
  return [...new Set(parts)].sort((a, b) => place(a) - place(b) || (a < b ? -1 : 1)).join(',')
}

function settleDocument(book: BookSpec, values: Record<string, string>): void {
  const keys = book.documents
  if (keys === null) return
  const kind = documentKind(values[keys.kind])
  const number = values[keys.number]
  if (kind === undefined || number === undefined || isDeclaredMissing(number)) return
  const read = readDocument(kind, number)
  if (read.normal !== null) values[keys.number] = read.normal
  if (read.normal === null) return
  if (keys.birthDate !== undefined && read.birthDate !== null) values[keys.birthDate] ??= read.birthDate
  if (keys.sex !== undefined && read.sex !== null) values[keys.sex] ??= read.sex
}

/** The kind when it is one of the kinds that can be chosen. */
export function documentKind(value: string | undefined): DocumentKind | undefined {
  return documentKinds.find((kind) => kind === value)
}
