import { actsOnTables, settlingConflicts } from '../../src-contract/acts.ts'
import type { MethodName } from '../../src-contract/contract.ts'
import type { Fields } from '../../src-contract/sync/protocol.ts'
import type { ActorProblem, Mutation } from '../../src-contract/sync/push.ts'
import { valuesOf } from '../../src-domain/sync/merge.rules.ts'
import { rulesOf } from '../../src-domain/sync/tables.ts'
import type { StationPeople } from './station-people.ts'

/** Their rows are one person's: nobody else changes them. */
const owned: ReadonlySet<string> = new Set(['sealed_drafts', 'account_keys'])
/** Who somebody is, a PC may tell under any name: that gives nobody anything. */
const claims: ReadonlySet<string> = new Set(['accounts'])

/** The row as the platform holds it, with who changed it last. */
export type Held = { readonly fields: Fields; readonly actor: string | null } | undefined

/**
 * What is wrong with who is said to have done this: somebody who is not of the station, was ended before, or may not do such a thing by the
 * roles of the contract. The people whom the row itself names are looked at as well.
 *
 * @param asItWas it was taken before, and a PC tells the platform what that has lost
 */
export function wrongActor(
  people: StationPeople,
  mutation: Mutation,
  held: Held,
  asItWas: boolean,
): ActorProblem | undefined {
  const { table, actor, at, op } = mutation
  // What nobody but the platform writes is refused as that.
  if (asItWas || claims.has(table) || rulesOf(table).kind === 'platform') return undefined
  const said = valuesOf(mutation)
  if (owned.has(table)) return wrongOwner(people, mutation, held)
  if (op === 'resolve') return people.whyNot(actor, settlingConflicts, [at])
  const rules = Object.hasOwn(actsOnTables, table) ? actsOnTables[table] : undefined
  const times = [at]
  for (const [field, { acts, at: when }] of Object.entries(rules?.named ?? {})) {
    const [name, time] = [said[field], said[when] ?? held?.fields[when]]
    if (typeof time === 'string') times.push(time)
    if (typeof name !== 'string' || name === held?.fields[field]) continue
    const wrong = people.whyNot(name, acts, typeof time === 'string' ? [time, at] : [at])
    if (wrong !== undefined) return wrong
  }
  return people.whyNot(actor, actsOf(mutation, held === undefined), [...times, ...timesOf(said)])
}

/** Null: whoever is of the station. */
function actsOf({ table, fields }: Mutation, isNew: boolean): readonly MethodName[] | null {
  const rules = Object.hasOwn(actsOnTables, table) ? actsOnTables[table] : undefined
  if (rules === undefined) return null
  const names = Object.keys(fields)
  if (!isNew && names.every((field) => rules.byItself?.includes(field))) return null
  return isNew ? rules.makes : rules.changes
}

/** When it was done, where it was long before the PC joined, or before it was told. */
function timesOf({ filedAt, decidedAt }: Fields): string[] {
  return [filedAt, decidedAt].filter((time) => typeof time === 'string')
}

/**
 * A draft, or a key, of somebody else. A draft that its author passes on is the other's from then on; what its author typed before on
 * another PC still comes.
 */
function wrongOwner(
  people: StationPeople,
  { actor, table, at, fields }: Mutation,
  held: Held,
): ActorProblem | undefined {
  const owner = held?.fields['owner'] ?? fields['owner']?.value
  const before = held?.actor ?? null
  const isTheirs = typeof owner === 'string' && people.isSame(owner, actor)
  const passedOn = table === 'sealed_drafts' && before !== null && people.isSame(before, actor)
  if (!isTheirs && !passedOn) return 'actor.owner'
  // A key is made at the first log-in, before anybody may have listed its owner.
  return table === 'account_keys' ? undefined : people.whyNot(actor, null, [at])
}
