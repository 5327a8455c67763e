import { randomBytes } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Keystore, machineSecret } from './machine-secret.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'beatbook-secret-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** A keystore of one PC: it opens what it wrapped itself and refuses the rest, as the system's does. */
function keystoreOfOnePc(): Keystore {
  const mark = randomBytes(8).toString('hex')
  return {
    kind: () => 'real',
    wrap: (text) => Buffer.from(mark + [...text].reverse().join('')),
    unwrap: (wrapped) => {
      const text = wrapped.toString()
      if (!text.startsWith(mark)) throw new Error('not mine')
      return [...text.slice(mark.length)].reverse().join('')
    },
  }
}

test('the same PC gets the same secret every time', () => {
  const keystore = keystoreOfOnePc()
  const first = machineSecret(folder, keystore)
  expect(first).toMatchObject({ kind: 'real' })
  expect(first.kind === 'real' && first.secret.byteLength).toBe(32)
  expect(machineSecret(folder, keystore)).toEqual(first)
  expect(readdirSync(folder)).toEqual(['machine.secret'])
})

test.runIf(process.platform !== 'win32')('only its owner may read the file', () => {
  machineSecret(folder, keystoreOfOnePc())
  expect(statSync(join(folder, 'machine.secret')).mode & 0o777).toBe(0o600)
})

test('a replica copied to another PC finds no secret there, and the file stays as it was', () => {
  machineSecret(folder, keystoreOfOnePc())
  const before = readFileSync(join(folder, 'machine.secret'))
  expect(machineSecret(folder, keystoreOfOnePc())).toEqual({ kind: 'none' })
  expect(readFileSync(join(folder, 'machine.secret'))).toEqual(before)
})

test('a damaged secret is none, and is not written over', () => {
  writeFileSync(join(folder, 'machine.secret'), 'damaged')
  expect(machineSecret(folder, keystoreOfOnePc())).toEqual({ kind: 'none' })
  expect(readFileSync(join(folder, 'machine.secret'), 'utf8')).toBe('damaged')
})

test('a hard-coded password is not a keystore: no secret is made', () => {
  expect(machineSecret(folder, { ...keystoreOfOnePc(), kind: () => 'basic-text' })).toEqual({ kind: 'basic-text' })
  expect(readdirSync(folder)).toEqual([])
})
