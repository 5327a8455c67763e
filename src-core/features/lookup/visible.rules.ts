import type { QueryKind } from '../../../src-contract/features/lookup.contract.ts'
import type { Purpose } from '../../../src-contract/purposes.ts'
import { systemIds, type FieldMeaning, type SystemDefinition, type SystemId } from '../../../src-contract/systems.ts'
import { opensField, purposeTable } from '../../../src-domain/access/purpose-table.ts'
import { systems } from '../sources/catalog.ts'
import { systemBits } from '../subjects/headline.rules.ts'
import { systemSaying, type SaidElement } from '../subjects/told-by.rules.ts'

const askedIn: Readonly<Record<QueryKind, readonly FieldMeaning[]>> = {
  name: ['name', 'organisation-name'],
  pinyin: ['name'],
  id: ['id-number'],
  phone: ['phone'],
  plate: ['plate'],
  uscc: ['uscc'],
  incident: ['incident-number'],
  // Property management names the estate and the building in fields of their own.
  address: ['address', 'room', 'text', 'code'],
}

/** A system as a purpose opens it: with the fields that it opens and no others. Null when it does not open the system. */
export function openPart(system: SystemDefinition, purpose: Purpose): SystemDefinition | null {
  return part(system, purpose, null)
}

/** Of that, the fields that a question of this kind asks, and no others. */
export function askedPart(system: SystemDefinition, purpose: Purpose, kind: QueryKind): SystemDefinition | null {
  return part(system, purpose, kind)
}

function part(system: SystemDefinition, purpose: Purpose, kind: QueryKind | null): SystemDefinition | null {
  if (purposeTable[purpose][system.id] === undefined) return null
  const key = `${purpose} ${system.id} ${kind}`
  const known = parts.get(key)
  if (known) return known
  const asks = (meaning: FieldMeaning): boolean => kind === null || askedIn[kind].includes(meaning)
  const fields = system.fields.filter(({ meaning }) => asks(meaning) && opensField(purpose, system.id, meaning))
  const made = { ...system, fields }
  parts.set(key, made)
  return made
}

/** The catalog never changes while core runs, and a search asks for thousands of parts. */
const parts = new Map<string, SystemDefinition>()

/** Bits (see subjects) of the systems that a purpose opens in part or whole. */
export function openBits(purpose: Purpose): number {
  return systemBits(systemIds.filter((system) => purposeTable[purpose][system] !== undefined))
}

/** Bits of systems by what a purpose opens of the fields that a question of one kind asks. */
export type AnswerBits = {
  /** Some of these fields are open: only what such a system knows can answer. */
  readonly asked: number
  /** There are such fields, and all of them are open. */
  readonly whole: number
  /** None of these fields is closed, or there are none. */
  readonly unclosed: number
}

export function answerBits(purpose: Purpose, kind: QueryKind): AnswerBits {
  const key = `${purpose} ${kind}`
  const known = bitsKnown.get(key)
  if (known) return known
  const bits = { asked: 0, whole: 0, unclosed: 0 }
  for (const { id, fields } of systems.values()) {
    const bit = systemBits([id])
    const asked = fields.filter(({ meaning }) => askedIn[kind].includes(meaning))
    const open = asked.filter(({ meaning }) => opensField(purpose, id, meaning))
    if (open.length > 0) bits.asked |= bit
    if (open.length > 0 && open.length === asked.length) bits.whole |= bit
    if (open.length === asked.length) bits.unclosed |= bit
  }
  bitsKnown.set(key, bits)
  return bits
}

const bitsKnown = new Map<string, AnswerBits>()

const saidIn: Readonly<Record<SaidElement, readonly FieldMeaning[]>> = {
  name: askedIn.name,
  sex: ['sex'],
  // A valid ID number says it as well.
  birthDate: ['birth-date', 'id-number'],
  phone: askedIn.phone,
  address: askedIn.address,
  idNumber: askedIn.id,
}

/** Whether a purpose opens all fields of a system from which this value of a subject's row may come. */
export function opensElement(purpose: Purpose, system: SystemId, element: SaidElement): boolean {
  const fields = systems.get(system)?.fields ?? []
  return fields.every(({ meaning }) => !saidIn[element].includes(meaning) || opensField(purpose, system, meaning))
}

/**
 * Whether this value of a subject's row comes from where the purpose opens it, or nobody says one: what is open would say the same.
 *
 * @param said see saidBy
 * @param from only these systems count as open; all by default
 */
export function saidInTheOpen(
  purpose: Purpose,
  said: number,
  element: SaidElement,
  from: readonly SystemId[] = systemIds,
): boolean {
  const system = systemSaying(said, element)
  return system === null || (from.includes(system) && opensElement(purpose, system, element))
}

/** Bits of the systems that a purpose opens with all their fields. */
export function whollyOpenBits(purpose: Purpose): number {
  return systemBits(systemIds.filter((system: SystemId) => purposeTable[purpose][system] === 'all'))
}

/** Whether any field that a purpose opens can answer a question of this kind at all. */
export function opensQuestion(purpose: Purpose, kind: QueryKind): boolean {
  return [...systems.values()].some(({ id, fields }) =>
    fields.some(({ meaning }) => answering(kind).includes(meaning) && opensField(purpose, id, meaning)),
  )
}

function answering(kind: QueryKind): readonly FieldMeaning[] {
  return kind === 'address' ? ['address', 'room'] : askedIn[kind]
}

/** A resident's own request opens what is held about that one person: a home would show who lives there as well. */
export function opensPlaces(purpose: Purpose): boolean {
  return purpose !== 'P09'
}
