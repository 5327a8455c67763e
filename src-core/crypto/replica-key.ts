import { createHmac, randomBytes } from 'node:crypto'

/**
 * What opens one generation of the replica: the data key, the salt that stands in the clear at the head of the file, and a check
 * value by which a wrong key is told from a damaged file.
 */
export type ReplicaKey = {
  /** 32 random bytes. Zeroed by `forget` when no longer needed. */
  readonly dek: Buffer
  /** 16 random bytes: the first bytes of the database file. */
  readonly salt: Buffer
  /** HMAC of a fixed label under the key; says nothing about the key. */
  readonly check: Buffer
}

export function newReplicaKey(): ReplicaKey {
  const dek = randomBytes(32)
  return { dek, salt: randomBytes(16), check: dekCheck(dek) }
}

export function dekCheck(dek: Buffer): Buffer {
  return createHmac('sha256', dek).update('beatbook dek check v1').digest()
}

/** Overwrites the key in memory. Copies that SQLite holds go with the connection or the process. */
export function forget(key: ReplicaKey): void {
  key.dek.fill(0)
}
