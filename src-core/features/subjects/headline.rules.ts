import { systemIds, type SystemId } from '../../../src-contract/systems.ts'
import type { Extract } from './extract.rules.ts'
import { placeKeys } from './place-keys.ts'

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

/** Which order decides an element: identity comes from the police's register, an address from whoever knows who lives where. */
const survivorship: Readonly<Record<keyof Headline, readonly SystemId[]>> = {
  name: identityOrder,
  sex: identityOrder,
  birthDate: identityOrder,
  phone: addressOrder,
  address: addressOrder,
}

const picked: Readonly<Record<keyof Headline, (found: Extract) => string | null | undefined>> = {
  name: (found) => found.organisationNames[0] ?? found.names[0],
  sex: (found) => found.sex,
  birthDate: (found) => found.birthDate,
  phone: (found) => found.phones[0],
  address: (found) => found.addresses[0],
}

type Sourced = { readonly system: SystemId; readonly found: Extract }

/** What a list shows of a subject: one value per element by survivorship. Nothing is overwritten: the file shows all values. */
export function headlineOf(records: readonly Sourced[]): Headline {
  const value = (element: keyof Headline): string | null => believed(records, element)?.value ?? null
  return {
    name: value('name'),
    sex: value('sex'),
    birthDate: value('birthDate'),
    phone: value('phone'),
    address: value('address'),
  }
}

export type Survivor = {
  value: string
  system: SystemId
  /** Systems whose value is another one. */
  differing: SystemId[]
  /** The systems in the order in which they are believed. */
  order: readonly SystemId[]
}

/** The value that stands in the headline, where it comes from and who says otherwise; null where nobody says anything. */
export function survivorOf(records: readonly Sourced[], element: keyof Headline): Survivor | null {
  const first = believed(records, element)
  if (first === null) return null
  const order = survivorship[element]
  const pick = picked[element]
  const differing = order.filter((other) =>
    records.some((one) => one.system === other && isAnother(element, pick(one.found), first.value)),
  )
  return { ...first, differing, order }
}

/** The value alone: a list asks it of many, and whether two addresses differ is known only when both are taken apart. */
export function believed(
  records: readonly Sourced[],
  element: keyof Headline,
): { value: string; system: SystemId } | null {
  const pick = picked[element]
  for (const system of survivorship[element]) {
    for (const record of records) {
      const value = record.system === system ? pick(record.found) : null
      if (value) return { value, system }
    }
  }
  return null
}

/** Another value, not another spelling: two spellings of one home have one normal form from the road on. */
function isAnother(element: keyof Headline, said: string | null | undefined, value: string): boolean {
  if (!said || said === value) return false
  if (element !== 'address') return true
  const local = (address: string): string => placeKeys(address, null).local ?? address
  return local(said) !== local(value)
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
