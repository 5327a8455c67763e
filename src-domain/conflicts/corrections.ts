import type { FieldMeaning, SystemId } from '../../src-contract/systems.ts'

/** Property managers are told of addresses only, never of a person (design: where entries go). */
const ofPlaces: ReadonlySet<FieldMeaning> = new Set(['address', 'room', 'code', 'text'])

/** Whether a system may be asked to change a field of this meaning: its keys and its own times are not ours to propose. */
export function mayBeCorrected(system: SystemId, meaning: FieldMeaning): boolean {
  if (meaning === 'time') return false
  return system !== 'WY' || ofPlaces.has(meaning)
}
