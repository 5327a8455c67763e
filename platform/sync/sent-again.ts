import { z } from 'zod'
import type { FieldChange, Mutation } from '../../src-contract/sync/push.ts'
import { sameValue } from '../../src-domain/sync/canonical-row.ts'
import { countedFields, rulesOf } from '../../src-domain/sync/tables.ts'
import type { Row, StationDraft } from './station-draft.ts'

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
    const history = historyIn(mutations, mutation.id)
    if (history.every(({ table }) => table !== 'entry_versions')) return mutation
    const lackingOnes = history.filter((one) => writer.row(one) === undefined)
    const lacking = lackingOnes.map(stepsOf)
    // One that does not say what it changed may have changed anything.
    if (lacking.includes(null)) return mutation
    const known = history.filter((one) => writer.row(one) !== undefined)
    const taken = new Set(known.flatMap((one) => (stepsOf(one) ?? []).map(({ field }) => prefix + field)))
    // Which of a step and a version came first nobody says.
    const bySteps = new Set(
      lackingOnes
        .flatMap((one) => (one.table === 'entry_events' ? (stepsOf(one) ?? []) : []))
        .map(({ field }) => prefix + field),
    )
    const before = new Map<string, Step['before']>()
    for (const { field, before: was } of lacking.flatMap((steps) => steps ?? []))
      if (!before.has(prefix + field)) before.set(prefix + field, was)
    const kept = Object.entries(mutation.fields).flatMap(([field, change]): [string, FieldChange][] => {
      const { base, value } = change
      const now = held.fields[field] ?? null
      const isText = !Array.isArray(value) && !Array.isArray(now)
      const wasKnown = base === null ? now !== null : taken.has(field)
      const isOpen = !field.startsWith(prefix) || !isText || !wasKnown || bySteps.has(field)
      if (isOpen || sameValue(now, value)) return [[field, change]]
      return before.has(field) ? [[field, { base: before.get(field) ?? null, value }]] : []
    })
    return { ...mutation, fields: Object.fromEntries(kept) }
  })
}

/** Versions and steps of an entry. */
function historyIn(mutations: readonly Mutation[], entry: string): readonly Mutation[] {
  const isHistory = (table: string): boolean => table === 'entry_versions' || table === 'entry_events'
  return mutations.filter(({ table, fields }) => isHistory(table) && fields['entry']?.value === entry)
}

/** Whether everything that a change of an entry disputes is what its history tells of, and the rest is there: it was taken before. */
export function isOnlyHistory(
  row: Row,
  mutation: Mutation,
  disputed: ReadonlySet<string>,
  sent: readonly Mutation[],
): boolean {
  const history = historyIn(sent, mutation.id)
  const told = history.map(stepsOf)
  const named = new Set(told.flatMap((steps) => steps ?? []).map(({ field }) => field))
  const hasSteps = history.some(({ table }) => table === 'entry_events')
  const { classOf } = rulesOf(mutation.table)
  return Object.entries(mutation.fields).every(([field, { value }]) => {
    if (countedFields.has(field)) return true
    if (!disputed.has(field)) return sameValue(row.fields[field] ?? null, value)
    if (mutation.restored !== undefined || told.includes(null)) return true
    return named.has(field.replace(/^v\./, '')) || (hasSteps && classOf(field, row.fields) === 'status')
  })
}

/** Null: the version does not say, or nobody can read what. A step says it only where it changed values. */
function stepsOf({ table, fields }: Mutation): Step[] | null {
  const text = fields['changes']?.value
  if (table === 'entry_events' && (text === undefined || text === null)) return []
  if (typeof text !== 'string') return null
  try {
    return Steps.safeParse(JSON.parse(text)).data ?? null
  } catch {
    return null
  }
}
