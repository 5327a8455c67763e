import type { QueryKind } from '../../../src-contract/features/lookup.contract.ts'
import type { Purpose } from '../../../src-contract/purposes.ts'
import { systemIds, type FieldMeaning, type SystemDefinition, type SystemId } from '../../../src-contract/systems.ts'
import { opensField, purposeTable } from '../../../src-domain/access/purpose-table.ts'
import { systems } from '../sources/catalog.ts'
import { systemBits } from '../subjects/headline.rules.ts'

/** A system as a purpose opens it: with the fields that it opens and no others. Null when it does not open the system. */
export function openPart(system: SystemDefinition, purpose: Purpose): SystemDefinition | null {
  if (purposeTable[purpose][system.id] === undefined) return null
  const known = parts.get(`${purpose} ${system.id}`)
  if (known) return known
  const part = { ...system, fields: system.fields.filter((field) => opensField(purpose, system.id, field.meaning)) }
  parts.set(`${purpose} ${system.id}`, part)
  return part
}

/** The catalog never changes while core runs, and a search asks for thousands of parts. */
const parts = new Map<string, SystemDefinition>()

/** Bits (see subjects) of the systems that a purpose opens in part or whole. */
export function openBits(purpose: Purpose): number {
  return systemBits(systemIds.filter((system) => purposeTable[purpose][system] !== undefined))
}

/** Bits of the systems that a purpose opens with all their fields. */
export function whollyOpenBits(purpose: Purpose): number {
  return systemBits(systemIds.filter((system: SystemId) => purposeTable[purpose][system] === 'all'))
}

const askedIn: Readonly<Record<QueryKind, readonly FieldMeaning[]>> = {
  name: ['name', 'organisation-name'],
  pinyin: ['name'],
  id: ['id-number'],
  phone: ['phone'],
  plate: ['plate'],
  uscc: ['uscc'],
  incident: ['incident-number'],
  address: ['address', 'room'],
}

/** Whether any field that a purpose opens can answer a question of this kind at all. */
export function opensQuestion(purpose: Purpose, kind: QueryKind): boolean {
  return [...systems.values()].some(({ id, fields }) =>
    fields.some(({ meaning }) => askedIn[kind].includes(meaning) && opensField(purpose, id, meaning)),
  )
}
