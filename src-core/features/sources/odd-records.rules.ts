import type { OddProblem } from '../../../src-contract/features/sources.contract.ts'
import type { SystemDefinition } from '../../../src-contract/systems.ts'

const keysOf = new WeakMap<SystemDefinition, ReadonlySet<string>>()

/** What of a payload core cannot read, and the fields that the catalog does not know; null where all of it is understood. */
export function oddityOf(system: SystemDefinition, payload: string): { problem: OddProblem; unknown: string[] } | null {
  let value: unknown
  try {
    value = JSON.parse(payload)
  } catch {
    value = undefined
  }
  return oddityIn(system, value)
}

/** Of a payload that was taken apart; undefined where that failed. */
export function oddityIn(system: SystemDefinition, value: unknown): { problem: OddProblem; unknown: string[] } | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { problem: 'broken', unknown: [] }
  const unknown = unknownFields(system, Object.keys(value))
  if (Object.values(value).some((one) => typeof one !== 'string')) return { problem: 'not-text', unknown }
  return unknown.length > 0 ? { problem: 'unknown-fields', unknown } : null
}

export function unknownFields(system: SystemDefinition, keys: readonly string[]): string[] {
  let known = keysOf.get(system)
  if (known === undefined) keysOf.set(system, (known = new Set(system.fields.map(({ key }) => key))))
  return keys.filter((key) => !known.has(key))
}
