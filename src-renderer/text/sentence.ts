import type { ErrorParams } from '../../src-contract/errors.ts'
import type { Format } from './format.ts'

/** A sentence with its values put in: what happened, what it means, what to do. */
export type Sentence = (values: SentenceValues) => string

/** The values of an error or a problem, formatted for the language; an absent value is an empty string. */
export type SentenceValues = {
  has(key: string): boolean
  text(key: string): string
  number(key: string): string
  /** A calendar date or an instant, as a date. */
  date(key: string): string
  /** An instant, as date and time of day. */
  time(key: string): string
  list(key: string): readonly string[]
}

/** For a sentence that needs none. */
export const noValues: SentenceValues = {
  has: () => false,
  text: () => '',
  number: () => '',
  date: () => '',
  time: () => '',
  list: () => [],
}

export function sentenceValues(params: ErrorParams, format: Format): SentenceValues {
  const raw = (key: string) => params[key]
  const text = (key: string) => {
    const value = raw(key)
    if (value === undefined) return ''
    return Array.isArray(value) ? format.list(value) : String(value)
  }
  return {
    has: (key) => raw(key) !== undefined,
    text,
    number(key) {
      const value = raw(key)
      return typeof value === 'number' ? format.number(value) : text(key)
    },
    date: (key) => format.date(text(key)),
    time: (key) => format.time(text(key)),
    list(key) {
      const value = raw(key)
      if (value === undefined) return []
      return Array.isArray(value) ? value : [String(value)]
    },
  }
}
