import v100 from '../../resources/catalogs/schemes/1.0.0.json' with { type: 'json' }
import { readScheme, type Scheme } from './scheme.ts'

/** As text again: a short decimal that went through a number is written as it was. */
const texts: ReadonlyMap<string, string> = new Map([[v100.scheme, JSON.stringify(v100)]])

export const schemeVersions: readonly string[] = [...texts.keys()]

/** A scheme as it came with the program, JSON; null for an unknown version. */
export function schemeText(version: string): string | null {
  return texts.get(version) ?? null
}

/** A scheme that came with the program; null for an unknown version. */
export function builtInScheme(version: string): Scheme | null {
  const text = texts.get(version)
  if (text === undefined) return null
  const reading = readScheme(text)
  if (!reading.ok) throw new Error(`scheme ${version} of the catalog is not valid`)
  return reading.scheme
}
