import type { DistributionAct } from '../../src-contract/distribution.ts'
import type { Fields, FieldValue } from '../../src-contract/sync/protocol.ts'
import type { Values } from '../books/book.ts'
import type { HandingOver } from './standing.rules.ts'

// Not the contract's own list, which comes with what it is written in: threads that put rows in order have to start quickly.
const known: Record<DistributionAct, true> = {
  exported: true,
  confirmed: true,
  rejected: true,
  again: true,
  typed: true,
}
const acts: ReadonlyMap<string, DistributionAct> = new Map(
  (Object.keys(known) as DistributionAct[]).map((act) => [act, act]),
)

/** Always in milliseconds: instants are put in order as texts. */
const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/

/** The field that makes a row of `deliveries` unusable for every replica; the platform takes no such row. */
export function wrongInHandingOver(fields: Fields): string | undefined {
  if (!acts.has(String(fields['act']))) return 'act'
  const at = fields['at']
  if (typeof at !== 'string' || !instant.test(at) || Number.isNaN(Date.parse(at))) return 'at'
  return typedOf(fields['typed'] ?? null) === undefined ? 'typed' : undefined
}

/** What happened, as it is exchanged. @returns null: nothing that anybody could count with */
export function handingOverOfWire(id: string, fields: Fields): HandingOver | null {
  const act = acts.get(String(fields['act']))
  if (act === undefined || wrongInHandingOver(fields) !== undefined) return null
  const text = (name: string): string | null => {
    const value = fields[name]
    return typeof value === 'string' ? value : null
  }
  return {
    id,
    act,
    hash: text('content') ?? '',
    at: text('at') ?? '',
    batch: text('batch'),
    receipt: text('receipt'),
    reason: text('reason'),
    typed: typedOf(fields['typed'] ?? null) ?? null,
  }
}

/** @returns undefined: not the JSON of an object of texts */
function typedOf(value: FieldValue): Values | null | undefined {
  if (value === null) return null
  if (typeof value !== 'string') return undefined
  let typed: unknown
  try {
    typed = JSON.parse(value)
  } catch {
    return undefined
  }
  if (typeof typed !== 'object' || typed === null || Array.isArray(typed)) return undefined
  return Object.values(typed).every((one) => typeof one === 'string') ? (typed as Values) : undefined
}
