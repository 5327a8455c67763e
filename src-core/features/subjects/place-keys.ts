import divisionList from '../../../resources/catalogs/divisions/demo.json' with { type: 'json' }
import { addressKeys, buildingKey } from '../../../src-domain/addresses/address-key.ts'
import type { Division } from '../../../src-domain/addresses/address.ts'
import { parseAddress } from '../../../src-domain/addresses/parse-address.ts'

const divisions: readonly Division[] = (divisionList as { divisions: Division[] }).divisions

/**
 * Keys under which two spellings of one room, and of one building, meet. A room has a key for its compound and one for its road and
 * door where both were written; empty lists where the address does not say.
 */
export function placeKeys(address: string): { rooms: string[]; buildings: string[] } {
  const parse = parseAddress(address, { divisions })
  const building = buildingKey(parse)
  const rooms = parse.parts.room === undefined ? [] : addressKeys(parse)
  return { rooms, buildings: building === null ? [] : [building] }
}
