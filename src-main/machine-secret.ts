import { randomBytes } from 'node:crypto'
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { safeStorage } from 'electron'
import type { MachineSecret } from '../src-contract/shell-core.ts'

const secretBytes = 32

/**
 * The secret that binds the replica to this PC: random, in machine.secret of the replica folder, wrapped by the system's keystore.
 * Without a real keystore there is none. A file that the keystore cannot open (another PC, another user, damage) is left alone and
 * means `none`: core then says that the machine changed, and recovery is the way forward.
 */
export function machineSecret(replicaFolder: string): MachineSecret {
  const backend = keystore()
  if (backend !== 'real') return { kind: backend }
  const file = join(replicaFolder, 'machine.secret')
  try {
    return { kind: 'real', secret: readSecret(file) ?? createSecret(file) }
  } catch {
    return { kind: 'none' }
  }
}

function keystore(): MachineSecret['kind'] {
  // On Linux `isEncryptionAvailable` is also true for `basic_text`, whose password is the same on every PC.
  if (process.platform === 'linux') {
    const backend = safeStorage.getSelectedStorageBackend()
    if (backend === 'basic_text' || backend === 'unknown') return 'basic-text'
  }
  return safeStorage.isEncryptionAvailable() ? 'real' : 'none'
}

function readSecret(file: string): Uint8Array | null {
  let wrapped: Buffer
  try {
    wrapped = readFileSync(file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
  const secret = Buffer.from(safeStorage.decryptString(wrapped), 'base64')
  if (secret.byteLength !== secretBytes) throw new Error('machine secret has a wrong length')
  return secret
}

/** Whole or not at all, and never over an existing one: the replica's slots depend on it. */
function createSecret(file: string): Uint8Array {
  const secret = randomBytes(secretBytes)
  const temporary = `${file}.${process.pid}`
  writeFileSync(temporary, safeStorage.encryptString(secret.toString('base64')), { mode: 0o600, flush: true })
  try {
    linkSync(temporary, file)
  } finally {
    rmSync(temporary, { force: true })
  }
  return secret
}
