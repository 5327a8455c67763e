import type { SetHash } from '../../src-contract/sync/digest.ts'

const modulus = 1n << 256n

export const noRows: SetHash = { count: 0, sum: '0'.repeat(64) }

/** Buckets of a table's digest. */
export const bucketCount = 4096

/**
 * Which of the 4,096 buckets a row is in: the first 12 bits of the 32-bit FNV-1a of its id's UTF-16 code units. (Ids begin with the
 * time, so that their own first bits are the same for years.)
 */
export function bucketOf(id: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < id.length; at += 1) {
    hash ^= id.charCodeAt(at)
    hash = Math.imul(hash, 0x01000193)
  }
  return hash >>> 20
}

/** A set of row hashes as its count and their sum modulo 2^256: rows go in and out in any order. */
export class SetSum {
  count = 0
  sum = 0n

  add(hash: string): void {
    this.count += 1
    this.sum = (this.sum + BigInt(`0x${hash}`)) % modulus
  }

  remove(hash: string): void {
    this.count -= 1
    this.sum = (this.sum - BigInt(`0x${hash}`) + modulus) % modulus
  }

  value(): SetHash {
    return { count: this.count, sum: this.sum.toString(16).padStart(64, '0') }
  }
}

/** The sum of two sets, where `change` may hold a negative count: what was taken away. */
export function addSets(one: SetHash, change: SetHash): SetHash {
  const sum = (BigInt(`0x${one.sum}`) + BigInt(`0x${change.sum}`)) % modulus
  return { count: one.count + change.count, sum: sum.toString(16).padStart(64, '0') }
}
