import type { RecordAbout, SystemDefinition } from '../../../src-contract/systems.ts'
import { readPhone } from '../../../src-domain/identifiers/phone.ts'
import { readPlate } from '../../../src-domain/identifiers/plate.ts'
import { readResidentId } from '../../../src-domain/identifiers/resident-id.ts'
import { readUscc } from '../../../src-domain/identifiers/uscc.ts'
import { normaliseName } from '../../../src-domain/names/normalise-name.ts'
import { normaliseText } from '../../../src-domain/text/normalise.ts'

/** What of one source record matters for finding and grouping it. Normal forms; empty lists where nothing usable was delivered. */
export type Extract = {
  about: RecordAbout
  /** 18-digit resident ID number with a right checksum; only such a number groups records. */
  idNumber: string | null
  /** Numbers as delivered that are no valid resident ID number (damaged, wrong checksum, masked, passport): found by search, never grouped by. */
  doubtfulIds: string[]
  names: string[]
  organisationNames: string[]
  /** Organisations that a person works for, by name. */
  employers: string[]
  phones: string[]
  plates: string[]
  addresses: string[]
  /** Codes of the home: address code, unit code, title number. */
  units: string[]
  uscc: string | null
  incident: string | null
  birthDate: string | null
  sex: string | null
}

/**
 * Reads a payload by the meanings that the catalog gives its fields. Pure; never fails: what cannot be read is left out of the
 * index and stays in the payload.
 */
export function extract(system: SystemDefinition, payload: Readonly<Record<string, unknown>>): Extract {
  const found = nothingFound(system.about)
  for (const field of system.fields) {
    const value = payload[field.key]
    if (typeof value !== 'string' || value === '') continue
    take(found, field.meaning, value)
    if (unitFields.has(field.key)) add(found.units, normaliseText(value).toUpperCase())
  }
  if (found.addresses.length === 0) add(found.addresses, addressFromParts(system, payload))
  return found
}

/** Fields by which two systems mean one home without writing its address. */
const unitFields: ReadonlySet<string> = new Set(['addressCode', 'unitCode', 'titleNumber'])

/** Of a record that holds nothing usable. */
export function nothingFound(about: RecordAbout): Extract {
  return {
    about,
    idNumber: null,
    doubtfulIds: [],
    names: [],
    organisationNames: [],
    employers: [],
    phones: [],
    plates: [],
    addresses: [],
    units: [],
    uscc: null,
    incident: null,
    birthDate: null,
    sex: null,
  }
}

function take(found: Extract, meaning: SystemDefinition['fields'][number]['meaning'], value: string): void {
  switch (meaning) {
    case 'name':
      return add(found.names, normaliseName(value))
    case 'organisation-name':
      return add(found.organisationNames, normaliseText(value))
    case 'employer':
      return add(found.employers, normaliseText(value))
    case 'id-number':
      return takeId(found, value)
    case 'phone':
      return add(found.phones, readPhone(value).normal)
    case 'plate':
      return add(found.plates, readPlate(value).normal)
    case 'address':
      return add(found.addresses, normaliseText(value))
    case 'uscc':
      found.uscc ??= readUscc(value).normal ?? asDelivered(value)
      return
    case 'incident-number':
      found.incident ??= normaliseText(value).toUpperCase()
      return
    case 'birth-date':
      found.birthDate ??= /^\d{4}-\d{2}-\d{2}$/.test(value) ? value : null
      return
    case 'sex':
      found.sex ??= value
      return
    default:
      return
  }
}

/** A code that is none (wrong checksum, registration number of before 2015) is still found as it was written. */
function asDelivered(code: string): string | null {
  const typed = normaliseText(code).replace(/[\s-]/g, '').toUpperCase()
  return /^[\dA-Z]{8,20}$/.test(typed) ? typed : null
}

/** Property management knows a unit as estate, building, unit and room; the address in one line is often missing. */
function addressFromParts(system: SystemDefinition, payload: Readonly<Record<string, unknown>>): string | null {
  const inParts = system.nativeKey.some((key) => system.fields.some((one) => one.key === key && one.meaning === 'room'))
  if (!inParts) return null
  const parts = system.nativeKey.flatMap((key) => {
    const value = payload[key]
    return system.fields.some((one) => one.key === key) && typeof value === 'string' && value !== '' ? [value] : []
  })
  const [place, ...numbers] = parts
  return place === undefined || numbers.length === 0 ? null : normaliseText(`${place}${numbers.join('-')}`)
}

function takeId(found: Extract, value: string): void {
  const id = readResidentId(value)
  const wrong = id.problems.some((problem) => problem.severity === 'error')
  if (id.normal !== null && !wrong) {
    found.idNumber ??= id.normal
    found.birthDate ??= id.birthDate
    return
  }
  const typed = normaliseText(value).replace(/[\s-]/g, '').toUpperCase()
  if (/^[\dA-Z.+*]{6,20}$/.test(typed)) add(found.doubtfulIds, typed)
}

function add(list: string[], value: string | null): void {
  if (value !== null && value !== '' && !list.includes(value)) list.push(value)
}
