import { verdictOf } from './codes.ts'
import { readTrust, type Scope } from './documents.ts'
import type { Build } from './verify-update.ts'

/** What is compiled into a build, as it is written in a file. */
export type BuildFile = {
  /** DER, base64. */
  readonly roots: readonly string[]
  /** The payload of a trust document. */
  readonly trust: unknown
  readonly scope: Scope
  readonly floor: { readonly trust: number; readonly counter: number; readonly seq: number; readonly newest: string }
}

/** @returns null when the trust document in it is not a good one */
export function readBuild({ roots, trust, scope, floor }: BuildFile): Build | null {
  const read = verdictOf(() => readTrust(Buffer.from(JSON.stringify(trust), 'utf8')))
  if (!read.ok) return null
  return {
    roots: roots.map((root) => Buffer.from(root, 'base64')),
    trust: read.value,
    scope,
    floor: { ...floor, newest: Date.parse(floor.newest) },
  }
}
