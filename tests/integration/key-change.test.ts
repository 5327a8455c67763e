import { randomUUID } from 'node:crypto'
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statfsSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { escrowPair } from '../../cli/escrow.ts'
import type { BookId } from '../../src-contract/books.ts'
import type { OutputOf } from '../../src-contract/contract.ts'
import type { AccountId, FileId } from '../../src-contract/ids.ts'
import type { Role } from '../../src-contract/roles.ts'
import { afterLogIn } from '../../src-core/after-log-in.service.ts'
import { Core } from '../../src-core/core.ts'
import type { ReplicaKey } from '../../src-core/crypto/replica-key.ts'
import { readSlots, type SlotsBody } from '../../src-core/crypto/slots-file.ts'
import { openUserSlot } from '../../src-core/crypto/slots.ts'
import { backupsUnderOtherKeys, listBackups } from '../../src-core/store/backup.ts'
import { openReplica } from '../../src-core/store/open.ts'
import { replicaPaths } from '../../src-core/store/paths.ts'
import { makeSlotsOlder } from '../support/older-slots.ts'
import { hasSmallDisks, openSmallDisk } from '../support/small-disk.ts'
import { openTestStation, orThrow, type TestStation } from '../support/station.ts'

let station: TestStation
let folders: string[]

beforeEach(async () => {
  folders = []
  station = await openTestStation({ people: 30 })
})
afterEach(async () => {
  await station.close()
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

const paths = () => replicaPaths(station.dir)
const state = async (role: Role = 'it') => orThrow(await station.as(role, 'accounts.keyChange', {})).state
const logOut = () => station.core.gate.close()
const codeOf = (result: { ok: boolean; error?: { code: string } }) => (result.ok ? 'ok' : result.error?.code)

async function tryLogIn(role: Role): Promise<string | undefined> {
  await logOut()
  const { login, passphrase } = station.users[role]
  return codeOf(await station.call('accounts.logIn', { login, passphrase }))
}

const begin = (role: Role = 'it') =>
  station.as(role, 'accounts.startKeyChange', { passphrase: station.users[role].passphrase })

/** Begins it and waits until the copy is complete. */
async function beginAndCopy(role: Role = 'it'): Promise<void> {
  orThrow(await begin(role))
  await station.core.keyChanges.goOn()
}

/** The whole of it: the next log-in has finished it. */
async function changeKey(by: Role = 'it', then: Role = 'clerk'): Promise<void> {
  await beginAndCopy(by)
  expect(await tryLogIn(then)).toBe('ok')
  expect(existsSync(paths().keyChange)).toBe(false)
}

function keyNow(): ReplicaKey {
  const key = station.core.gate.session?.key
  if (!key) throw new Error('nobody is logged in')
  return { dek: Buffer.from(key.dek), salt: Buffer.from(key.salt), check: Buffer.from(key.check) }
}

const slotsNow = (): SlotsBody => {
  const slots = readSlots(station.dir)
  if (!slots.ok) throw new Error(slots.error.code)
  return slots.value.body
}

/** The folder as somebody has it who copied it. */
function copied(): string {
  const folder = mkdtempSync(join(tmpdir(), 'beatbook-copied-'))
  folders.push(folder)
  cpSync(station.dir, folder, { recursive: true, filter: (file) => !file.endsWith('replica.lock') })
  return folder
}

async function accountOf(role: Role): Promise<AccountId> {
  const { accounts } = orThrow(await station.as('it', 'accounts.list', {}))
  const found = accounts.find((account) => account.login === station.users[role].login)
  if (!found) throw new Error(`no ${role}`)
  return found.accountId
}

type Attached = Pick<OutputOf<'attachments.add'>, 'attachmentId'>

async function attach(content: Buffer): Promise<Attached> {
  const { draftId } = orThrow(await station.as('clerk', 'ledger.openDraft', { book: 'L06' as BookId }))
  const fileId = randomUUID() as FileId
  const path = join(station.dir, `${fileId}.pdf`)
  writeFileSync(path, content)
  station.core.files.put(fileId, path, '现场.pdf')
  const added = orThrow(await station.as('clerk', 'attachments.add', { to: { draftId }, fileId }))
  rmSync(path)
  return added
}

async function contentOf({ attachmentId }: Attached): Promise<Buffer> {
  const { bytes } = orThrow(await station.as('clerk', 'attachments.open', { attachmentId }))
  return Buffer.from(bytes)
}

const pdf = (text: string): Buffer => Buffer.from(`%PDF-1.7\n${text}\n%%EOF`)

describe('a change of the data key', () => {
  it('is finished by the next log-in of anybody, with what was there and what came meanwhile', async () => {
    const [before, after] = [pdf('there before'), pdf('came after')]
    const first = await attach(before)
    const old = keyNow()
    orThrow(await begin())
    const done = station.core.keyChanges.goOn()
    // The station works while it is copied.
    orThrow(
      await station.core.dispatcher.dispatch({
        method: 'accounts.create',
        input: {
          ...{ login: 'neiqin2', name: '周演示', role: 'clerk', staffKind: 'civilian', staffNumber: 'W9' },
          ...{ team: '内勤', beats: [], passphrase: 'three green lanterns' },
        },
      }),
    )
    await done
    expect(await state()).toBe('ready')
    expect(await tryLogIn('clerk')).toBe('ok')

    const now = keyNow()
    expect(now.dek.equals(old.dek)).toBe(false)
    expect(slotsNow().generation).toBe(2)
    expect(readFileSync(paths().database).subarray(0, 16)).toEqual(now.salt)
    expect(orThrow(await station.as('it', 'accounts.list', {})).accounts.map(({ login }) => login)).toContain('neiqin2')
    for (const role of ['officer', 'auxiliary', 'chief', 'auditor', 'it'] as const)
      expect(await tryLogIn(role)).toBe('ok')
    await logOut()
    const other = await station.call('accounts.logIn', { login: 'neiqin2', passphrase: 'three green lanterns' })
    expect(codeOf(other)).toBe('ok')
    expect(keyNow().dek.equals(now.dek)).toBe(true)
    await logOut()
    expect(await contentOf(first)).toEqual(before)
    expect(await contentOf(await attach(after))).toEqual(after)
    const check = orThrow(await station.as('it', 'core.check', {}))
    expect(check.problems).toEqual([])
    expect(orThrow(await station.as('it', 'audit.verify', {})).problem).toBeNull()
    const { rows } = orThrow(await station.as('auditor', 'audit.list', { actions: ['key-change'], limit: 10 }))
    expect(rows.map(({ result }) => result)).toEqual(['done', 'begun', 'asked'])
    expect(existsSync(paths().nextDatabase)).toBe(false)
  })

  it('takes in a file that was attached after the copy was complete', async () => {
    await beginAndCopy()
    const content = pdf('late')
    const late = await attach(content)
    expect(await tryLogIn('clerk')).toBe('ok')
    expect(slotsNow().generation).toBe(2)
    expect(await contentOf(late)).toEqual(content)
  })

  it('keeps out whoever was ended and kept a copy of the slots', async () => {
    const { login, passphrase } = station.users.officer
    const kept = mkdtempSync(join(tmpdir(), 'beatbook-kept-'))
    folders.push(kept)
    copyFileSync(paths().slots, join(kept, 'slots.json'))
    const accountId = await accountOf('officer')
    orThrow(await station.as('it', 'accounts.setActive', { accountId, active: false }))
    // Before the change the kept copy opens everything, whatever the program says of the account.
    const before = await openUserSlot({ dir: kept, login, passphrase })
    if (!before.ok) throw new Error(before.error.code)
    const stolen = before.value
    const opened = openReplica({ dir: station.dir, key: stolen.key, readonly: true, headerChecked: true })
    if (!opened.ok) throw new Error(opened.error.code)
    opened.value.close()
    await changeKey()

    expect(await tryLogIn('officer')).toBe('accounts/wrong-passphrase')
    await logOut()
    const folder = copied()
    expect(codeOf(openReplica({ dir: folder, key: stolen.key }))).toBe('store/swapped')
    const forged = { ...stolen.key, salt: readFileSync(replicaPaths(folder).database).subarray(0, 16) }
    expect(openReplica({ dir: folder, key: forged }).ok).toBe(false)
    copyFileSync(join(kept, 'slots.json'), replicaPaths(folder).slots)
    const core = new Core({ dir: folder, machineSecret: { kind: 'none' } })
    const answer = await core.dispatcher.dispatch({ method: 'accounts.logIn', input: { login, passphrase } })
    expect(codeOf(answer)).toBe('store/swapped')
    await core.close()
  })

  it('gives nothing to a passphrase that was changed before it', async () => {
    const { login, passphrase } = station.users.clerk
    const kept = mkdtempSync(join(tmpdir(), 'beatbook-kept-'))
    folders.push(kept)
    copyFileSync(paths().slots, join(kept, 'slots.json'))
    const input = { current: passphrase, next: 'four red lanterns' }
    orThrow(await station.as('clerk', 'accounts.changePassphrase', input))
    await beginAndCopy()
    await logOut()
    const answer = await station.call('accounts.logIn', { login, passphrase: 'four red lanterns' })
    expect(codeOf(answer)).toBe('ok')
    expect(slotsNow().generation).toBe(2)
    const old = await openUserSlot({ dir: kept, login, passphrase })
    if (!old.ok || !old.value.pair) throw new Error('the kept slot opens')
    // The pair of the old passphrase is not the one that the new key is sealed to.
    const publicKeys = Object.values(slotsNow().users).flatMap((slot) => ('publicKey' in slot ? [slot.publicKey] : []))
    expect(publicKeys).not.toContain(old.value.pair.publicKey)
  })

  it('is finished also by whoever changed their passphrase in the middle of it', async () => {
    orThrow(await begin())
    const { login, passphrase } = station.users.it
    orThrow(await station.as('it', 'accounts.changePassphrase', { current: passphrase, next: 'four red lanterns' }))
    await station.core.keyChanges.goOn()
    await logOut()
    expect(codeOf(await station.call('accounts.logIn', { login, passphrase: 'four red lanterns' }))).toBe('ok')
    expect(slotsNow().generation).toBe(2)
  })

  it('follows up what is written after it is ready, so that the log-in does not wait for it', async () => {
    await beginAndCopy()
    const db = station.core.gate.session?.db
    const before = statSync(paths().nextDatabase).size
    db?.transaction((tx) => {
      tx.exec('CREATE TABLE came_later (id INTEGER PRIMARY KEY, word TEXT)')
      for (let n = 0; n < 2_000; n += 1) tx.exec(`INSERT INTO came_later (word) VALUES ('${'x'.repeat(400)}')`)
    })
    await station.core.keyChanges.followUp()
    expect(statSync(paths().nextDatabase).size).toBe(before)
    await station.core.keyChanges.followUp(1_000)
    expect(statSync(paths().nextDatabase).size).toBeGreaterThan(before + 800_000)
    expect(await state()).toBe('ready')
    expect(await tryLogIn('clerk')).toBe('ok')
    expect(slotsNow().generation).toBe(2)
  })

  it('goes on after a log-out and a restart in the middle, by whoever logs in next', async () => {
    orThrow(await begin('chief'))
    await logOut()
    await station.restart()
    expect(await tryLogIn('auxiliary')).toBe('ok')
    expect(slotsNow().generation).toBe(1)
    await station.core.keyChanges.goOn()
    expect(await state()).toBe('none')
    expect(slotsNow().generation).toBe(2)
  })

  it('lets the two key holders recover afterwards', async () => {
    await changeKey()
    await logOut()
    const fresh = { login: station.users.chief.login, passphrase: 'a fresh passphrase' }
    orThrow(await station.call('accounts.recover', { keys: station.escrow.holders, ...fresh }))
    expect(codeOf(await station.call('accounts.logIn', fresh))).toBe('ok')
  })

  it('replaces backups that the key before opens', async () => {
    await station.logIn('it')
    await afterLogIn(station.core.gate)
    const [old] = listBackups(station.dir)
    await changeKey()
    await afterLogIn(station.core.gate)
    expect(backupsUnderOtherKeys(station.dir, keyNow())).toEqual([])
    const [only, ...others] = listBackups(station.dir)
    expect([only?.name === old?.name, others]).toEqual([false, []])
    await logOut()
    const { login, passphrase } = station.users.it
    orThrow(await station.call('accounts.restoreBackup', { backupId: only?.name ?? '', login, passphrase }))
    expect(await tryLogIn('clerk')).toBe('ok')
  })

  it('can be given up, and leaves nothing behind', async () => {
    await attach(pdf('one'))
    const before = readdirSync(paths().blobs)
    await beginAndCopy()
    expect(codeOf(await begin())).toBe('keys/change-under-way')
    expect(readdirSync(paths().blobs)).toHaveLength(before.length * 2)
    orThrow(await station.as('it', 'accounts.cancelKeyChange', {}))
    expect(await state()).toBe('none')
    expect(readdirSync(paths().blobs)).toEqual(before)
    expect(readdirSync(station.dir).filter((name) => name.includes('next') || name.includes('key'))).toEqual([
      'device.key',
    ])
    expect(await tryLogIn('clerk')).toBe('ok')
    expect(slotsNow().generation).toBe(1)
    expect(codeOf(await station.as('it', 'accounts.cancelKeyChange', {}))).toBe('keys/no-change')
  })

  it('does not make up a replica that is gone, nor touch one of another PC', async () => {
    await beginAndCopy()
    await logOut()
    const [file, aside] = [paths().database, `${paths().database}.aside`]
    renameSync(file, aside)
    expect(await tryLogIn('clerk')).toBe('store/missing')
    expect(existsSync(file)).toBe(false)
    const other = await openTestStation()
    await other.core.close()
    copyFileSync(replicaPaths(other.dir).database, file)
    rmSync(other.dir, { recursive: true })
    const stranger = readFileSync(file)
    expect(await tryLogIn('clerk')).toBe('store/swapped')
    expect(readFileSync(file).equals(stranger)).toBe(true)
    rmSync(file)
    renameSync(aside, file)
    await station.restart()
    expect(await tryLogIn('clerk')).toBe('ok')
    await station.core.keyChanges.goOn()
    expect(await tryLogIn('officer')).toBe('ok')
    expect(slotsNow().generation).toBe(2)
  })

  it('asks for the passphrase of whoever begins it', async () => {
    const answer = await station.as('it', 'accounts.startKeyChange', { passphrase: 'not mine at all' })
    expect(codeOf(answer)).toBe('accounts/wrong-passphrase')
    expect(existsSync(paths().keyChange)).toBe(false)
  })

  it('begins anew when the tables of the replica changed under it', async () => {
    await beginAndCopy()
    const db = station.core.gate.session?.db
    db?.exec('CREATE TABLE came_later (id INTEGER PRIMARY KEY, word TEXT)')
    db?.exec(`INSERT INTO came_later (word) VALUES ('one')`)
    expect(await tryLogIn('clerk')).toBe('ok')
    // What is only new is taken in.
    expect(slotsNow().generation).toBe(2)
    expect(station.core.gate.session?.db.prepare('SELECT word FROM came_later').all()).toEqual([{ word: 'one' }])

    await beginAndCopy()
    station.core.gate.session?.db.exec('DROP TABLE came_later')
    expect(await tryLogIn('clerk')).toBe('ok')
    expect(slotsNow().generation).toBe(2)
    await station.core.keyChanges.goOn()
    expect(await tryLogIn('it')).toBe('ok')
    expect(slotsNow().generation).toBe(3)
  })
})

describe('slots of an older version', () => {
  it('get a key pair at the next log-in; until then their owner is named, and needs a code afterwards', async () => {
    await station.logIn('it')
    const key = keyNow()
    await makeSlotsOlder(station.dir, key.dek, station.users.officer)
    await makeSlotsOlder(station.dir, key.dek, station.users.clerk)
    expect(await tryLogIn('clerk')).toBe('ok')
    const { needsEscrow, left } = orThrow(await station.as('it', 'accounts.keyChange', {}))
    expect({ needsEscrow, left }).toEqual({ needsEscrow: true, left: [station.users.officer.name] })
    expect(codeOf(await begin())).toBe('keys/escrow-needed')
    const { passphrase } = station.users.it
    const strangers = escrowPair().certificates
    const refused = await station.as('it', 'accounts.startKeyChange', { passphrase, escrowCertificates: strangers })
    expect(refused).toMatchObject({ error: { code: 'keys/escrow-invalid', params: { reason: 'other-holder' } } })
    const escrowCertificates = station.escrow.certificates
    orThrow(await station.as('it', 'accounts.startKeyChange', { passphrase, escrowCertificates }))
    await station.core.keyChanges.goOn()
    expect(await tryLogIn('clerk')).toBe('ok')
    expect(slotsNow().generation).toBe(2)
    expect(await tryLogIn('officer')).toBe('accounts/wrong-passphrase')
    const accountId = await accountOf('officer')
    const { code } = orThrow(await station.as('it', 'accounts.firstCode', { accountId }))
    await logOut()
    const { login } = station.users.officer
    const first = await station.call('accounts.firstLogIn', { login, code, passphrase: 'five blue lanterns' })
    expect(codeOf(first)).toBe('ok')
  })
})

describe.runIf(hasSmallDisks())('on a full disk', () => {
  it('is not begun without room, gives back what it took when room runs out, and goes on when there is some', async () => {
    await logOut()
    await station.core.close()
    const disk = openSmallDisk(200_000)
    cpSync(station.dir, disk.dir, { recursive: true })
    const other = await openTestStation({ dir: disk.dir, asItIs: true })
    Object.assign(other, { users: station.users })
    const { passphrase } = station.users.it
    try {
      await other.logIn('it')
      const size = readFileSync(replicaPaths(disk.dir).database).length / 1024
      disk.resize(Math.ceil(size * 1.5))
      const refused = await other.as('it', 'accounts.startKeyChange', { passphrase })
      expect(codeOf(refused)).toBe('keys/no-room')
      disk.resize(200_000)
      orThrow(await other.as('it', 'accounts.startKeyChange', { passphrase }))
      disk.resize(Math.ceil(size * 1.5))
      await other.core.keyChanges.goOn()
      expect(orThrow(await other.as('it', 'accounts.keyChange', {}))).toMatchObject({
        ...{ state: 'failed', problem: 'store/disk-full' },
      })
      expect(existsSync(replicaPaths(disk.dir).nextDatabase)).toBe(false)
      disk.resize(200_000)
      await other.core.keyChanges.goOn()
      expect(orThrow(await other.as('it', 'accounts.keyChange', {})).state).toBe('ready')
      // Full at the log-in that would finish it: that one is an ordinary log-in.
      await other.core.gate.close()
      const { blocks, bfree, bsize } = statfsSync(disk.dir)
      disk.resize(Math.ceil(((blocks - bfree) * bsize) / 1024) + 8)
      await other.logIn('officer')
      const still = readSlots(disk.dir)
      expect(still.ok && still.value.body.generation).toBe(1)
      disk.resize(200_000)
      await other.core.keyChanges.goOn()
      await other.logIn('clerk')
      const slots = readSlots(disk.dir)
      expect(slots.ok && slots.value.body.generation).toBe(2)
    } finally {
      await other.core.close()
      disk.remove()
      await station.restart()
    }
  })
})
