import type { SystemDefinition, SystemId } from '../../../src-contract/systems.ts'
import { indexText } from '../../../src-domain/text/bigrams.ts'
import type { WriteDb } from '../../store/sql.ts'
import { systems } from '../sources/catalog.ts'
import { extract, type Extract } from './extract.rules.ts'
import { headlineOf, systemBits } from './headline.rules.ts'
import { subjectKeys } from './keys.rules.ts'
import { parsePayload } from './payload.ts'
import { placeKeys } from './place-keys.ts'
import {
  clearSubjectIndex,
  deleteSubject,
  findByIdNumber,
  homeCounty,
  insertSubject,
  recordsOfSubject,
  writeSubject,
  writeSubjectIndex,
} from './subjects.repo.ts'

/**
 * The subject that a record belongs to: the one with the same valid ID number, else the one that it already had, else a new one of
 * its own. Linking by anything but the exact ID number is the lookup feature's business.
 *
 * @returns the subject's id; the caller stores it on the record and later refreshes the subject (and the one before, if it changed)
 */
export function assignSubject(tx: WriteDb, found: Extract, before: number | null): number {
  if (found.idNumber !== null && found.about === 'person') {
    return findByIdNumber(tx, found.idNumber) ?? insertSubject(tx, 'person', found.idNumber)
  }
  return before ?? insertSubject(tx, found.about, null)
}

/**
 * Builds a subject's headline, keys and search document again from its records. Idempotent.
 * @param fresh the subject has never been indexed: nothing has to be cleared first
 */
export function refreshSubject(tx: WriteDb, subjectId: number, fresh = false): void {
  const members = recordsOfSubject(tx, subjectId).map(({ system, payload }) => ({
    system,
    found: extract(definition(system), parsePayload(payload)),
  }))
  if (members.length === 0) return deleteSubject(tx, subjectId)
  if (!fresh) clearSubjectIndex(tx, subjectId)
  const found = members.map((member) => member.found)
  const bits = systemBits(members.map((member) => member.system))
  writeSubject(tx, subjectId, headlineOf(members), bits, members.length)
  const names = distinct(found.flatMap((one) => [...one.names, ...one.organisationNames]))
  const home = homeCounty(tx)
  const places = distinct(found.flatMap((one) => one.addresses))
  const texts = distinct(places.flatMap((place) => [place, placeKeys(place, home).normal]))
  writeSubjectIndex(tx, subjectId, subjectKeys(found, home), indexText(names), indexText(texts))
}

function definition(id: SystemId): SystemDefinition {
  const found = systems.get(id)
  if (!found) throw new Error(`no catalog for system ${id}`)
  return found
}

function distinct(values: readonly string[]): string[] {
  return [...new Set(values)]
}
