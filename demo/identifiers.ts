const ID_WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
const USCC_ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY'
const USCC_WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]
const ORGANISATION_WEIGHTS = [3, 7, 9, 10, 5, 8, 4, 2]

/** Resident ID number (GB 11643, MOD 11-2) of a division, birth date YYYY-MM-DD and sequence 0-999. */
export function residentId(division: string, birthDate: string, sequence: number): string {
  const head = `${division}${birthDate.slice(0, 4)}${birthDate.slice(5, 7)}${birthDate.slice(8, 10)}${String(sequence).padStart(3, '0')}`
  let sum = 0
  for (let i = 0; i < 17; i++) sum += (head.charCodeAt(i) - 48) * (ID_WEIGHTS[i] as number)
  return head + '10X98765432'.charAt(sum % 11)
}

/** Unified social credit code (GB 32100, mod 31) of a registered business in a division; the serial is below 100 million. */
export function creditCode(division: string, serial: number): string {
  const body = String(serial).padStart(8, '0')
  let organisation = 0
  for (let i = 0; i < 8; i++) organisation += (body.charCodeAt(i) - 48) * (ORGANISATION_WEIGHTS[i] as number)
  const check = 11 - (organisation % 11)
  const head = `92${division}${body}${check === 10 ? 'X' : check === 11 ? '0' : check}`
  let sum = 0
  for (let i = 0; i < 17; i++) sum += USCC_ALPHABET.indexOf(head.charAt(i)) * (USCC_WEIGHTS[i] as number)
  return head + USCC_ALPHABET.charAt((31 - (sum % 31)) % 31)
}

/**
 * Phone number number `index` (below 100 million, no two alike): 129 and eight digits. Mobile numbers start with 13 to 19 and 129
 * is no short code, so that such a number reaches nobody (resources/catalogs/demo/demo.json).
 */
export function phoneNumber(index: number): string {
  return `129${String((index * 61_803_399 + 20_261_120) % 100_000_000).padStart(8, '0')}`
}

/** Plate number `index` (below 24^2 x 1000): 宁Z is not issued. */
export function plateNumber(index: number): string {
  const letters = 'ABCDEFGHJKLMNPQRSTUVWXYZ'
  const mixed = (index * 7919 + 4211) % 576_000
  return `宁Z${letters.charAt(Math.floor(mixed / 24_000))}${letters.charAt(Math.floor(mixed / 1000) % 24)}${String(mixed % 1000).padStart(3, '0')}`
}
