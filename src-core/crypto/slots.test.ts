import { createHash } from 'node:crypto'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { afterAll, expect, test } from 'vitest'
import { cheapKdf, codeOf, newFolder, removeFolders, user, value } from '../../tests/support/store-fixture.ts'
import { replicaPaths } from '../store/paths.ts'
import { discardUnfinished } from '../store/setup.ts'
import { newReplicaKey } from './replica-key.ts'
import {
  changePassphrase,
  createSlots,
  finishSetup,
  folderState,
  openMachineSlot,
  openUserSlot,
  removeUserSlot,
  setUserSlot,
  type CreateOptions,
} from './slots.ts'

afterAll(removeFolders)

const secret = Buffer.alloc(32, 5)

async function setUp(options: Partial<CreateOptions> = {}) {
  const dir = newFolder()
  const { key } = value(await createSlots({ dir, deviceId: 'device-1', user, kdf: cheapKdf, ...options }))
  value(finishSetup(dir, key))
  return { dir, key, file: replicaPaths(dir).slots }
}

type File = {
  body: Record<string, unknown> & { users: Record<string, Record<string, unknown>> }
  checksum: string
  mac: string
}

/** Changes the file as someone would who knows its format but no key: with a fresh checksum. */
function tamper(file: string, edit: (content: File) => void): void {
  const content = JSON.parse(readFileSync(file, 'utf8')) as File
  edit(content)
  content.body.users = Object.fromEntries(Object.entries(content.body.users).sort(([a], [b]) => (a < b ? -1 : 1)))
  content.checksum = createHash('sha256').update(JSON.stringify(content.body)).digest('hex')
  writeFileSync(file, JSON.stringify(content))
}

test('the right passphrase opens, a wrong one and an unknown name do not, and the two look the same', async () => {
  const { dir, key } = await setUp()
  expect(value(await openUserSlot({ dir, ...user }))).toMatchObject({ key, deviceId: 'device-1', generation: 1 })
  const wrong = await openUserSlot({ dir, login: user.login, passphrase: 'guess' })
  const unknown = await openUserSlot({ dir, login: 'nobody', passphrase: user.passphrase })
  expect(codeOf(wrong)).toBe('accounts/wrong-passphrase')
  expect(unknown).toEqual(wrong)
})

test('a passphrase typed by another input method in full width is the same passphrase', async () => {
  const { dir } = await setUp()
  expect(codeOf(await openUserSlot({ dir, login: user.login, passphrase: 'ｃｏｒｒｅｃｔ　ｈｏｒｓｅ　９' }))).toBe(
    'none',
  )
})

test('after a change of passphrase only the new one opens, and the data key stays', async () => {
  const { dir, key } = await setUp()
  value(await changePassphrase({ dir, ...user, newPassphrase: 'new one 1' }))
  expect(codeOf(await openUserSlot({ dir, ...user }))).toBe('accounts/wrong-passphrase')
  expect(value(await openUserSlot({ dir, login: user.login, passphrase: 'new one 1' })).key).toEqual(key)
  expect(codeOf(await changePassphrase({ dir, ...user, newPassphrase: 'x' }))).toBe('accounts/wrong-passphrase')
})

test('a colleague gets a slot of their own, and loses it again', async () => {
  const { dir, key } = await setUp()
  const colleague = { login: 'officer-two', passphrase: 'another 2' }
  value(await setUserSlot({ dir, key, ...colleague }))
  expect(value(await openUserSlot({ dir, ...colleague })).key).toEqual(key)
  value(removeUserSlot(dir, key, colleague.login))
  expect(codeOf(await openUserSlot({ dir, ...colleague }))).toBe('accounts/wrong-passphrase')
  expect(codeOf(await openUserSlot({ dir, ...user }))).toBe('none')
})

test('where the machine keeps a secret, the passphrase alone does not open the replica on another machine', async () => {
  const { dir } = await setUp({ machineSecret: secret })
  expect(codeOf(await openUserSlot({ dir, ...user, machineSecret: secret }))).toBe('none')
  expect(codeOf(await openUserSlot({ dir, ...user }))).toBe('keys/machine-changed')
  expect(codeOf(await openUserSlot({ dir, ...user, machineSecret: Buffer.alloc(32, 6) }))).toBe('keys/machine-changed')
  expect(codeOf(await openUserSlot({ dir, login: user.login, passphrase: 'x', machineSecret: secret }))).toBe(
    'accounts/wrong-passphrase',
  )
})

test('the machine alone opens the replica only where that was asked for', async () => {
  const without = await setUp({ machineSecret: secret })
  expect(codeOf(openMachineSlot({ dir: without.dir, machineSecret: secret }))).toBe('keys/machine-changed')
  const withSlot = await setUp({ machineSecret: secret, machineSlot: true })
  expect(value(openMachineSlot({ dir: withSlot.dir, machineSecret: secret })).key).toEqual(withSlot.key)
  expect(codeOf(openMachineSlot({ dir: withSlot.dir, machineSecret: Buffer.alloc(32) }))).toBe('keys/machine-changed')
})

