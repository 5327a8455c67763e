import type { Fields, FieldValue } from '../../src-contract/sync/protocol.ts'
import type { FieldChange } from '../../src-contract/sync/push.ts'
import { sameValue } from './canonical-row.ts'

/** What this PC wants of a row beyond what the platform last said of it. */
export type Overlay = {
  readonly op: 'put' | 'delete' | 'resolve'
  readonly fields: Readonly<Record<string, FieldChange>>
}

/** What people at this PC see: the platform's row with their own changes on top. Undefined: there is no such row. */
export type View = Fields | undefined

/**
 * The platform's row with the changes that it has not answered yet, in their order. A set takes additions and removals, so that what
 * others added meanwhile stays; any other field shows this PC's value until the platform has decided.
 */
export function viewOf(base: View, overlays: readonly Overlay[]): View {
  let view: Record<string, FieldValue> | undefined = base === undefined ? undefined : { ...base }
  for (const { op, fields } of overlays) {
    if (op === 'delete') {
      view = undefined
      continue
    }
    const names = Object.entries(fields)
    if (names.length === 0) continue
    const next: Record<string, FieldValue> = view ?? {}
    for (const [field, { base: before, value }] of names) next[field] = placed(next[field] ?? null, before, value)
    view = next
  }
  return view
}

/**
 * What has to be sent so that a row which looks like `seen` comes to look like `wanted`. Sets are compared as sets.
 *
 * @param skip fields that this PC never changes (its own running number of an entry)
 */
export function changesOf(seen: View, wanted: Fields, skip: ReadonlySet<string> = none): Record<string, FieldChange> {
  const changes: Record<string, FieldChange> = {}
  for (const field of new Set([...Object.keys(seen ?? {}), ...Object.keys(wanted)])) {
    if (seen !== undefined && skip.has(field)) continue
    const base = seen?.[field] ?? null
    const value = wanted[field] ?? null
    if (!sameValue(base, value)) changes[field] = { base, value }
  }
  return changes
}

const none: ReadonlySet<string> = new Set()

export function sameView(one: View, other: View): boolean {
  if (one === undefined || other === undefined) return one === other
  return Object.keys(changesOf(one, other)).length === 0
}

function placed(now: FieldValue, before: FieldValue, value: FieldValue): FieldValue {
  if (!Array.isArray(value) && !Array.isArray(before)) return value
  const had = new Set(listOf(before))
  const has = new Set(listOf(value))
  const kept = listOf(now).filter((each) => !had.has(each) || has.has(each))
  return [...new Set([...kept, ...[...has].filter((each) => !had.has(each))])].sort()
}

function listOf(value: FieldValue): readonly string[] {
  if (Array.isArray(value)) return value
  return value === null || value === '' ? [] : [String(value)]
}
