import type { SystemId } from '../../../src-contract/systems.ts'
import { linkRecord, type LinkRecord } from '../../../src-domain/linkage/link-record.ts'
import { definition } from '../subjects/describe-subject.rules.ts'
import { extract } from '../subjects/extract.rules.ts'
import { placeKeys } from '../subjects/place-keys.ts'

/**
 * A source record as linking compares it. Pure; never fails: what cannot be read is not compared.
 * @param home county code of the station, as in placeKeys
 */
export function linkRecordOf(
  record: { system: SystemId; nativeId: string; payload: Readonly<Record<string, unknown>> },
  home: string | null,
): LinkRecord {
  const found = extract(definition(record.system), record.payload)
  return linkRecord({
    ...found,
    system: record.system,
    nativeId: record.nativeId,
    places: found.addresses.map((address) => {
      const { rooms, buildings, missing } = placeKeys(address, home)
      return { rooms, buildings, floorMissing: missing.includes('floor') }
    }),
  })
}
