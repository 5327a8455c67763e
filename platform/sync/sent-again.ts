import { z } from 'zod'
import type { FieldChange, Mutation } from '../../src-contract/sync/push.ts'
import { sameValue } from '../../src-domain/sync/canonical-row.ts'
import type { StationDraft } from './station-draft.ts'

const prefix = 'v.'

/** What a device wrote, of which the platform takes nothing for granted. */
const Steps = z.array(z.object({ field: z.string(), before: z.string().nullable().optional() }))
type Step = z.infer<typeof Steps>[number]

/**
 * An entry, or changes of it, that a PC sends again after a restore, as the platform had lost them, and that another PC has sent meanwhile, and
 * gone on with. Values change with versions: one that no version changes which the platform still lacks is what that PC knew, no change
 * of its own, and is not held against the newer one; of one that such a version changes, the version says what was there before.
 */
export function withoutKnown(writer: StationDraft, mutations: readonly Mutation[]): readonly Mutation[] {
  return mutations.map((mutation) => {
    const held = mutation.table === 'entries' && mutation.op === 'put' ? writer.row(mutation) : undefined
    if (mutation.restored === undefined || held === undefined || held.deleted) return mutation
    const history = mutations.filter(
      ({ table, fields }) => table === 'entry_versions' && fields['entry']?.value === mutation.id,
    )
    if (history.length === 0) return mutation
    const lacking = history.filter((version) => writer.row(version) === undefined).map(stepsOf)
    // One that does not say what it changed may have changed anything.
    if (lacking.includes(null)) return mutation
    const known = history.filter((version) => writer.row(version) !== undefined)
    const taken = new Set(known.flatMap((version) => (stepsOf(version) ?? []).map(({ field }) => prefix + field)))
    const before = new Map<string, Step['before']>()
    for (const { field, before: was } of lacking.flatMap((steps) => steps ?? []))
      if (!before.has(prefix + field)) before.set(prefix + field, was)
    const kept = Object.entries(mutation.fields).flatMap(([field, change]): [string, FieldChange][] => {
      const { base, value } = change
      const now = held.fields[field] ?? null
      const isText = !Array.isArray(value) && !Array.isArray(now)
      const wasKnown = base === null ? now !== null : taken.has(field)
      if (!field.startsWith(prefix) || !isText || !wasKnown || sameValue(now, value)) return [[field, change]]
      return before.has(field) ? [[field, { base: before.get(field) ?? null, value }]] : []
    })
    return { ...mutation, fields: Object.fromEntries(kept) }
  })
}

/** Null: the version does not say, or nobody can read what. */
function stepsOf({ fields }: Mutation): Step[] | null {
  const text = fields['changes']?.value
  if (typeof text !== 'string') return null
  try {
    return Steps.safeParse(JSON.parse(text)).data ?? null
  } catch {
    return null
  }
}
