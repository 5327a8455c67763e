import type { Purpose } from '../../../src-contract/purposes.ts'
import { systemIds, type SystemDefinition, type SystemId } from '../../../src-contract/systems.ts'
import { opensField, purposeTable } from '../../../src-domain/access/purpose-table.ts'

/** A system as a purpose opens it: with the fields that it opens and no others. Null when it does not open the system. */
export function openPart(system: SystemDefinition, purpose: Purpose): SystemDefinition | null {
  if (purposeTable[purpose][system.id] === undefined) return null
  return { ...system, fields: system.fields.filter((field) => opensField(purpose, system.id, field.meaning)) }
}

/** Bits (see subjects) of the systems that a purpose opens in part or whole. */
export function openBits(purpose: Purpose): number {
  return bitsOf(systemIds.filter((system) => purposeTable[purpose][system] !== undefined))
}

/** Bits of the systems that a purpose opens with all their fields. */
export function whollyOpenBits(purpose: Purpose): number {
  return bitsOf(systemIds.filter((system) => purposeTable[purpose][system] === 'all'))
}

function bitsOf(systems: readonly SystemId[]): number {
  return systems.reduce((bits, system) => bits | (1 << systemIds.indexOf(system)), 0)
}
