import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { setDirectoryEntry, type DirectoryEntry } from '../../platform/directory/directory.ts'
import { platformId } from '../../platform/platform-id.ts'
import { StationWriter } from '../../platform/sync/station-writer.ts'
import type { CoreEvent } from '../../src-contract/rpc.ts'
import type { Role } from '../../src-contract/roles.ts'
import type { DirectoryRecord } from '../../src-contract/sync/directory.ts'
import { openTestPlatform, type TestPlatform } from '../support/platform.ts'
import { orThrow } from '../support/station.ts'
import { openSyncPc, type SyncPc } from '../support/sync-station.ts'

// What the platform's signed directory says of people counts on the PCs of the station.

let platform: TestPlatform
let pc: SyncPc
let station = ''
let nowMs = Date.now()

beforeEach(async () => {
  nowMs = Date.now()
  platform = await openTestPlatform()
  pc = await openSyncPc({ clock: { nowMs: () => nowMs, monotonicMs: () => Math.round(performance.now()) } })
  await pc.enrol(platform)
  station = pc.core.gate.session?.session.station.id ?? ''
  await pc.must('it', 'sync.now', {})
})
afterEach(async () => {
  await pc.close()
  await platform.close()
})

/** Somebody of the PC as an administrator of the platform enters them: under an id of its own, with the same staff number. */
async function entryOf(role: Role, more: Partial<DirectoryEntry> = {}): Promise<DirectoryEntry> {
  const { accounts } = await pc.must('it', 'accounts.list', {})
  const known = accounts.find((one) => one.role === role)
  if (known === undefined) throw new Error(`nobody is ${role}`)
  const { login, name, staffKind, staffNumber, team } = known
  return { account: platformId(), login, name, role, staffKind, staffNumber, team, beats: [], active: true, ...more }
}

const say = (entry: DirectoryEntry): Promise<DirectoryRecord> => setDirectoryEntry(platform, station, entry)

async function tryLogIn(role: Role): Promise<string> {
  await pc.core.gate.close()
  const { login, passphrase } = pc.users[role]
  const answer = await pc.call('accounts.logIn', { login, passphrase })
  return answer.ok ? answer.value.role : answer.error.code
}

/** A row of the directory as somebody who writes into the platform's answers could make it. */
async function forge(id: string, record: object): Promise<void> {
  await platform.db.transaction().execute(async (tx) => {
    const key = { table: 'directory', id }
    const writer = await StationWriter.begin(tx, station)
    await writer.load([key])
    writer.put(key, { record: JSON.stringify(record) }, { device: null, actor: null }, false)
    await writer.flush()
  })
}

const outcome = async (role: Role): Promise<string> => {
  const ran = await pc.as(role, 'sync.now', {})
  return ran.ok ? 'ok' : ran.error.code
}

it('who was ended is refused with a sentence of its own, on record, and let in again by the log-in itself once the platform says so', async () => {
  const entry = await entryOf('clerk', { active: false })
  await say(entry)
  await pc.must('it', 'sync.now', {})
  expect(await tryLogIn('clerk')).toBe('accounts/stopped')
  expect(await tryLogIn('officer')).toBe('officer')
  const { rows } = await pc.must('auditor', 'audit.list', { actions: ['log-in-failed', 'account-change'] })
  expect(rows.map(({ action, result }) => [action, result])).toEqual(
    expect.arrayContaining([
      ['log-in-failed', 'stopped'],
      ['account-change', 'ok'],
    ]),
  )
  // IT of the PC does not put into service again what the platform has ended.
  const { accounts } = await pc.must('it', 'accounts.list', {})
  const clerk = accounts.find(({ login }) => login === entry.login)
  expect(clerk?.active).toBe(false)
  const again = await pc.as('it', 'accounts.setActive', { accountId: clerk?.accountId as never, active: true })
  expect(again.ok ? '' : again.error.code).toBe('accounts/stopped')
  // Nobody else logs in for it.
  await pc.core.gate.close()
  await say({ ...entry, active: true })
  expect(await tryLogIn('clerk')).toBe('clerk')
})

