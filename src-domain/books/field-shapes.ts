import type { BookField } from '../../src-contract/books.ts'
import { field, option, type Label } from './book.ts'

type More = Partial<BookField>
type Options = BookField['options']

/** Shorthand for the fields that most books have: key, Chinese and English label, and what is not usual. */
export function text(key: string, zh: string, en: string, more: More = {}): BookField {
  return field({ key, label: { zh, en }, kind: 'text', ...more })
}

export function longText(key: string, zh: string, en: string, more: More = {}): BookField {
  return field({ key, label: { zh, en }, kind: 'long-text', span: 12, ...more })
}

export function count(key: string, zh: string, en: string, more: More = {}): BookField {
  return field({ key, label: { zh, en }, kind: 'number', span: 3, ...more })
}

export function day(key: string, zh: string, en: string, more: More = {}): BookField {
  return field({ key, label: { zh, en }, kind: 'date', span: 3, ...more })
}

/** A day that a step asks for: when it was taken. */
export function stepDay(key: string, zh: string, en: string, more: More = {}): BookField {
  return day(key, zh, en, { step: true, required: true, ...more })
}

export function choice(key: string, zh: string, en: string, options: Options, more: More = {}): BookField {
  return field({ key, label: { zh, en }, kind: 'choice', span: 4, options, ...more })
}

export function person(key: string, zh: string, en: string, more: More = {}): BookField {
  return field({ key, label: { zh, en }, kind: 'person-name', personal: true, span: 4, ...more })
}

export function phone(key: string, zh: string, en: string, more: More = {}): BookField {
  return field({ key, label: { zh, en }, kind: 'phone', personal: true, declarable: true, span: 4, ...more })
}

/** 证件种类, in the order in which a ledger lists them. */
export const documentKindOptions: Options = [
  option('resident-id', '居民身份证', 'Resident ID card'),
  option('hmt-residence', '港澳台居民居住证', 'Residence permit (Hong Kong, Macao, Taiwan)'),
  option('foreign-permanent', '外国人永久居留身份证', 'Foreign permanent resident card'),
  option('passport', '护照', 'Passport'),
  option('none', '无证件', 'No document'),
]

/** Kind and number of a document: 居民身份证, 港澳台居民居住证, 外国人永久居留身份证, 护照, 无证件. */
export function documentPair(more: { required: boolean; inList: boolean }): BookField[] {
  return [
    choice('documentKind', '证件种类', 'Document', documentKindOptions, { required: more.required, carried: true }),
    field({
      key: 'documentNumber',
      label: { zh: '证件号码', en: 'Document number' },
      kind: 'document-number',
      personal: true,
      declarable: true,
      span: 4,
      inList: more.inList,
    }),
  ]
}

export const sexOptions: Options = [option('male', '男', 'Male'), option('female', '女', 'Female')]

/** 招牌名: the name over the door, which is often not the registered one. */
export function signboard(more: More = {}): BookField {
  return text('signboard', '招牌名', 'Signboard', {
    hint: { zh: '门头上的名称，与登记名称不同时填写', en: 'The name over the door, where it differs' },
    ...more,
  })
}

/** Fields that only steps ask for stand in a section of their own, which a new entry does not show. */
export function course(fields: readonly BookField[]): { id: string; label: Label; fields: readonly BookField[] } {
  return { id: 'course', label: { zh: '办理过程', en: 'Course' }, fields }
}

/** 移交 to another body, open until its receipt is there: the same in every book that hands over. */
export function transferFields(): BookField[] {
  return [
    text('transferredTo', '移交单位', 'Transferred to', { step: true, required: true, span: 6 }),
    stepDay('transferredOn', '移交日期', 'Transferred on'),
    text('receiptNumber', '回执编号', 'Receipt number', { step: true, required: true, span: 6, maxLength: 60 }),
    stepDay('receiptOn', '回执日期', 'Receipt dated'),
  ]
}
