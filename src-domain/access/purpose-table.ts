import type { Purpose } from '../../src-contract/purposes.ts'
import type { FieldMeaning, SystemId } from '../../src-contract/systems.ts'

/** All fields of a system, or only fields of these meanings. */
export type OpenFields = 'all' | readonly FieldMeaning[]
export type OpenSystems = Partial<Record<SystemId, OpenFields>>

const identity: readonly FieldMeaning[] = ['name', 'id-number', 'sex', 'birth-date']
/** Where the unit is, without who lives there. */
const unit: readonly FieldMeaning[] = ['address', 'room', 'code', 'text']

const household: OpenSystems = { JZ: 'all', WG: 'all', WY: 'all', ZJ: 'all' }

/**
 * What a purpose opens (design of lookup, Access): systems x fields. P07 (audit) and P08 (appeal) open nothing by themselves: they
 * only open the record that was drawn or is disputed, which its work item names.
 */
export const purposeTable: Readonly<Record<Purpose, OpenSystems>> = {
  P01: household,
  P02: household,
  P03: { JCJ: 'all', JZ: 'all' },
  P04: { JCJ: 'all', WG: 'all', JZ: identity },
  P05: { YJ: 'all', WY: unit },
  P06: { JZ: identity, MZ: 'all' },
  P07: {},
  P08: {},
  P09: { JZ: 'all', JCJ: 'all', MZ: 'all', WG: 'all', WY: 'all', YJ: 'all', ZJ: 'all' },
}

/** Whether a purpose opens a system at all. */
export function opensSystem(purpose: Purpose, system: SystemId): boolean {
  return purposeTable[purpose][system] !== undefined
}

/** Whether a purpose opens fields of this meaning in this system. */
export function opensField(purpose: Purpose, system: SystemId, meaning: FieldMeaning): boolean {
  const open = purposeTable[purpose][system]
  if (open === undefined) return false
  return open === 'all' || open.includes(meaning)
}

/** Whether a free search under this purpose can find anything. */
export function opensSearch(purpose: Purpose): boolean {
  return Object.keys(purposeTable[purpose]).length > 0
}
