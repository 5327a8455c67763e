import { addressElements, type AddressElement, type AddressParse } from './address.ts'

function floorTold(parse: AddressParse): boolean {
  const { floor, room } = parse.parts
  const digits = /^[A-Z]?(\d{1,2})\d{2}(?!\d)/.exec(room ?? '')?.[1]
  return floor !== undefined && digits !== undefined && `${Number(digits)}层` === floor
}

/**
 * The normal form of a parsed address, from large to small; a floor that the room number tells is left out. `down to`
 * ends it earlier (the building, for example).
 */
export function printAddress(parse: AddressParse, downTo: AddressElement = 'room'): string {
  const last = addressElements.indexOf(downTo)
  return addressElements
    .slice(0, last + 1)
    .filter((element) => element !== 'floor' || !floorTold(parse))
    .map((element) => parse.parts[element] ?? '')
    .join('')
}
