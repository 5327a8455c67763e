import { dekCheck, type ReplicaKey } from '../../src-core/crypto/replica-key.ts'

/** A test's key as text, for a child process. */
export function keyText({ dek, salt }: ReplicaKey): string {
  return `${dek.toString('hex')}:${salt.toString('hex')}`
}

export function keyFrom(text: string): ReplicaKey {
  const [dek, salt] = text.split(':').map((part) => Buffer.from(part, 'hex'))
  if (dek === undefined || salt === undefined) throw new Error('not a key')
  return { dek, salt, check: dekCheck(dek) }
}
