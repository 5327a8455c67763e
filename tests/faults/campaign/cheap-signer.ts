import { createHash, createPublicKey } from 'node:crypto'

/** Signs texts, so that whoever has the key in PEM finds them signed, as it finds those of the platform's own key. */
export type CheapSigner = { readonly publicKey: string; sign(text: string): string }

/**
 * RSA whose number is a product of small primes: anybody could sign with it, and it takes a third of the time of one whose secret is
 * any good. The product checks what is signed with it as it checks what a platform signs. With `lambda` divisible by each prime less one,
 * raising to `secret` and then to `open` leaves every number as it is.
 */
export function cheapSigner(): CheapSigner {
  const [lambda, secret, open] = [720_720, 10_151n, 71n]
  let modulus = 1n
  for (let factor = lambda; factor > 1 && modulus < 1n << 500n; factor -= 1)
    if (lambda % factor === 0 && isOddPrime(factor + 1)) modulus *= BigInt(factor + 1)
  const numbers = { kty: 'RSA', n: base64url(modulus), e: base64url(open) }
  const key = createPublicKey({ key: numbers, format: 'jwk' })
  return {
    publicKey: key.export({ type: 'spki', format: 'pem' }).toString(),
    sign(text) {
      const digest = createHash('sha256').update(text).digest('hex')
      const signature = power(BigInt(`0x${padding}${digest}`), secret, modulus)
      return Buffer.from(signature.toString(16).padStart(2 * bytes, '0'), 'hex').toString('base64')
    },
  }
}

const bytes = 64
/** EMSA-PKCS1-v1_5 of a SHA-256 (RFC 8017, 9.2). */
const digestInfo = '3031300d060960864801650304020105000420'
const padding = `0001${'ff'.repeat(bytes - 35 - digestInfo.length / 2)}00${digestInfo}`

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n
  for (const bit of exponent.toString(2)) {
    result = (result * result) % modulus
    if (bit === '1') result = (result * base) % modulus
  }
  return result
}

function isOddPrime(number: number): boolean {
  for (let divisor = 2; divisor * divisor <= number; divisor += 1) if (number % divisor === 0) return false
  return number > 2
}

function base64url(number: bigint): string {
  const hex = number.toString(16)
  return Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex').toString('base64url')
}
