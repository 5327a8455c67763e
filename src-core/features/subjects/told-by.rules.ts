import { systemIds, type SystemId } from '../../../src-contract/systems.ts'
import type { Extract } from './extract.rules.ts'
import { believed } from './headline.rules.ts'
import { placeKeys } from './place-keys.ts'

/** What a subject is found by, in groups of which each is known whole or not at all; in the order of their bits in `told_by`. */
export const toldGroups = ['name', 'id', 'phone', 'place', 'place-text'] as const
export type ToldGroup = (typeof toldGroups)[number]

/** Bits of a group: one for each system. */
const width = systemIds.length
export const toldMask = 2 ** width - 1

/** How far the bits of a group stand from the lowest. */
export function toldShift(group: ToldGroup): number {
  return toldGroups.indexOf(group) * width
}

const valuesOf: Readonly<Record<ToldGroup, (found: Extract, home: string | null) => readonly string[]>> = {
  name: ({ names, organisationNames }) => [...names, ...organisationNames],
  id: ({ idNumber, doubtfulIds }) => (idNumber === null ? doubtfulIds : [idNumber, ...doubtfulIds]),
  phone: ({ phones }) => phones,
  place: ({ addresses }, home) =>
    addresses.flatMap((address) => {
      const { rooms, localRoom, buildings } = placeKeys(address, home)
      return [...rooms, ...(localRoom === null ? [] : [localRoom]), ...buildings]
    }),
  'place-text': ({ addresses }) => addresses,
}

/**
 * For each group the systems whose records have every value of it that any record has. Pure.
 *
 * @param home as in placeKeys
 * @returns five times seven bits, so more than 32; null where one system holds all there is
 */
export function toldBy(members: readonly { system: SystemId; found: Extract }[], home: string | null): number | null {
  const systems = [...new Set(members.map(({ system }) => system))]
  if (systems.length < 2) return null
  let bits = 0
  for (const group of toldGroups) {
    const said = new Map(systems.map((system) => [system, new Set<string>()]))
    for (const { system, found } of members)
      for (const value of valuesOf[group](found, home)) said.get(system)?.add(value)
    const all = new Set([...said.values()].flatMap((values) => [...values]))
    if (all.size === 0) continue
    for (const [system, values] of said)
      if (values.size === all.size) bits += 2 ** (toldShift(group) + systemIds.indexOf(system))
  }
  return bits
}

/** The values of a subject's row, in the order of their bits in `said_by`. */
export const saidElements = ['name', 'sex', 'birthDate', 'phone', 'address', 'idNumber'] as const
export type SaidElement = (typeof saidElements)[number]

/** Three bits each: where a value comes from, 0 for nowhere, otherwise the place in systemIds from 1 on; how many records, 0 for more. */
const three = 8
const countsFrom = three ** saidElements.length

/**
 * For each value of a subject's row the system that it comes from, and for each system how many records it has. Pure.
 *
 * @returns six and seven times three bits, so more than 32; null where one system says everything, and where two valid ID numbers stand
 *   in one file
 */
export function saidBy(members: readonly { system: SystemId; found: Extract }[]): number | null {
  if (new Set(members.map(({ system }) => system)).size < 2) return null
  const numbered = members.filter(({ found }) => found.idNumber !== null)
  if (new Set(numbered.map(({ found }) => found.idNumber)).size > 1) return null
  let bits = 0
  saidElements.forEach((element, at) => {
    const system = element === 'idNumber' ? firstOf(numbered) : believed(members, element)?.system
    if (system) bits += (systemIds.indexOf(system) + 1) * three ** at
  })
  systemIds.forEach((id, at) => {
    const count = members.filter(({ system }) => system === id).length
    if (count < three) bits += countsFrom * count * three ** at
  })
  return bits
}

/** A system that knows the ID number: the police's own before others. */
function firstOf(members: readonly { system: SystemId }[]): SystemId | undefined {
  return systemIds.find((system) => members.some((one) => one.system === system))
}

/** As saidBy made it; null: nobody says such a value. */
export function systemSaying(bits: number, element: SaidElement): SystemId | null {
  return systemIds[place(bits, saidElements.indexOf(element)) - 1] ?? null
}

/** As saidBy made it: records of these systems, all of which the subject has; null where one has too many to be kept. */
export function recordsOf(bits: number, systems: readonly SystemId[]): number | null {
  const counts = systems.map((system) => place(bits / countsFrom, systemIds.indexOf(system)))
  return counts.includes(0) ? null : counts.reduce((sum, count) => sum + count, 0)
}

function place(bits: number, at: number): number {
  return Math.floor(bits / three ** at) % three
}
