import { systemIds, type SystemId } from '../../../src-contract/systems.ts'
import type { Extract } from './extract.rules.ts'

export type Headline = {
  name: string | null
  sex: string | null
  birthDate: string | null
  phone: string | null
  address: string | null
}

/** Identity comes from JZ where it has any; addresses from JZ, then WG, then WY; see docs/features/lookup.md. */
const identityOrder: readonly SystemId[] = ['JZ', 'ZJ', 'MZ', 'WG', 'WY', 'JCJ', 'YJ']
const addressOrder: readonly SystemId[] = ['JZ', 'WG', 'WY', 'ZJ', 'MZ', 'JCJ', 'YJ']

/** What a list shows of a subject: one value per element by survivorship. Nothing is overwritten: the file shows all values. */
export function headlineOf(records: readonly { system: SystemId; found: Extract }[]): Headline {
  const first = (order: readonly SystemId[], pick: (found: Extract) => string | null | undefined): string | null => {
    for (const system of order) {
      for (const record of records) {
        if (record.system !== system) continue
        const value = pick(record.found)
        if (value) return value
      }
    }
    return null
  }
  return {
    name: first(identityOrder, (found) => found.organisationNames[0] ?? found.names[0]),
    sex: first(identityOrder, (found) => found.sex),
    birthDate: first(identityOrder, (found) => found.birthDate),
    phone: first(addressOrder, (found) => found.phones[0]),
    address: first(addressOrder, (found) => found.addresses[0]),
  }
}

/** Bit i stands for systemIds[i]. */
export function systemBits(systems: Iterable<SystemId>): number {
  let bits = 0
  for (const system of systems) bits |= 1 << systemIds.indexOf(system)
  return bits
}

export function systemsOf(bits: number): SystemId[] {
  return systemIds.filter((_, index) => (bits & (1 << index)) !== 0)
}
