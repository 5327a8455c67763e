import type { SystemId } from '../../../src-contract/systems.ts'
import { linkRecord, type LinkRecord, type RecordFacts } from '../../../src-domain/linkage/link-record.ts'
import { definition } from '../subjects/describe-subject.rules.ts'
import { extract } from '../subjects/extract.rules.ts'
import { placeKeys } from '../subjects/place-keys.ts'

export type PlainRecord = { system: SystemId; nativeId: string; payload: Readonly<Record<string, unknown>> }

/**
 * What linking looks at in a source record. Pure; never fails: what cannot be read is not compared.
 * @param home county code of the station, as in placeKeys
 */
export function factsOf(record: PlainRecord, home: string | null): RecordFacts {
  const found = extract(definition(record.system), record.payload)
  const { about, idNumber, doubtfulIds, names, organisationNames, phones, uscc, birthDate, sex } = found
  return {
    system: record.system,
    nativeId: record.nativeId,
    about,
    idNumber,
    doubtfulIds,
    names,
    organisationNames,
    phones,
    uscc,
    birthDate,
    sex,
    places: found.addresses.map((address) => {
      const { rooms, buildings, missing } = placeKeys(address, home)
      return { rooms, buildings, floorMissing: missing.includes('floor') }
    }),
  }
}

export function linkRecordOf(record: PlainRecord, home: string | null): LinkRecord {
  return linkRecord(factsOf(record, home))
}
