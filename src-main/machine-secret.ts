import { randomBytes } from 'node:crypto'
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { MachineSecret } from '../src-contract/shell-core.ts'

export type Keystore = {
  /** `basic-text` is a keystore by name only: its password is known. */
  kind(): MachineSecret['kind']
  wrap(text: string): Buffer
  /** @throws when the wrapped text comes from another PC or user, or is damaged */
  unwrap(wrapped: Buffer): string
}

const secretBytes = 32

/**
 * The secret that binds the replica to this PC: random, in machine.secret of the replica folder, wrapped by the keystore. Without
 * a real keystore there is none. A file that the keystore cannot open is left alone and means `none`: core then says that the
 * machine changed, and recovery is the way forward.
 * @param replicaFolder absolute path of a folder that exists
 */
export function machineSecret(replicaFolder: string, keystore: Keystore): MachineSecret {
  const kind = keystore.kind()
  if (kind !== 'real') return { kind }
  const file = join(replicaFolder, 'machine.secret')
  try {
    return { kind, secret: readSecret(file, keystore) ?? createSecret(file, keystore) }
  } catch {
    return { kind: 'none' }
  }
}

function readSecret(file: string, keystore: Keystore): Uint8Array | null {
  let wrapped: Buffer
  try {
    wrapped = readFileSync(file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
  const secret = Buffer.from(keystore.unwrap(wrapped), 'base64')
  if (secret.byteLength !== secretBytes) throw new Error('machine secret has a wrong length')
  return secret
}

/** Whole or not at all, and never over an existing one: the replica's slots depend on it. */
function createSecret(file: string, keystore: Keystore): Uint8Array {
  const secret = randomBytes(secretBytes)
  const temporary = `${file}.${process.pid}`
  writeFileSync(temporary, keystore.wrap(secret.toString('base64')), { mode: 0o600, flush: true })
  try {
    linkSync(temporary, file)
  } finally {
    rmSync(temporary, { force: true })
  }
  return secret
}