test('a slots file that is gone, cut, empty or altered by accident is told from a wrong passphrase', async () => {
  const { dir, file } = await setUp()
  const good = readFileSync(file)
  const flipped = Buffer.from(good)
  const at = good.indexOf('sealed') + 20
  flipped[at] = good[at] === 0x41 ? 0x42 : 0x41
  for (const bad of [good.subarray(0, good.length / 2), Buffer.alloc(0), Buffer.from('{"body":{}}'), flipped]) {
    writeFileSync(file, bad)
    expect(codeOf(await openUserSlot({ dir, ...user }))).toBe('keys/damaged')
    expect(folderState(dir)).toBe('keys-damaged')
  }
  rmSync(file)
  expect(codeOf(await openUserSlot({ dir, ...user }))).toBe('keys/missing')
  expect(folderState(dir)).toBe('absent')
  writeFileSync(replicaPaths(dir).database, 'a database without its keys')
  expect(folderState(dir)).toBe('keys-missing')
})

test('a slots file changed on purpose is noticed as soon as the right passphrase is given', async () => {
  const { dir, key, file } = await setUp()
  value(await setUserSlot({ dir, key, login: 'officer-two', passphrase: 'another 2' }))
  const good = readFileSync(file)
  const mine = (content: File) => Object.keys(content.body.users)

  // A slot removed, a device renamed, set-up said to be unfinished.
  const edits: ((content: File) => void)[] = [
    (content) => delete content.body.users[mine(content)[1] ?? ''],
    (content) => (content.body['complete'] = false),
    (content) => (content.body['generation'] = 2),
    (content) => (content.body['salt'] = Buffer.alloc(16).toString('base64')),
  ]
  for (const edit of edits) {
    writeFileSync(file, good)
    tamper(file, edit)
    expect(codeOf(await openUserSlot({ dir, ...user }))).toBe('keys/damaged')
  }
  // Weaker parameters, another device, another user's slot under my name: the slot itself does not open.
  const slotEdits: ((content: File) => void)[] = [
    (content) => (content.body['deviceId'] = 'device-2'),
    (content) => Object.values(content.body.users).forEach((slot) => (slot['kdf'] = { ...cheapKdf, passes: 2 })),
    (content) => {
      const [a = '', b = ''] = mine(content)
      content.body.users = { [a]: content.body.users[b] ?? {}, [b]: content.body.users[a] ?? {} }
    },
  ]
  for (const edit of slotEdits) {
    writeFileSync(file, good)
    tamper(file, edit)
    expect(codeOf(await openUserSlot({ dir, ...user }))).toBe('accounts/wrong-passphrase')
  }
  // Parameters that would eat the machine are not tried at all.
  writeFileSync(file, good)
  tamper(file, (content) =>
    Object.values(content.body.users).forEach((slot) => (slot['kdf'] = { memoryKiB: 2 ** 31, passes: 99, lanes: 1 })),
  )
  expect(codeOf(await openUserSlot({ dir, ...user }))).toBe('keys/damaged')
})

test('only someone who holds the data key can change the slots', async () => {
  const { dir, key, file } = await setUp()
  const before = readFileSync(file)
  const stranger = { ...key, dek: newReplicaKey().dek }
  expect(codeOf(await setUserSlot({ dir, key: stranger, login: 'x', passphrase: 'y', kdf: cheapKdf }))).toBe(
    'keys/damaged',
  )
  expect(codeOf(removeUserSlot(dir, stranger, user.login))).toBe('keys/damaged')
  expect(readFileSync(file).equals(before)).toBe(true)
})

test('an interrupted set-up starts over, a finished one is never overwritten', async () => {
  const dir = newFolder()
  const first = value(await createSlots({ dir, deviceId: 'device-1', user, kdf: cheapKdf }))
  expect(folderState(dir)).toBe('unfinished')
  writeFileSync(replicaPaths(dir).database, 'half a database')
  expect(discardUnfinished(dir, '2026-03-01T00:00:00.000Z')).toBe(true)
  expect(folderState(dir)).toBe('absent')
  expect(readFileSync(`${replicaPaths(dir).quarantine}/setup-20260301T000000000Z/replica.db`, 'utf8')).toBe(
    'half a database',
  )

  const second = value(await createSlots({ dir, deviceId: 'device-1', user, kdf: cheapKdf }))
  expect(second.key.dek.equals(first.key.dek)).toBe(false)
  value(finishSetup(dir, second.key))
  expect(discardUnfinished(dir, '2026-03-01T00:00:00.000Z')).toBe(false)
  expect(codeOf(await createSlots({ dir, deviceId: 'device-1', user, kdf: cheapKdf }))).toBe('store/exists')
})
