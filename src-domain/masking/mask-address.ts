import { parseAddress } from '../addresses/parse-address.ts'
import { printAddress } from '../addresses/print-address.ts'
import { HIDDEN } from './mask.ts'

/** Divisions come by their endings here: what is shown must not depend on a list. */
const CONTEXT = { divisions: [] } as const

/**
 * An address down to the building: 幸福路12号3栋2单元1203室 -> 幸福路12号3栋***. Unit, floor, room and everything that
 * could not be placed are hidden, and so is the number of parts: the stars are there whether or not a room was. What
 * cannot be read at all is hidden whole.
 */
export function maskAddress(address: string): string {
  if (address.trim() === '') return ''
  return printAddress(parseAddress(address, CONTEXT), 'building') + HIDDEN
}
