import { createPrivateKey, randomUUID, type KeyObject } from 'node:crypto'
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeKey } from '../../cli/certificates.ts'

const shelf = join(import.meta.dirname, '../../node_modules/.cache/beatbook-test-keys')

/**
 * A key for tests under a name, made on this machine when it is first asked for: seven of them take seconds, and several test files want
 * the same. They sign nothing outside tests and are in no repository.
 */
export function testKey(name: string): KeyObject {
  const file = join(shelf, `${name}.pem`)
  return readKey(file) ?? keep(file, makeKey())
}

function readKey(file: string): KeyObject | null {
  try {
    return createPrivateKey(readFileSync(file))
  } catch {
    return null
  }
}

/** The first one there stays: test files run beside each other. */
function keep(file: string, key: KeyObject): KeyObject {
  mkdirSync(shelf, { recursive: true })
  const draft = join(shelf, `${randomUUID()}.new`)
  writeFileSync(draft, key.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 })
  try {
    linkSync(draft, file)
  } catch {
    // Another test file was quicker: its key is the one.
  }
  rmSync(draft)
  return readKey(file) ?? key
}
