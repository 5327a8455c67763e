import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { replicaPaths } from '../store/paths.ts'
import { cheapKdf, codeOf, newFolder, user, value } from '../../tests/support/store-fixture.ts'
import { makeSlotsOlder } from '../../tests/support/older-slots.ts'
import { eraseKeys } from './erase-keys.ts'
import {
  beginKeyChange,
  dropKeyChange,
  keyChangeOf,
  openKeyChange,
  sealKeyChangeAgain,
  writeNextSlots,
} from './key-change.ts'
import { readSlots } from './slots-file.ts'
import { createSlots, finishSetup, openMachineSlot, openUserSlot, setUserSlot } from './slots.ts'

const other = { login: 'officer-two', passphrase: 'another horse 8' }
const ended = { login: 'officer-three', passphrase: 'a third horse 7' }
const now = '2026-03-01T02:03:04.567Z'
const machineSecret = Buffer.alloc(32, 7)

async function setUp() {
  const dir = newFolder()
  const set = { dir, deviceId: 'device-1', user, kdf: cheapKdf, machineSecret, machineSlot: true }
  const { key } = value(await createSlots(set))
  for (const account of [other, ended]) value(await setUserSlot({ dir, key, machineSecret, kdf: cheapKdf, ...account }))
  value(finishSetup(dir, key))
  const next = value(beginKeyChange({ dir, key, logins: [user.login, other.login], now }))
  return { dir, key, next }
}

const opened = async (dir: string, account: typeof user) =>
  value(await openUserSlot({ dir, machineSecret, ...account }))

test('the next key opens for those who go on, and for nobody else', async () => {
  const { dir, next } = await setUp()
  expect(keyChangeOf(dir)).toEqual({ generation: 2, startedAt: now })
  for (const account of [user, other])
    expect(openKeyChange(dir, await opened(dir, account), account.login)).toEqual(next)
  expect(openKeyChange(dir, await opened(dir, ended), ended.login)).toBeUndefined()
  expect(openKeyChange(dir, await opened(dir, ended), other.login)).toBeUndefined()
  dropKeyChange(dir)
  expect(openKeyChange(dir, await opened(dir, user), user.login)).toBeUndefined()
  expect(keyChangeOf(dir)).toBeUndefined()
})

test('neither key stands in the files, and what was changed on purpose is no change of the key', async () => {
  const { dir, key, next } = await setUp()
  const file = replicaPaths(dir).keyChange
  const good = readFileSync(file, 'utf8')
  for (const one of [key.dek, next.dek])
    for (const text of [one.toString('base64'), one.toString('hex')]) expect(good).not.toContain(text)
  const mine = await opened(dir, user)
  const edits = [
    (body: Record<string, unknown>) => (body['generation'] = 3),
    (body: Record<string, unknown>) => (body['salt'] = Buffer.alloc(16).toString('base64')),
    (body: Record<string, unknown>) => (body['boxes'] = {}),
  ]
  for (const edit of edits) {
    const content = JSON.parse(good) as { body: Record<string, unknown> }
    edit(content.body)
    writeFileSync(file, JSON.stringify(content))
    expect(openKeyChange(dir, mine, user.login)).toBeUndefined()
  }
  writeFileSync(file, good.slice(0, 50))
  expect(keyChangeOf(dir)).toBeUndefined()
})

test('a new passphrase ends what was sealed for the one before', async () => {
  const { dir, key } = await setUp()
  const fresh = { login: user.login, passphrase: 'quite another 6' }
  value(await setUserSlot({ dir, key, machineSecret, kdf: cheapKdf, ...fresh }))
  expect(openKeyChange(dir, await opened(dir, fresh), fresh.login)).toBeUndefined()
})

test('a changed passphrase and a new account go on with it once it is sealed again', async () => {
  const { dir, key, next } = await setUp()
  const fresh = { login: user.login, passphrase: 'quite another 6' }
  const later = { login: 'officer-four', passphrase: 'a fourth horse 5' }
  for (const account of [fresh, later]) value(await setUserSlot({ dir, key, machineSecret, kdf: cheapKdf, ...account }))
  sealKeyChangeAgain({ dir, key, next, logins: [user.login, other.login, later.login] })
  for (const account of [fresh, other, later])
    expect(openKeyChange(dir, await opened(dir, account), account.login)).toEqual(next)
  expect(keyChangeOf(dir)).toEqual({ generation: 2, startedAt: now })
  dropKeyChange(dir)
  sealKeyChangeAgain({ dir, key, next, logins: [user.login] })
  expect(keyChangeOf(dir)).toBeUndefined()
})

test('keys that are destroyed by order leave nothing of the next one either', async () => {
  const { dir, key, next } = await setUp()
  value(writeNextSlots({ dir, key, next, logins: [user.login], machineSecret }))
  eraseKeys(dir, now)
  const { keyChange, nextSlots, slots } = replicaPaths(dir)
  expect([keyChange, nextSlots, slots].map((file) => existsSync(file))).toEqual([false, false, false])
})

test('the next slots open the next key for those who go on and for the machine, with the passphrases they have', async () => {
  const { dir, key, next } = await setUp()
  const logins = [user.login, other.login]
  expect(value(writeNextSlots({ dir, key, next, logins, machineSecret }))).toEqual({ left: 1 })
  const { slots, nextSlots } = replicaPaths(dir)
  writeFileSync(slots, readFileSync(nextSlots))
  for (const account of [user, other]) {
    const mine = await opened(dir, account)
    expect([mine.key, mine.generation]).toEqual([next, 2])
  }
  expect(codeOf(await openUserSlot({ dir, machineSecret, ...ended }))).toBe('accounts/wrong-passphrase')
  expect(value(openMachineSlot({ dir, machineSecret })).key).toEqual(next)
  expect(codeOf(beginKeyChange({ dir, key, logins, now }))).toBe('keys/damaged')
})

test('a slot of an older version opens, has no pair, and gets nothing', async () => {
  const dir = newFolder()
  const { key } = value(await createSlots({ dir, deviceId: 'device-1', user, kdf: cheapKdf }))
  await makeSlotsOlder(dir, key.dek, user)
  const old = value(await openUserSlot({ dir, ...user }))
  expect([old.key, old.pair]).toEqual([key, undefined])
  expect(codeOf(await openUserSlot({ dir, login: user.login, passphrase: 'wrong' }))).toBe('accounts/wrong-passphrase')
  const next = value(beginKeyChange({ dir, key, logins: [user.login], now }))
  expect(value(writeNextSlots({ dir, key, next, logins: [user.login] }))).toEqual({ left: 1 })
  expect(value(readSlots(dir)).body.generation).toBe(1)
  expect(existsSync(replicaPaths(dir).nextSlots)).toBe(true)
})
