import { isLocalDate, type LocalDate } from '../identifiers/calendar.ts'
import { NumberToken, readStrictJson, type JsonObject, type JsonTree } from '../scoring/strict-json.ts'

/** What the superior office issues as a catalog and a PC takes: each with its own rule of what it may say. */
export const issuedCatalogs = ['calendar', 'inspection-intervals'] as const
export type IssuedCatalog = (typeof issuedCatalogs)[number]

export type CatalogReason =
  | 'not-json'
  | 'missing'
  | 'unknown-key'
  | 'wrong-kind'
  | 'year'
  | 'day'
  | 'other-year'
  | 'reversed'
  | 'overlap'
  | 'not-weekend'
  | 'free-and-worked'
  | 'holiday-unknown'
  | 'nothing-off'
  | 'kind-unknown'
  | 'kind-twice'
  | 'months'

/** What is wrong with a catalog: the place as a path of keys (holidays[2].from), or line:column where it is no JSON. Never the value. */
export type CatalogProblem = { readonly at: string; readonly reason: CatalogReason }

export type CatalogReading<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problems: readonly CatalogProblem[] }

/** A thing of the file and its path. */
export type CatalogPlace = { readonly at: string; readonly tree: JsonTree | undefined }

/**
 * Takes a catalog apart and gathers every problem. What it cannot read it answers with an empty value: the caller looks at `problems`
 * before it uses anything.
 */
export class CatalogReader {
  readonly problems: CatalogProblem[] = []

  /** The whole text; an empty object where it is no JSON. */
  root(text: string): CatalogPlace {
    const reading = readStrictJson(text)
    if (reading.ok) return { at: '', tree: reading.tree }
    this.note(`${reading.problem.line}:${reading.problem.column}`, 'not-json')
    return { at: '', tree: undefined }
  }

  /** An object with all of `keys`, perhaps `optional`, and nothing else. */
  object({ at, tree }: CatalogPlace, keys: readonly string[], optional: readonly string[] = []): JsonObject {
    if (!(tree instanceof Map)) {
      if (tree !== undefined) this.note(at, 'wrong-kind')
      return new Map()
    }
    const object = tree as JsonObject
    for (const key of keys) if (!object.has(key)) this.note(pathOf(at, key), 'missing')
    for (const key of object.keys())
      if (!keys.includes(key) && !optional.includes(key)) this.note(pathOf(at, key), 'unknown-key')
    return object
  }

  list(at: string, object: JsonObject, key: string): CatalogPlace[] {
    const tree = object.get(key)
    if (Array.isArray(tree))
      return tree.map((each: JsonTree, index) => ({ at: `${pathOf(at, key)}[${index}]`, tree: each }))
    if (tree !== undefined) this.note(pathOf(at, key), 'wrong-kind')
    return []
  }

  text(at: string, object: JsonObject, key: string): string {
    const tree = object.get(key)
    if (typeof tree === 'string' && tree.trim() !== '' && tree.length <= 100) return tree
    if (tree !== undefined) this.note(pathOf(at, key), 'wrong-kind')
    return ''
  }

  /** NaN where there is none. */
  whole(at: string, object: JsonObject, key: string, reason: CatalogReason, least: number, most: number): number {
    const tree = object.get(key)
    if (tree === undefined) return Number.NaN
    const value = tree instanceof NumberToken && /^\d{1,6}$/.test(tree.text) ? Number(tree.text) : Number.NaN
    if (value >= least && value <= most) return value
    this.note(pathOf(at, key), reason)
    return Number.NaN
  }

  /** A day of the calendar; '' where there is none. */
  day(at: string, object: JsonObject, key: string): LocalDate {
    const tree = object.get(key)
    if (tree === undefined) return ''
    if (typeof tree === 'string' && isLocalDate(tree)) return tree
    this.note(pathOf(at, key), 'day')
    return ''
  }

  note(at: string, reason: CatalogReason): void {
    this.problems.push({ at, reason })
  }

  answer<T>(value: T): CatalogReading<T> {
    return this.problems.length > 0 ? { ok: false, problems: this.problems } : { ok: true, value }
  }
}

export function pathOf(at: string, key: string): string {
  return at === '' ? key : `${at}.${key}`
}
