import type { Inside, PlaceScope } from '../../../src-contract/features/lookup-place.shapes.ts'
import type { PlaceFile } from '../../../src-contract/features/lookup.contract.ts'
import type { Purpose } from '../../../src-contract/purposes.ts'
import type { RecordAbout, SystemDefinition, SystemId } from '../../../src-contract/systems.ts'
import type { AddressParse } from '../../../src-domain/addresses/address.ts'
import { printAddress } from '../../../src-domain/addresses/print-address.ts'
import type { ConflictRecord } from '../../../src-domain/conflicts/conflict-kinds.ts'
import { readRecord } from '../../../src-domain/conflicts/read-record.ts'
import type { ReadDb } from '../../store/sql.ts'
import { definition } from '../subjects/describe-subject.rules.ts'
import { extract, type Extract } from '../subjects/extract.rules.ts'
import { addressParser } from '../subjects/parsed-addresses.ts'
import { textsOf } from '../subjects/payload.ts'
import { placeKeys } from '../subjects/place-keys.ts'
import { homeCounty } from '../subjects/subjects.service.ts'
import type { Own } from './own-beat.ts'
import { aboutOf, subjectRows, type RecordRow } from './rows.repo.ts'
import { openPart } from './visible.rules.ts'

/** A record as far as a purpose opens it, with where it is. */
export type PlacedRecord = {
  readonly row: RecordRow
  readonly found: Extract
  readonly record: ConflictRecord
  /** Where it is; null where it does not say. A registered address (户籍地址) is no place where somebody is. */
  readonly address: string | null
  /** Keys as in subjects. */
  readonly rooms: readonly string[]
  readonly localRoom: string | null
  readonly buildings: readonly string[]
}

export type PlacedSubject = {
  readonly subjectId: number
  readonly about: RecordAbout
  readonly records: readonly PlacedRecord[]
}

export type PlaceInput = {
  recordId: number
  scope: PlaceScope
  purpose: Purpose
  now: string
  today: string
  /** Names of the own beat stand there in plain where the purpose shows them. */
  own: Own
}
export type PlaceAnswer =
  { state: 'gone' | 'closed' | 'no-place' } | { state: 'file'; file: PlaceFile; opened: string[] }

/** The place that is asked for, with the record that names it and its address. */
export type NamedPlace = PlaceInput & {
  reader: PlaceReader
  named: PlacedRecord
  address: string
  /** The place lies in the own beat, and the purpose shows the names there. */
  plainNames: boolean
  /** A person's name as this caller may see it here. */
  personName: (name: string | null) => string
}

/** Reads records for the files of places: with the fields that the purpose opens and no others. */
export class PlaceReader {
  readonly #db: ReadDb
  readonly #purpose: Purpose
  readonly #home: string | null
  readonly #parse: (address: string) => AddressParse

  constructor(db: ReadDb, purpose: Purpose) {
    this.#db = db
    this.#purpose = purpose
    this.#home = homeCounty(db)
    this.#parse = addressParser(db)
  }

  /** Null when the purpose does not open the record's system. */
  read(row: RecordRow): PlacedRecord | null {
    const part = openPart(definition(row.system), this.#purpose)
    if (part === null) return null
    const texts = textsOf(row.payload)
    const fields = openFields(part, texts)
    const found = extract(part, fields)
    const address = placeText(row.system, fields, found)
    const place = address === null ? null : placeKeys(address, this.#home)
    return {
      row,
      found,
      record: readRecord({ system: row.system, nativeId: row.native_id, fields }, this.#parse),
      address,
      rooms: place?.rooms ?? [],
      localRoom: place?.localRoom ?? null,
      buildings: place?.buildings ?? [],
    }
  }

  /** Null when the subject is gone, or nothing of it is open. */
  subject(subjectId: number): PlacedSubject | null {
    const about = aboutOf(this.#db, subjectId)
    if (about === undefined) return null
    const records = subjectRows(this.#db, subjectId).flatMap((row) => this.read(row) ?? [])
    return records.length === 0 ? null : { subjectId, about, records }
  }

  parse(address: string): AddressParse {
    return this.#parse(address)
  }
}

/** Of a record's texts, those that the purpose opens. */
export function openFields(part: SystemDefinition, texts: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(part.fields.flatMap(({ key }) => (texts[key] ? [[key, texts[key]] as const] : [])))
}

/** The address of what a record is about; property management writes it in parts. Null where none is open. */
export function placeText(
  system: SystemId,
  fields: Readonly<Record<string, string>>,
  { addresses }: Extract,
): string | null {
  if (fields['address'] === undefined && system !== 'WY') return null
  return addresses[0] ?? null
}

/** Where the address is, from the town down to the building: a place is nobody's secret, who lives there is. */
export function buildingOf(parse: AddressParse): string {
  const { province: _province, city: _city, county: _county, ...parts } = parse.parts
  return printAddress({ ...parse, parts }, 'building')
}

export function insideOf({ parts }: AddressParse): Inside {
  return { unit: parts.unit ?? '', floor: parts.floor ?? '', room: parts.room ?? '' }
}

export const nowhereInside: Inside = { unit: '', floor: '', room: '' }
