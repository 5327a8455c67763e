import { rowSchema } from '../../src-contract/sync/protocol.ts'
import type { FieldChange, Mutation } from '../../src-contract/sync/push.ts'

type Step = (mutation: Mutation) => Mutation | null

/** How a mutation written in schema n is said in n + 1; null: it cannot be. */
const steps: ReadonlyMap<number, Step> = new Map<number, Step>([[1, fromFirst]])

/**
 * What an older client meant, in this platform's schema: a PC that was away for weeks sends what it wrote then.
 *
 * @returns null when it cannot be said: the mutation is held for an administrator
 */
export function upcast(mutation: Mutation, schema: number): Mutation | null {
  let current: Mutation | null = mutation
  for (let from = schema; from < rowSchema && current !== null; from += 1) current = steps.get(from)?.(current) ?? null
  return current
}

/** Schema 1 kept the helpers of an entry as one text with commas, and called its beat `beatCode`. */
function fromFirst(mutation: Mutation): Mutation | null {
  if (mutation.table !== 'entries') return mutation
  const fields: Record<string, FieldChange> = {}
  for (const [field, change] of Object.entries(mutation.fields)) {
    if (field === 'beatCode') fields['beat'] = change
    else if (field !== 'helpers') fields[field] = change
    else {
      const base = splitList(change.base)
      const value = splitList(change.value)
      if (base === undefined || value === undefined) return null
      fields['helpers'] = { base, value }
    }
  }
  return { ...mutation, fields }
}

function splitList(value: FieldChange['value']): string[] | null | undefined {
  if (value === null) return null
  if (typeof value !== 'string') return undefined
  return value.split(',').filter((each) => each !== '')
}