it('a session of somebody who was ended, or has another role now, ends after the exchange that says so', async () => {
  const told: CoreEvent[] = []
  pc.core.listen((event) => void (event.name === 'session-ends' && told.push(event)))
  const clerk = await entryOf('clerk')
  await say({ ...clerk, role: 'officer', team: '二组', beats: ['B77'] })
  await pc.must('clerk', 'sync.now', {})
  expect(told).toEqual([{ name: 'session-ends', why: 'role' }])
  await vi.waitFor(() => expect(pc.core.gate.session).toBeNull(), { timeout: 8_000 })
  pc.core.gate.release()
  await pc.restart()
  const { login, passphrase } = pc.users.clerk
  const session = orThrow(await pc.call('accounts.logIn', { login, passphrase }))
  expect([session.role, session.beats]).toEqual(['officer', expect.arrayContaining(['B77'])])
  // The name of log-in stays the one that the key slot belongs to; what the row says elsewhere is not told back to the platform.
  const { fields } = await platform.db
    .selectFrom('rows')
    .select('fields')
    .where('tbl', '=', 'accounts')
    .where('id', '=', session.accountId)
    .executeTakeFirstOrThrow()
  expect(JSON.parse(fields)).toMatchObject({ role: 'clerk' })
})

it('the last day counts, and the day after it does not', async () => {
  await say(await entryOf('officer', { until: new Date(nowMs + 8 * 3_600_000).toISOString().slice(0, 10) }))
  await pc.must('it', 'sync.now', {})
  expect(await tryLogIn('officer')).toBe('officer')
  nowMs += 24 * 3_600_000
  expect(await tryLogIn('officer')).toBe('accounts/stopped')
  expect(await tryLogIn('it')).toBe('it')
})

it('a record that goes back, is not signed or is of another station is refused, and nothing of it counts', async () => {
  const entry = await entryOf('clerk')
  const first = await say({ ...entry, active: true })
  await say({ ...entry, active: false })
  await pc.must('it', 'sync.now', {})
  await forge(entry.account, first)
  expect(await outcome('it')).toBe('sync/untrue')
  expect((await pc.must('it', 'sync.status', {})).problem).toBe('sync/untrue')
  expect(await tryLogIn('clerk')).toBe('accounts/stopped')
})

it('IT of a PC closes an account there, whatever the directory says', async () => {
  const entry = await entryOf('clerk')
  await say(entry)
  await pc.must('it', 'sync.now', {})
  const { accounts } = await pc.must('it', 'accounts.list', {})
  const accountId = accounts.find(({ login }) => login === entry.login)?.accountId as never
  await pc.must('it', 'accounts.setActive', { accountId, active: false })
  await say({ ...entry, team: '三组' })
  await pc.must('it', 'sync.now', {})
  expect(await tryLogIn('clerk')).toBe('accounts/inactive')
  await pc.must('it', 'accounts.setActive', { accountId, active: true })
  expect(await tryLogIn('clerk')).toBe('clerk')
})

it.each([
  ['not signed', (record: DirectoryRecord): object => ({ ...record, role: 'chief' })],
  ['of another station', (record: DirectoryRecord): object => signedAnew(record, { station: 'PS999999' })],
  ['of another account', (record: DirectoryRecord): object => signedAnew(record, { account: platformId() })],
])('a record that is %s is refused', async (_what, change) => {
  const entry = await entryOf('clerk')
  const record = await say(entry)
  await pc.must('it', 'sync.now', {})
  await forge(entry.account, change({ ...record, revision: 2 }))
  expect(await outcome('it')).toBe('sync/untrue')
  expect(await tryLogIn('clerk')).toBe('clerk')
})

function signedAnew({ signature, ...record }: DirectoryRecord, change: Partial<DirectoryRecord>): object {
  const made = platform.keys.signed('directory', { ...record, ...change })
  expect(made.signature).not.toBe(signature)
  return made
}

