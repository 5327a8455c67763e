import { booksById } from '../books/books.ts'
import type { Fields } from '../../src-contract/sync/protocol.ts'
import { isDeclaredMissing } from '../books/absence.ts'
import type { Values } from '../books/book.ts'
import { canonicalJson } from '../canonical/canonical-json.ts'
import { sha256 } from '../canonical/sha256.ts'
import type { Target } from './forms.ts'

/** What of an entry counts for a system. */
export type SharedEntry = {
  readonly id: string
  readonly book: string
  readonly number: string
  readonly state: string
  readonly stage: string
  readonly values: Values
}

export type Line = {
  readonly key: string
  readonly label: { readonly zh: string; readonly en: string }
  readonly value: string
  readonly required: boolean
  /** Nothing in the book says it: whoever hands the record over does. */
  readonly open: boolean
}

/** What one system is to be told of one entry. */
export type Content = {
  /** The entry is out of force, or none that the system takes: a system that was told of it is told to take its record back. */
  readonly withdrawn: boolean
  /** In the system's own order. */
  readonly lines: readonly Line[]
  /** Keys of required fields without a value. */
  readonly lacking: readonly string[]
  /** SHA-256 of what is told: whoever has an answer for another one has none for this one. */
  readonly hash: string
  /** The same of the message that takes the record back. */
  readonly withdrawalHash: string
}

/**
 * The entry as the system takes it: only the fields of its form, choices and states in words.
 *
 * @param typed by hand, for fields that nothing in the book says
 * @returns null: nobody has filed it yet
 */
export function contentOf({ form }: Target, entry: SharedEntry, typed: Values): Content | null {
  if (entry.stage === 'in-review') return null
  const withdrawn = entry.stage === 'voided' || !fits(form.when, entry.values)
  const lines = form.fields.map(({ key, label, from, value, when, required }): Line => {
    const said = value ?? (from === undefined || !fits(when, entry.values) ? '' : saidBy(entry, from))
    // What the book has a field for is corrected there, unless it says that there is none and the system insists.
    const open = value === undefined && said === '' && (from === undefined || required)
    return { key, label, value: open ? (typed[key] ?? '') : said, required, open }
  })
  // By its first field a system knows a record: nothing else is told of one that it is to forget.
  const toForget = lines.map((line, at) => (at === 0 ? line : { ...line, value: '', open: false }))
  const hashOf = (told: readonly Line[], isWithdrawn: boolean): string =>
    sha256(canonicalJson({ book: entry.book, withdrawn: isWithdrawn, told: toldIn({ lines: told }) }))
  const withdrawalHash = hashOf(toForget, true)
  if (withdrawn) return { withdrawn, lines: toForget, lacking: [], hash: withdrawalHash, withdrawalHash }
  const lacking = lines.filter((line) => line.required && line.value === '').map(({ key }) => key)
  return { withdrawn, lines, lacking, hash: hashOf(lines, false), withdrawalHash }
}

/** The values that the system is told, by the keys of its form. */
export function toldIn({ lines }: Pick<Content, 'lines'>): Values {
  return Object.fromEntries(lines.filter(({ value }) => value !== '').map(({ key, value }) => [key, value]))
}

/** An entry as the platform has it. */
export function entryOfWire(id: string, fields: Fields): SharedEntry {
  const values: Record<string, string> = {}
  for (const [name, value] of Object.entries(fields)) {
    if (!name.startsWith('v.') || value === null) continue
    values[name.slice(2)] = Array.isArray(value) ? value.join(',') : String(value)
  }
  const text = (name: string): string => String(fields[name] ?? '')
  return {
    id,
    book: text('book'),
    number: text('number'),
    state: text('state'),
    stage: text('stage'),
    values: { ...values, occurredOn: text('occurredOn'), beat: text('beat') },
  }
}

function fits(when: Readonly<Record<string, readonly string[]>> | undefined, values: Values): boolean {
  return Object.entries(when ?? {}).every(([key, allowed]) => allowed.includes(values[key] ?? ''))
}

/**
 * What an entry is called at other systems: its number with the end of its id. Two PCs can give two entries one number, which each of them
 * then shows with a letter for the other one's.
 */
export function registrationNumber({ id, number }: Pick<SharedEntry, 'id' | 'number'>): string {
  return `${number.replace(/[a-z]+$/, '')}-${id.slice(-4).toUpperCase()}`
}

function saidBy(entry: SharedEntry, from: string): string {
  const { book, state, values } = entry
  if (from === '@number') return registrationNumber(entry)
  const definition = booksById.get(book)?.definition
  if (from === '@state') return definition?.states.find(({ id }) => id === state)?.label.zh ?? state
  const value = values[from] ?? ''
  if (value === '' || isDeclaredMissing(value)) return ''
  const field = definition?.fields.find(({ key }) => key === from)
  return field?.options.find((option) => option.value === value)?.label.zh ?? value
}
