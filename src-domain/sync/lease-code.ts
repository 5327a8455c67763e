import { createHash, createHmac } from 'node:crypto'

/**
 * What goes over the phone when a PC's lease is prolonged: the PC shows a request number, the platform's administrator reads a code for it.
 * Digits only, in groups of four; each ends with two digits by which a slip of the tongue is noticed before anything else (ISO 7064, MOD 97-10:
 * every single wrong digit, and every two that changed places).
 */

/** A request number: ten digits by chance, and two to check. */
const requestDigits = 10
/** A code: hours, 66 bits that only the key makes, and two digits to check. */
const macDigits = 20
const hourDigits = 2
/** No code prolongs by more. */
export const mostHours = 72

export type LeaseCode = { readonly hours: number; readonly mac: string }

/** @param random at least eight bytes by chance */
export function requestNumber(random: Uint8Array): string {
  return withCheck(digitsOf(random, requestDigits))
}

/** A request number as somebody typed it; null where a digit is wrong, or missing. */
export function readRequestNumber(typed: string): string | null {
  return checked(typed, requestDigits + 2)
}

/** The code that lets one PC go on for so many hours, once. @param key base64; what that PC and the platform share */
export function leaseCode(key: string, device: string, request: string, hours: number): string {
  return withCheck(String(hours).padStart(hourDigits, '0') + leaseMac(key, device, request, hours))
}

/** A code as somebody typed it; null where a digit is wrong, or missing. */
export function readLeaseCode(typed: string): LeaseCode | null {
  const digits = checked(typed, hourDigits + macDigits + 2)
  if (digits === null) return null
  return { hours: Number(digits.slice(0, hourDigits)), mac: digits.slice(hourDigits, hourDigits + macDigits) }
}

/** What a code has to have in it. */
export function leaseMac(key: string, device: string, request: string, hours: number): string {
  const said = `beatbook lease code 1\n${device}\n${request}\n${hours}`
  return digitsOf(createHmac('sha256', Buffer.from(key, 'base64')).update(said).digest(), macDigits)
}

/** By which two sides find out whether they have the same key, without naming it. */
export function leaseKeyId(key: string): string {
  return createHash('sha256').update(`beatbook lease key\n${key}`).digest('hex')
}

function digitsOf(bytes: Uint8Array, count: number): string {
  const number = BigInt(`0x${Buffer.from(bytes).toString('hex')}`)
  return (number % 10n ** BigInt(count)).toString().padStart(count, '0')
}

function withCheck(digits: string): string {
  const rest = Number((BigInt(digits) * 100n) % 97n)
  return digits + String(98 - rest).padStart(2, '0')
}

/** Full-width digits, blanks and hyphens are as good. */
function checked(typed: string, length: number): string | null {
  const digits = typed.normalize('NFKC').replace(/[\s\p{Pd}]/gu, '')
  return /^\d+$/.test(digits) && digits.length === length && BigInt(digits) % 97n === 1n ? digits : null
}