it('somebody whom only the directory knows logs in once with a code, and sets a passphrase', async () => {
  const entry = { ...(await entryOf('officer')), login: 'xinren', name: '新人', staffNumber: '990001' }
  await say(entry)
  await pc.must('it', 'sync.now', {})
  const { accounts } = await pc.must('it', 'accounts.list', {})
  const known = accounts.find(({ login }) => login === 'xinren')
  expect(known).toMatchObject({ name: '新人', here: false, active: true })
  const accountId = known?.accountId as never
  const twice = {
    ...accounts[0],
    login: 'xinren2',
    name: '新人',
    staffNumber: '990001',
    passphrase: 'a long enough one',
  }
  const {
    accountId: _id,
    active: _active,
    createdAt: _at,
    here: _here,
    ...again
  } = twice as typeof twice & {
    accountId: string
    active: boolean
    createdAt: string
    here: boolean
  }
  const made = await pc.as('it', 'accounts.create', again as never)
  expect(made.ok ? '' : made.error.code).toBe('accounts/number-known')
  const { code } = await pc.must('it', 'accounts.firstCode', { accountId })
  await pc.core.gate.close()
  const first = async (typed: string) => {
    await pc.core.gate.close()
    const answer = await pc.call('accounts.firstLogIn', { login: 'xinren', code: typed, passphrase: '我的新口令 2026' })
    return answer.ok ? answer.value.name : answer.error.code
  }
  expect(await first('0000-0000-0000-0000')).toBe('accounts/code-refused')
  // The code is no passphrase.
  const asPassphrase = await pc.call('accounts.logIn', { login: 'xinren', passphrase: code.replaceAll('-', '') })
  expect(asPassphrase.ok ? '' : asPassphrase.error.code).toBe('accounts/wrong-passphrase')
  expect(await first(code.toLowerCase().replaceAll('-', ' '))).toBe('新人')
  expect(await first(code)).toBe('accounts/code-refused')
  const own = await pc.call('accounts.logIn', { login: 'xinren', passphrase: '我的新口令 2026' })
  expect(own.ok).toBe(true)
  await pc.core.gate.close()
  const later = await pc.as('it', 'accounts.firstCode', { accountId })
  expect(later.ok ? '' : later.error.code).toBe('accounts/has-passphrase')
  const { rows } = await pc.must('auditor', 'audit.list', { actions: ['first-code', 'passphrase-change'] })
  expect(rows.map(({ action }) => action).sort()).toEqual(['first-code', 'passphrase-change'])
})

it('a code is over after a day, also with a clock that was set back, and is locked out after five wrong ones', async () => {
  await say({ ...(await entryOf('officer')), login: 'xinren', name: '新人', staffNumber: '990001' })
  await pc.must('it', 'sync.now', {})
  const { accounts } = await pc.must('it', 'accounts.list', {})
  const accountId = accounts.find(({ login }) => login === 'xinren')?.accountId as never
  const first = async (typed: string) => {
    await pc.core.gate.close()
    const answer = await pc.call('accounts.firstLogIn', { login: 'xinren', code: typed, passphrase: '我的新口令 2026' })
    return answer.ok ? answer.value.name : answer.error.code
  }
  const { code } = await pc.must('it', 'accounts.firstCode', { accountId })
  nowMs += 25 * 3_600_000
  expect(await first(code)).toBe('accounts/code-over')
  const { code: second } = await pc.must('it', 'accounts.firstCode', { accountId })
  nowMs -= 48 * 3_600_000
  expect(await first(second)).toBe('accounts/code-over')
  nowMs += 48 * 3_600_000
  const { code: third } = await pc.must('chief', 'accounts.firstCode', { accountId })
  for (let n = 0; n < 5; n += 1) await first('0000-0000-0000-0000')
  expect(await first(third)).toBe('accounts/locked-out')
})
