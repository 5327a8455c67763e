import { readInputs, type OfficerInputs } from '../../src-domain/scoring/inputs.ts'
import { readScheme, type Scheme } from '../../src-domain/scoring/scheme.ts'
import { builtInScheme } from '../../src-domain/scoring/schemes.ts'
import schemeFile from '../../resources/catalogs/schemes/1.0.0.json' with { type: 'json' }
import example from '../vectors/scoring-worked-example.json' with { type: 'json' }

/** Inputs as a file holds them, loose enough to be made wrong. */
export type RawInputs = Record<string, unknown>
export type RawScheme = typeof schemeFile

export { example }

/** The inputs of the worked example with some of them replaced. */
export function rawInputs(changes: RawInputs = {}): RawInputs {
  return { ...structuredClone(example.inputs), ...changes }
}

export function inputsOf(raw: RawInputs): OfficerInputs {
  const reading = readInputs(JSON.stringify(raw))
  if (!reading.ok) throw new Error(JSON.stringify(reading))
  return reading.inputs
}

export function schemeWith(change: (scheme: RawScheme) => void): ReturnType<typeof readScheme> {
  const raw = structuredClone(schemeFile)
  change(raw)
  return readScheme(JSON.stringify(raw))
}

export function variant(change: (scheme: RawScheme) => void): Scheme {
  const reading = schemeWith(change)
  if (!reading.ok) throw new Error(JSON.stringify(reading))
  return reading.scheme
}

export function scheme100(): Scheme {
  const scheme = builtInScheme('1.0.0')
  if (scheme === null) throw new Error('no scheme 1.0.0')
  return scheme
}
