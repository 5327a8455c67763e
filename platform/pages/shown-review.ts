import type { BookField } from '../../src-contract/books.ts'
import type { FieldValue, Fields } from '../../src-contract/sync/protocol.ts'
import { isDeclaredMissing } from '../../src-domain/books/absence.ts'
import { booksById } from '../../src-domain/books/books.ts'
import { maskValue } from '../../src-domain/books/mask-values.ts'
import { changesOf } from '../../src-domain/sync/office-decision.rules.ts'
import type { HandedUp, Person } from '../reviews/waiting-reviews.ts'
import type { PageText } from '../text/page-text.ts'

export type Words = { readonly text: PageText; readonly lang: 'zh-CN' | 'en' }

type Label = { readonly zh: string; readonly en: string }

const says = (label: Label | undefined, lang: Words['lang']): string =>
  label === undefined ? '' : lang === 'en' ? label.en : label.zh

const definitionOf = ({ entry }: HandedUp) => booksById.get(String(entry['book']))?.definition

export function bookName(review: HandedUp, lang: Words['lang']): string {
  const book = definitionOf(review)
  return book === undefined ? String(review.entry['book']) : `${book.id} ${says(book.label, lang)}`
}

/** 登记, 作废, 抽查, or the name of the step. */
export function askedName(review: HandedUp, { text, lang }: Words): string {
  const kind = String(review.fields['kind'])
  if (kind === 'step') {
    const step = definitionOf(review)?.transitions.find(({ id }) => id === review.fields['transition'])
    return `${text.askStep} ${says(step?.label, lang)}`
  }
  const names: Record<string, string> = { filing: text.askFiling, void: text.askVoid, sampled: text.askSampled }
  return names[kind] ?? kind
}

export function stateName(review: HandedUp, lang: Words['lang']): string {
  const state = definitionOf(review)?.states.find(({ id }) => id === review.entry['state'])
  return says(state?.label, lang)
}

const columns: ReadonlySet<string> = new Set(['occurredOn', 'beat', 'officer', 'helpers'])

/** Ids of accounts in values of the entry and in what is asked for. */
export function accountsIn(review: HandedUp): string[] {
  const fields = (definitionOf(review)?.fields ?? []).filter(isOfPeople)
  const now = fields.flatMap(({ key }) => textOf(valueOf(review.entry, key))?.split(',') ?? [])
  const keys = new Set(fields.map(({ key }) => key))
  const asked = changesOf(review.fields).filter(({ field }) => keys.has(field))
  return [...now, ...asked.flatMap(({ before, after }) => [before, after]).flatMap((ids) => ids?.split(',') ?? [])]
}

const isOfPeople = ({ kind }: BookField): boolean => kind === 'account' || kind === 'accounts'

/** The entry's values by the labels of its form: personal ones masked, options and people by name. Empty ones are left out. */
export function shownEntry(review: HandedUp, people: ReadonlyMap<string, Person>, words: Words): [string, string][] {
  return (definitionOf(review)?.fields ?? []).flatMap((field): [string, string][] => {
    const value = textOf(valueOf(review.entry, field.key))
    return value === null ? [] : [[says(field.label, words.lang), shownValue(field, value, people, words)]]
  })
}

/** What would change, field by field, in the order of the form. */
export function shownChanges(review: HandedUp, people: ReadonlyMap<string, Person>, words: Words): string[][] {
  const changes = new Map(changesOf(review.fields).map((change) => [change.field, change]))
  return (definitionOf(review)?.fields ?? []).flatMap((field): string[][] => {
    const change = changes.get(field.key)
    if (change === undefined) return []
    const show = (value: string | null): string => (value === null ? '' : shownValue(field, value, people, words))
    return [[says(field.label, words.lang), show(change.before), show(change.after)]]
  })
}

function shownValue(
  field: BookField,
  value: string,
  people: ReadonlyMap<string, Person>,
  { text, lang }: Words,
): string {
  if (field.declarable && isDeclaredMissing(value)) return text[value]
  const parts = field.kind === 'choices' || field.kind === 'accounts' ? value.split(',') : [value]
  if (isOfPeople(field)) return parts.map((id) => people.get(id)?.name ?? id).join('、')
  const named = parts.map((part) => field.options.find((one) => one.value === part)?.label)
  if (named.every((label) => label !== undefined)) return named.map((label) => says(label, lang)).join('、')
  return maskValue(field, value)
}

function valueOf(entry: Fields, key: string): FieldValue | undefined {
  return entry[columns.has(key) ? key : `v.${key}`]
}

function textOf(value: FieldValue | undefined): string | null {
  if (value === undefined || value === null) return null
  return Array.isArray(value) ? value.join(',') : String(value)
}
