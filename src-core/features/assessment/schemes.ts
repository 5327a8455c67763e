import { snapshotText } from '../../../src-domain/assessment/score-snapshot.ts'
import { sha256 } from '../../../src-domain/canonical/sha256.ts'
import { readScheme, type Scheme } from '../../../src-domain/scoring/scheme.ts'
import { schemeText, schemeVersions } from '../../../src-domain/scoring/schemes.ts'

export type SchemeHead = { readonly version: string; readonly sha256: string; readonly text: string }

/** The scheme that a period is assessed by: the newest that came with the program. */
export function currentScheme(): string {
  const newest = schemeVersions.at(-1)
  if (newest === undefined) throw new Error('a program without a scheme')
  return newest
}

/** @throws for a version that did not come with the program */
export function builtIn(version: string): { readonly scheme: Scheme; readonly head: SchemeHead } {
  const stored = schemeText(version)
  const text = stored === null ? '' : snapshotText(JSON.parse(stored) as object)
  const reading = readScheme(text)
  if (!reading.ok) throw new Error(`no scheme ${version}`)
  return { scheme: reading.scheme, head: { version, sha256: sha256(text), text } }
}
