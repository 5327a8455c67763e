import type { Json } from '../../src-domain/canonical/canonical-json.ts'
import { booksById } from '../../src-domain/books/books.ts'
import { readCalendarYear } from '../../src-domain/duty/calendar-year.ts'
import { readIntervals } from '../../src-domain/duty/inspection-intervals.ts'
import type { CatalogProblem, CatalogReading, IssuedCatalog } from '../../src-domain/duty/issued-catalog.ts'
import { isLocalDate } from '../../src-domain/identifiers/calendar.ts'
import {
  beforeOf,
  dayOfInstant,
  officeSchemes,
  refusalOf,
  type SchemeDocument,
} from '../../src-domain/scoring/office-schemes.ts'
import { readScheme } from '../../src-domain/scoring/scheme.ts'
import type { SignedDocument } from '../../src-contract/sync/document.ts'
import type { Platform } from '../platform.ts'
import { publish } from './publish.ts'

/** A thing that is wrong with what was typed; the bound where there is one. */
export type Place = { readonly at: string; readonly reason: string; readonly bound?: string | undefined }

export type IssueProblem =
  | { readonly kind: 'not-json'; readonly line: number; readonly column: number }
  | { readonly kind: 'too-large' | 'not-day' }
  | { readonly kind: 'not-valid'; readonly places: readonly Place[] }
  | { readonly kind: 'known'; readonly version: string }
  | { readonly kind: 'past'; readonly from: string }
  | { readonly kind: 'not-later'; readonly from: string; readonly last: string }

export type Issued =
  { readonly ok: true; readonly subject: string } | { readonly ok: false; readonly problem: IssueProblem }

/** All schemes are one line of documents: each is judged after those before it. */
export const schemeName = 'assessment'
const mostLetters = 64 * 1024

/** Signs a scoring scheme for all stations, from a day to come on; refused for what a PC would not use. */
export async function issueScheme(
  platform: Platform,
  { from, body, by }: { readonly from: string; readonly body: string; readonly by: string },
): Promise<Issued> {
  if (body.length > mostLetters) return refused({ kind: 'too-large' })
  const reading = readScheme(body)
  if (!reading.ok) {
    if ('problems' in reading) return refused({ kind: 'not-valid', places: reading.problems })
    const { line, column, reason } = reading.json
    return refused(
      reason === 'not-json'
        ? { kind: 'not-json', line, column }
        : { kind: 'not-valid', places: [{ at: `${line}:${column}`, reason }] },
    )
  }
  if (!isLocalDate(from)) return refused({ kind: 'not-day' })
  const { scheme: version } = reading.scheme
  const answer = await publish(platform, {
    ...{ kind: 'scheme', name: schemeName, by, content: { from, scheme: body } },
    judge: (before, at): IssueProblem | null => {
      const inForce = beforeOf(officeSchemes(before.map(schemeDocument)).used)
      const reason = refusalOf({ version, from, on: dayOfInstant(at) }, inForce)
      if (reason === 'known') return { kind: 'known', version }
      if (reason === 'past') return { kind: 'past', from }
      return reason === null ? null : { kind: 'not-later', from, last: inForce.last ?? '' }
    },
  })
  return 'problem' in answer ? refused(answer.problem) : done('scheme', schemeName, answer.version)
}

export function schemeDocument({ version, content, by, at }: SignedDocument): SchemeDocument {
  return { document: version, content, by, at }
}

/** Signs a catalog for all stations: from its arrival it counts there in the place of what came with the program. */
export async function issueCatalog(
  platform: Platform,
  { catalog, body, by }: { readonly catalog: IssuedCatalog; readonly body: string; readonly by: string },
): Promise<Issued> {
  if (body.length > mostLetters) return refused({ kind: 'too-large' })
  const reading = readCatalog(catalog, body)
  if (!reading.ok) return refused(catalogProblem(reading.problems))
  const content = JSON.parse(body.replace(/^\uFEFF/, '')) as Json
  const answer = await publish<never>(platform, {
    ...{ kind: 'catalog', name: reading.value, content, by },
    judge: () => null,
  })
  return 'problem' in answer ? refused(answer.problem) : done('catalog', reading.value, answer.version)
}

/** Under which name it is issued, where a PC would take it. */
function readCatalog(catalog: IssuedCatalog, body: string): CatalogReading<string> {
  if (catalog === 'calendar') {
    const reading = readCalendarYear(body)
    return reading.ok ? { ok: true, value: `calendar-${reading.value.year}` } : reading
  }
  const kinds = booksById.get('L05')?.definition.fields.find(({ key }) => key === 'kind')?.options ?? []
  const reading = readIntervals(body, new Set(kinds.map(({ value }) => value)))
  return reading.ok ? { ok: true, value: 'inspection-intervals' } : reading
}

function catalogProblem(problems: readonly CatalogProblem[]): IssueProblem {
  const json = problems.find(({ reason }) => reason === 'not-json')
  if (json === undefined) return { kind: 'not-valid', places: problems }
  const [line = 1, column = 1] = json.at.split(':').map(Number)
  return { kind: 'not-json', line, column }
}

const refused = (problem: IssueProblem): Issued => ({ ok: false, problem })
const done = (kind: string, name: string, version: number): Issued => ({
  ok: true,
  subject: `${kind}:${name}:${version}`,
})
