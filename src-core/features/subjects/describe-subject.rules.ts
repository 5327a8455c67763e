import type { SystemDefinition, SystemId } from '../../../src-contract/systems.ts'
import { indexText } from '../../../src-domain/text/bigrams.ts'
import { systems } from '../sources/catalog.ts'
import { extract, type Extract } from './extract.rules.ts'
import { headlineOf, systemBits, type Headline } from './headline.rules.ts'
import { subjectKeys, type SubjectKey } from './keys.rules.ts'
import { parsePayload } from './payload.ts'
import { placeKeys } from './place-keys.ts'
import { saidBy, toldBy } from './told-by.rules.ts'

/** A record of a subject, read. */
export type Member = { system: SystemId; found: Extract }

export type SubjectDescription = {
  headline: Headline
  /** Bit i stands for systemIds[i]. */
  systems: number
  records: number
  /** As in migration 0260. */
  toldBy: number | null
  saidBy: number | null
  keys: SubjectKey[]
  /** Tokens of the search document. */
  names: string
  places: string
}

export function memberOf(record: { system: SystemId; payload: string }): Member {
  return { system: record.system, found: extract(definition(record.system), parsePayload(record.payload)) }
}

/**
 * Everything that is derived from a subject's records: what a list shows, keys, search document. Pure.
 * @param home as in placeKeys
 */
export function describeSubject(members: readonly Member[], home: string | null): SubjectDescription {
  const found = members.map((member) => member.found)
  const names = distinct(found.flatMap((one) => [...one.names, ...one.organisationNames]))
  const places = distinct(found.flatMap((one) => one.addresses))
  return {
    headline: headlineOf(members),
    systems: systemBits(members.map((member) => member.system)),
    records: members.length,
    toldBy: toldBy(members, home),
    saidBy: saidBy(members),
    keys: subjectKeys(found, home),
    names: indexText(names),
    places: indexText(distinct(places.flatMap((place) => [place, placeKeys(place, home).normal]))),
  }
}

export function definition(id: SystemId): SystemDefinition {
  const found = systems.get(id)
  if (!found) throw new Error(`no catalog for system ${id}`)
  return found
}

function distinct(values: readonly string[]): string[] {
  return [...new Set(values)]
}
