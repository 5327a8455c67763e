import type {
  EvidenceItem,
  OfficerSnapshot,
  SnapshotDay,
  SnapshotPart,
} from '../../src-contract/features/assessment.snapshot.ts'
import { canonicalJson, type Json } from '../canonical/canonical-json.ts'
import { readInputs, type OfficerInputs } from '../scoring/inputs.ts'
import { engineVersion, scoreParts, type Score } from '../scoring/score.ts'
import { readScheme, type Scheme } from '../scoring/scheme.ts'

export type SnapshotScore =
  | { readonly ok: true; readonly score: Score; readonly scheme: Scheme }
  | { readonly ok: false; readonly problem: 'engine' | 'scheme' | 'inputs' }

/**
 * The score that a frozen snapshot has, computed from its own scheme and inputs and from nothing else: the same way on screen, in a
 * report and in `verify-report`.
 */
export function scoreSnapshot(snapshot: Pick<OfficerSnapshot, 'engine' | 'scheme' | 'parts'>): SnapshotScore {
  if (snapshot.engine !== engineVersion) return { ok: false, problem: 'engine' }
  const reading = schemeIn(snapshot.scheme.text)
  if (!reading.ok || reading.scheme.scheme !== snapshot.scheme.version) return { ok: false, problem: 'scheme' }
  return scoreFrozenParts(snapshot.parts, reading.scheme)
}

let readLast: { readonly text: string; readonly reading: ReturnType<typeof readScheme> } | undefined

/** All officers of a run carry the same scheme: it is read once. */
function schemeIn(text: string): ReturnType<typeof readScheme> {
  if (readLast?.text !== text) readLast = { text, reading: readScheme(text) }
  return readLast.reading
}

/** The same with another scheme: what a variant would change. */
export function scoreFrozenParts(parts: readonly SnapshotPart[], scheme: Scheme): SnapshotScore {
  const read: OfficerInputs[] = []
  for (const part of parts) {
    const reading = readInputs(canonicalJson(part.inputs as Json))
    if (!reading.ok) return { ok: false, problem: 'inputs' }
    read.push(reading.inputs)
  }
  const [first, ...rest] = read
  if (first === undefined) return { ok: false, problem: 'inputs' }
  return { ok: true, score: scoreParts([first, ...rest], scheme), scheme }
}

/** The one text of a snapshot: its SHA-256 is printed on every report. */
export function snapshotText(snapshot: object): string {
  return canonicalJson(snapshot as Json)
}

/** The same text for an officer's document. Most of it is its records, thousands of one shape: they are written without looking for keys. */
export function officerText(snapshot: OfficerSnapshot): string {
  const members = Object.entries(snapshot)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([key, value]) =>
        `"${key}":${key === 'evidence' ? evidenceText(snapshot.evidence) : key === 'days' ? daysText(value as SnapshotDay[]) : canonicalJson(value as Json)}`,
    )
  return `{${members.join(',')}}`
}

function evidenceText(evidence: OfficerSnapshot['evidence']): string {
  const lists = Object.entries(evidence)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([id, items]) => `"${id}":[${items.map(itemText).join(',')}]`)
  return `{${lists.join(',')}}`
}

const text = JSON.stringify

function itemText({ book, date, due, good, id, kind, note, number, part, state }: EvidenceItem): string {
  const of = book === null ? 'null' : `"${book}"`
  const about = `"id":${text(id)},"kind":"${kind}","note":"${note}","number":${text(number)}`
  return `{"book":${of},"date":"${date}","due":${due},"good":${good},${about},"part":${part},"state":${text(state)}}`
}

function daysText(days: readonly SnapshotDay[]): string {
  const texts = days.map(({ P2, P3, date, inTimeBy, part, sha256 }) => {
    const figures = `"P2":{"due":${P2.due},"good":${P2.good}},"P3":{"due":${P3.due},"good":${P3.good},"records":${P3.records}}`
    return `{${figures},"date":"${date}","inTimeBy":"${inTimeBy}","part":${part},"sha256":"${sha256}"}`
  })
  return `[${texts.join(',')}]`
}
