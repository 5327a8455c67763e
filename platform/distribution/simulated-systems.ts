import type { SystemDefinition, SystemId } from '../../src-contract/systems.ts'
import { distributionCatalogs } from '../../src-domain/distribution/forms.ts'
import { readResidentId } from '../../src-domain/identifiers/resident-id.ts'
import { sha256 } from '../../src-domain/canonical/sha256.ts'
import type { Database } from '../database/database.ts'
import { systems } from '../systems.ts'

/** What a target system says to a delivery. down: nothing, because nothing reached it; it is sent again later. */
export type TargetAnswer =
  | { readonly outcome: 'accepted'; readonly receipt: string }
  | { readonly outcome: 'rejected'; readonly reason: string }
  | { readonly outcome: 'down' }
export type Answered = Exclude<TargetAnswer, { outcome: 'down' }>

/**
 * What a system is handed. content: JSON; of a record {book, withdrawn} and what is told by the keys of the system's form for the book,
 * of a correction {nativeId, field, oldValue, value, grounds, askedAt}.
 */
export type Delivery = { readonly kind: 'record' | 'correction'; readonly key: string; readonly content: string }

/**
 * Hands a delivery to a system. The same key again gets the same answer: a lost answer never makes a second record there.
 *
 * @throws Error when nobody knows whether it arrived
 */
export type Target = (system: string, delivery: Delivery) => Promise<TargetAnswer>

export const behaviours = ['accepts', 'rejects', 'down'] as const
export type Behaviour = (typeof behaviours)[number]

/** Stands in for the seven systems: accepts what has what a system requires, refuses the rest, or is away. */
export function simulatedSystems(db: Database): Target {
  return async (system, { kind, key, content }) => {
    const definition = systems.get(system)
    if (definition === undefined) return { outcome: 'rejected', reason: 'unknown-system' }
    const behaviour = await behaviourOf(db, definition.id)
    if (behaviour === 'down') return { outcome: 'down' }
    const known = await db
      .selectFrom('simulated_receipts')
      .select('receipt')
      .where('system', '=', system)
      .where('key', '=', key)
      .executeTakeFirst()
    if (known !== undefined) return { outcome: 'accepted', receipt: known.receipt }
    const refusal = kind === 'correction' ? refusalOf(definition, content) : refusalOfRecord(definition, content)
    if (refusal !== null) return { outcome: 'rejected', reason: refusal }
    if (behaviour === 'rejects') return { outcome: 'rejected', reason: 'refused' }
    const receipt = `${system}-${sha256(key).slice(0, 12).toUpperCase()}`
    await db
      .insertInto('simulated_receipts')
      .values({ system, key, receipt, content })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
    return { outcome: 'accepted', receipt }
  }
}

export async function behaviourOf(db: Database, system: SystemId): Promise<Behaviour> {
  const set = await db
    .selectFrom('simulated_systems')
    .select('behaviour')
    .where('system', '=', system)
    .executeTakeFirst()
  return behaviours.find((each) => each === set?.behaviour) ?? 'accepts'
}

export async function setBehaviour(db: Database, system: SystemId, behaviour: Behaviour): Promise<void> {
  await db
    .insertInto('simulated_systems')
    .values({ system, behaviour })
    .onConflict((conflict) => conflict.column('system').doUpdateSet({ behaviour }))
    .execute()
}

/** What a system says to a correction that it cannot use: of a field that it does not have, or an ID number that cannot be. */
function refusalOf({ fields }: SystemDefinition, content: string): string | null {
  const { field: key, value } = JSON.parse(content) as Record<string, unknown>
  const field = fields.find((one) => one.key === key)
  if (field === undefined) return 'unknown-field'
  if (typeof value !== 'string' || value === '') return `missing:${field.key}`
  return field.meaning === 'id-number' && readResidentId(value).problems.some(({ severity }) => severity === 'error')
    ? `invalid:${field.key}`
    : null
}

/** What a system says to a record that it cannot use. One that is taken back need not be complete. */
function refusalOfRecord({ id }: SystemDefinition, content: string): string | null {
  const { book, withdrawn, ...told } = JSON.parse(content) as Record<string, unknown>
  const form = distributionCatalogs.get(id)?.forms.find((one) => one.book === book)
  if (form === undefined) return 'unknown-record'
  if (withdrawn === true) return null
  if (Object.keys(told).some((key) => !form.fields.some((field) => field.key === key))) return 'unknown-field'
  const missing = form.fields.filter(({ key, required }) => required && (told[key] ?? '') === '').map(({ key }) => key)
  return missing.length > 0 ? `missing:${missing.join(',')}` : null
}
