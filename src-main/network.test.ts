import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { nothingChosen, type NetworkSettings } from '../src-contract/shell-network.ts'
import { eraseKeys } from '../src-core/crypto/erase-keys.ts'
import type { Keystore } from './machine-secret.ts'
import { ShellNetwork } from './network.ts'

/** A keystore as the shell sees one: what comes out does not show what went in. */
const keystore = (kind: 'real' | 'basic-text'): Keystore => ({
  kind: () => kind,
  wrap: (text) => Buffer.from(Buffer.from(text, 'utf8').map((byte) => byte ^ 0x5a)),
  unwrap: (wrapped) => Buffer.from(wrapped.map((byte) => byte ^ 0x5a)).toString('utf8'),
})
const settings: NetworkSettings = {
  ...nothingChosen,
  proxy: { mode: 'address', address: 'http://10.8.0.1:3128', exclusions: [], user: 'station', password: 'canary-4471' },
}

let folder: string
const file = () => join(folder, 'network.json')
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'beatbook-network-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('the next start knows the settings before anybody logs in, and the password is in no file as it is', () => {
  const first = new ShellNetwork(folder, keystore('real'))
  expect(first.settings).toEqual(nothingChosen)
  let told = 0
  first.onChange(() => (told += 1))
  first.take(settings)
  first.take(settings)
  expect(told).toBe(1)
  expect(readFileSync(file(), 'utf8')).not.toContain('canary')
  expect(new ShellNetwork(folder, keystore('real')).settings).toEqual(settings)
})

test('without a real keystore the password lives until the app ends, and is not written', () => {
  const first = new ShellNetwork(folder, keystore('basic-text'))
  first.take(settings)
  expect(first.settings).toEqual(settings)
  expect(readFileSync(file(), 'utf8')).not.toContain('wrapped')
  expect(new ShellNetwork(folder, keystore('basic-text')).settings.proxy).toMatchObject({
    user: 'station',
    password: '',
  })
})

test('a password that the keystore does not give out is not known, and the proxy stays', () => {
  new ShellNetwork(folder, keystore('real')).take(settings)
  const locked: Keystore = {
    ...keystore('real'),
    unwrap: () => {
      throw new Error('locked')
    },
  }
  const { proxy } = new ShellNetwork(folder, locked).settings
  expect(proxy).toEqual({ ...settings.proxy, password: '' })
})

test('nothing of it is left once the platform has had the keys of this PC erased', () => {
  new ShellNetwork(folder, keystore('real')).take(settings)
  writeFileSync(`${file()}.new`, readFileSync(file()))
  eraseKeys(folder, '2026-03-02T01:00:00.000Z')
  expect(readdirSync(folder)).toEqual(['erased.json'])
  expect(new ShellNetwork(folder, keystore('real')).settings).toEqual(nothingChosen)
})

test('a damaged file is like none', () => {
  new ShellNetwork(folder, keystore('real')).take(settings)
  for (const wrong of ['', '{', '{"proxy":{"mode":"address"}}', '[]']) {
    writeFileSync(file(), wrong)
    expect(new ShellNetwork(folder, keystore('real')).settings).toEqual(nothingChosen)
  }
})
