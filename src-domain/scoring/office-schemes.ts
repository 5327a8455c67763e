import { isLocalDate } from '../identifiers/calendar.ts'
import { readScheme, type Scheme } from './scheme.ts'
import { schemeVersions } from './schemes.ts'

/** A scheme as the superior office signed it over the platform; `document` counts from 1. */
export type SchemeDocument = {
  readonly document: number
  /** JSON of {from, scheme}: the first day, and the scheme as it was written. */
  readonly content: string
  readonly by: string
  /** ISO, UTC. */
  readonly at: string
}

export type OfficeScheme = {
  readonly document: number
  readonly version: string
  readonly from: string
  readonly text: string
  readonly by: string
  readonly at: string
}

/** `past`: its first day is not after the day of issue. `not-later`: not after the one issued before it. `known`: such a version is there. */
export type SchemeRefusal = 'malformed' | 'known' | 'past' | 'not-later'

export type UnusedScheme = {
  readonly document: number
  /** null where it could not be read. */
  readonly version: string | null
  readonly from: string | null
  readonly by: string
  readonly at: string
  readonly reason: SchemeRefusal
}

/** What is in force before a scheme is issued. */
type Before = { readonly versions: ReadonlySet<string>; readonly last: string | null }

/**
 * What of the documents holds: the same on every PC and on the platform, whatever order they came in. Each is judged after those that
 * were issued before it, as the platform judged it.
 */
export function officeSchemes(documents: readonly SchemeDocument[]): {
  readonly used: readonly OfficeScheme[]
  readonly unused: readonly UnusedScheme[]
} {
  const used: OfficeScheme[] = []
  const unused: UnusedScheme[] = []
  for (const { document, content, by, at } of [...documents].sort((a, b) => a.document - b.document)) {
    const read = readContent(content)
    if (read === null) {
      unused.push({ document, version: null, from: null, by, at, reason: 'malformed' })
      continue
    }
    const { from, text, scheme } = read
    const reason = refusalOf({ version: scheme.scheme, from, on: dayOfInstant(at) }, beforeOf(used))
    if (reason === null) used.push({ document, version: scheme.scheme, from, text, by, at })
    else unused.push({ document, version: scheme.scheme, from, by, at, reason })
  }
  return { used, unused }
}

/** Why a scheme cannot be issued on a day; null: it can. */
export function refusalOf(
  { version, from, on }: { readonly version: string; readonly from: string; readonly on: string },
  { versions, last }: Before,
): SchemeRefusal | null {
  if (versions.has(version)) return 'known'
  if (from <= on) return 'past'
  return last !== null && from <= last ? 'not-later' : null
}

/** What the schemes that came with the program and the issued ones leave to be issued. */
export function beforeOf(used: readonly OfficeScheme[]): Before {
  return {
    versions: new Set([...schemeVersions, ...used.map(({ version }) => version)]),
    last: used.at(-1)?.from ?? null,
  }
}

/** The calendar day of an instant in Asia/Shanghai, which has had no summer time since 1991. */
export function dayOfInstant(at: string): string {
  return new Date(Date.parse(at) + 8 * 3_600_000).toISOString().slice(0, 10)
}

function readContent(content: string): { from: string; text: string; scheme: Scheme } | null {
  const given = parsed(content)
  const from = given?.['from']
  const text = given?.['scheme']
  if (typeof from !== 'string' || !isLocalDate(from) || typeof text !== 'string') return null
  const reading = readScheme(text)
  return reading.ok ? { from, text, scheme: reading.scheme } : null
}

function parsed(content: string): Readonly<Record<string, unknown>> | null {
  try {
    const given: unknown = JSON.parse(content)
    return typeof given === 'object' && given !== null ? { ...given } : null
  } catch {
    return null
  }
}
