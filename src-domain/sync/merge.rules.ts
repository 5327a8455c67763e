import type { Fields, FieldValue } from '../../src-contract/sync/protocol.ts'
import type { ConflictField, Mutation, RejectReason } from '../../src-contract/sync/push.ts'
import { sameValue } from './canonical-row.ts'
import { replacesRecord, type TableRules } from './tables.ts'

/** A row as the platform holds it. `identityVer`: the version that last changed a field of class identity. */
export type HeldRow = {
  readonly ver: number
  readonly fields: Fields
  readonly deleted: boolean
  readonly identityVer: number
}

export type Judgement =
  | { readonly status: 'applied' | 'merged'; readonly does: 'put'; readonly fields: Fields; readonly identity: boolean }
  | { readonly status: 'applied' | 'merged'; readonly does: 'delete' | 'nothing' }
  | { readonly status: 'conflict'; readonly conflicts: readonly ConflictField[] }
  | { readonly status: 'rejected'; readonly reason: RejectReason; readonly field?: string }

/**
 * What becomes of a mutation of a row: pure, the same on the platform and in the simulator. The held value stays wherever two
 * people changed the same thing. A `resolve` is judged like a put of what was decided.
 *
 * @param held undefined: there never was such a row
 */
export function judgeMutation(held: HeldRow | undefined, mutation: Mutation, rules: TableRules): Judgement {
  const judged = judgeChange(held, mutation, rules)
  const wrong = 'fields' in judged ? rules.wrongField?.(judged.fields) : undefined
  return wrong === undefined ? judged : rejected('invalid', wrong)
}

function judgeChange(held: HeldRow | undefined, mutation: Mutation, rules: TableRules): Judgement {
  if (rules.kind === 'platform') return rejected('read-only')
  if (mutation.op === 'delete') return judgeDelete(held, mutation, rules)
  if (held === undefined) {
    if (mutation.baseVer > 0) return rejected('missing')
    return put('applied', {}, mutation, rules)
  }
  if (rules.kind === 'newest') return judgeNewest(held, mutation, rules)
  if (held.deleted) return judgeOnDeleted(held, mutation, rules)
  if (rules.kind === 'log') return judgeLog(held, mutation)
  return judgeFields(held, mutation, rules)
}

function judgeDelete(held: HeldRow | undefined, mutation: Mutation, rules: TableRules): Judgement {
  if (rules.kind === 'log' || rules.lasting === true) return rejected('append-only')
  if (held === undefined) return rejected('missing')
  if (held.deleted) return { status: 'merged', does: 'nothing' }
  if (held.ver === mutation.baseVer) return { status: 'applied', does: 'delete' }
  return { status: 'conflict', conflicts: [{ field: null, base: mutation.baseVer, mine: null, theirs: held.ver }] }
}

/** An id is never used again; an edit of what somebody deleted is for a person. Only that person's decision brings it back. */
function judgeOnDeleted(held: HeldRow, mutation: Mutation, rules: TableRules): Judgement {
  const hasSeen = mutation.baseVer === 0 || mutation.baseVer >= held.ver
  if (mutation.op === 'resolve' && mutation.choice === 'theirs') return { status: 'applied', does: 'nothing' }
  if (mutation.op === 'resolve' && hasSeen) return put('merged', {}, mutation, rules)
  if (mutation.baseVer === 0) return rejected('deleted')
  return { status: 'conflict', conflicts: [{ field: null, base: mutation.baseVer, mine: held.ver, theirs: null }] }
}

function judgeLog(held: HeldRow, mutation: Mutation): Judgement {
  const same = Object.entries(mutation.fields).every(([field, { value }]) => sameValue(held.fields[field], value))
  if (mutation.baseVer === 0 && same) return { status: 'merged', does: 'nothing' }
  return rejected('append-only')
}

function judgeNewest(held: HeldRow, mutation: Mutation, rules: TableRules): Judgement {
  const incoming = valuesOf(mutation)
  const hasSeen = held.ver === mutation.baseVer
  if (!held.deleted && !replacesRecord(incoming, held.fields, hasSeen)) return { status: 'merged', does: 'nothing' }
  return put(hasSeen ? 'applied' : 'merged', {}, mutation, rules)
}

function judgeFields(held: HeldRow, mutation: Mutation, rules: TableRules): Judgement {
  const fields: Record<string, FieldValue> = { ...held.fields }
  const conflicts: ConflictField[] = []
  let changed = false
  let identity = false
  for (const [field, { base, value }] of Object.entries(mutation.fields)) {
    const now = held.fields[field] ?? null
    if (sameValue(now, value)) continue
    const declared = rules.classOf(field, held.fields)
    const isList = Array.isArray(value) || Array.isArray(base)
    // A newer PC may have a list where this platform knows of no field; a list in the place of something else comes from no PC of ours.
    const mayBeList = declared === 'set' || (declared === 'ordinary' && (now === null || Array.isArray(now)))
    if (isList && !mayBeList) return rejected('invalid', field)
    const kind = isList ? 'set' : declared
    if (kind === 'immutable' && now !== null) return rejected('immutable', field)
    if (kind === 'once' && now !== null && value !== null) continue
    if (kind === 'set') {
      const merged = mergeSets(listOf(now), listOf(base), listOf(value))
      if (sameValue(now, merged)) continue
      fields[field] = merged
      changed = true
      continue
    }
    // Whoever changed a status, a number or a name of a person saw a row in which nobody else had.
    const raced = kind === 'identity' && mutation.baseVer < held.identityVer
    if (!sameValue(now, base) || raced) {
      conflicts.push({ field, base, mine: value, theirs: now })
      continue
    }
    if (kind === 'status' && now !== null && !rules.mayPass(field, now, value, held.fields))
      return rejected('transition', field)
    fields[field] = value
    changed = true
    identity ||= kind === 'identity'
  }
  if (conflicts.length > 0) return { status: 'conflict', conflicts }
  const status = held.ver === mutation.baseVer ? 'applied' : 'merged'
  return changed ? { status, does: 'put', fields, identity } : { status, does: 'nothing' }
}

function put(status: 'applied' | 'merged', start: Fields, mutation: Mutation, rules: TableRules): Judgement {
  const fields = { ...start, ...valuesOf(mutation) }
  const identity = Object.keys(mutation.fields).some((field) => rules.classOf(field, fields) === 'identity')
  return { status, does: 'put', fields, identity }
}

export function valuesOf(mutation: Pick<Mutation, 'fields'>): Record<string, FieldValue> {
  return Object.fromEntries(Object.entries(mutation.fields).map(([field, { value }]) => [field, value]))
}

function mergeSets(now: readonly string[], base: readonly string[], value: readonly string[]): string[] {
  const removed = new Set(base.filter((each) => !value.includes(each)))
  const kept = now.filter((each) => !removed.has(each))
  return [...new Set([...kept, ...value.filter((each) => !base.includes(each))])].sort()
}

function listOf(value: FieldValue | undefined): readonly string[] {
  if (Array.isArray(value)) return value
  return value === null || value === undefined || value === '' ? [] : String(value).split(',')
}

function rejected(reason: RejectReason, field?: string): Judgement {
  return field === undefined ? { status: 'rejected', reason } : { status: 'rejected', reason, field }
}
