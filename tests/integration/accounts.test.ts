import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Clock } from '../../src-core/clock.ts'
import { openTestStation, orThrow, type TestStation } from '../support/station.ts'

let station: TestStation
let nowMs = Date.now()
const clock: Clock = { nowMs: () => nowMs, monotonicMs: () => Math.round(performance.now()) }

beforeEach(async () => {
  nowMs = Date.now()
  station = await openTestStation({ clock })
})
afterEach(() => station.close())

const tryLogIn = async (passphrase: string) => {
  const result = await station.call('accounts.logIn', { login: station.users.clerk.login, passphrase })
  return result.ok ? 'ok' : result.error.code
}

describe('log-in', () => {
  it('opens the replica for the right passphrase and tells who and where one is', async () => {
    const session = orThrow(
      await station.call('accounts.logIn', {
        login: station.users.clerk.login.toUpperCase(),
        passphrase: station.users.clerk.passphrase,
      }),
    )
    expect(session).toMatchObject({ role: 'clerk', name: station.users.clerk.name })
    expect(session.beats.length).toBeGreaterThan(0)
    expect(orThrow(await station.call('accounts.status', {}))).toMatchObject({ state: 'open', machineSecret: 'none' })
  })

  it('counts wrong passphrases down, and locks the name out at the fifth, also for the right one', async () => {
    const lefts: unknown[] = []
    for (let i = 0; i < 4; i++) {
      const result = await station.call('accounts.logIn', { login: station.users.clerk.login, passphrase: 'wrong one' })
      lefts.push(!result.ok && result.error.params['left'])
    }
    expect(lefts).toEqual([4, 3, 2, 1])
    expect(await tryLogIn('wrong one')).toBe('accounts/locked-out')
    expect(await tryLogIn(station.users.clerk.passphrase)).toBe('accounts/locked-out')
    expect(
      (await station.call('accounts.logIn', { login: station.users.it.login, passphrase: station.users.it.passphrase }))
        .ok,
    ).toBe(true)
  })

  it('stays locked out over a restart and when the clock is set back or forward', async () => {
    for (let i = 0; i < 5; i++) await tryLogIn('wrong one')
    await station.restart()
    expect(await tryLogIn(station.users.clerk.passphrase)).toBe('accounts/locked-out')
    nowMs -= 365 * 86_400_000
    await station.restart()
    expect(await tryLogIn(station.users.clerk.passphrase)).toBe('accounts/locked-out')
  })

  it('puts failed log-ins into the audit trail at the next log-in, without the name that was typed', async () => {
    await tryLogIn('wrong one')
    const { rows } = orThrow(await station.as('auditor', 'audit.list', { limit: 20 }))
    expect(rows.map(({ action }) => action).slice(0, 3)).toEqual(['audit-read', 'log-in', 'log-in-failed'])
    expect(JSON.stringify(rows[2])).not.toContain(station.users.clerk.login)
  })

  it('refuses an account that was switched off', async () => {
    const accounts = orThrow(await station.as('it', 'accounts.list', {})).accounts
    const clerk = accounts.find(({ role }) => role === 'clerk')
    if (!clerk) throw new Error('the demo has a clerk')
    orThrow(await station.as('it', 'accounts.setActive', { accountId: clerk.accountId, active: false }))
    await station.core.gate.close()
    expect(await tryLogIn(station.users.clerk.passphrase)).toBe('accounts/inactive')
    const own = accounts.find(({ role }) => role === 'it')
    if (!own) throw new Error('the demo has an it')
    const refused = await station.as('it', 'accounts.setActive', { accountId: own.accountId, active: false })
    expect(refused.ok ? 'ok' : refused.error.code).toBe('accounts/own-account')
  })

  it('works for a new account, and no longer with an old passphrase after a change', async () => {
    orThrow(
      await station.as('it', 'accounts.create', {
        login: 'neiqin2',
        name: '周演示',
        role: 'clerk',
        staffKind: 'civilian',
        staffNumber: 'W9',
        team: '内勤',
        beats: [],
        passphrase: 'three green lanterns',
      }),
    )
    await station.core.gate.close()
    orThrow(await station.call('accounts.logIn', { login: 'neiqin2', passphrase: 'three green lanterns' }))
    orThrow(
      (await station.core.dispatcher.dispatch({
        method: 'accounts.changePassphrase',
        input: { current: 'three green lanterns', next: 'four red lanterns' },
      })) as never,
    )
    await station.core.gate.close()
    const old = await station.call('accounts.logIn', { login: 'neiqin2', passphrase: 'three green lanterns' })
    expect(old.ok ? 'ok' : old.error.code).toBe('accounts/wrong-passphrase')
    orThrow(await station.call('accounts.logIn', { login: 'neiqin2', passphrase: 'four red lanterns' }))
  })
})

describe('the replica folder', () => {
  it('of a running station is in use for a second core', async () => {
    const { Core } = await import('../../src-core/core.ts')
    const second = new Core({ dir: station.dir, machineSecret: { kind: 'none' }, clock })
    expect(second.gate.state()).toEqual({ state: 'unusable', problem: 'store/in-use' })
    await second.close()
  })

  it('without its slots says that the keys are missing, not that the station is new', async () => {
    const slots = readFileSync(join(station.dir, 'slots.json'))
    rmSync(join(station.dir, 'slots.json'))
    await station.restart()
    expect(orThrow(await station.call('accounts.status', {}))).toMatchObject({
      state: 'unusable',
      problem: 'keys/missing',
    })
    const again = await station.call('accounts.setUp', {
      station: { id: 'PS990102', name: '演示' },
      escrowCertificates: ['', ''],
      accounts: [],
    } as never)
    expect(again.ok).toBe(false)
    writeFileSync(join(station.dir, 'slots.json'), slots)
    await station.restart()
    expect(await tryLogIn(station.users.clerk.passphrase)).toBe('ok')
  })

  it('whose database was replaced by a plain one is refused and left as it is', async () => {
    await station.core.close()
    const { connect } = await import('../../src-core/store/native.ts')
    rmSync(join(station.dir, 'replica.db'))
    const plain = connect(join(station.dir, 'replica.db'))
    plain.exec('CREATE TABLE accounts (x)')
    plain.close()
    await station.restart()
    expect(await tryLogIn(station.users.clerk.passphrase)).toBe('store/plain-database')
    expect(readFileSync(join(station.dir, 'replica.db')).subarray(0, 15).toString()).toBe('SQLite format 3')
  })
})

describe('recovery', () => {
  const recover = (keys: TestStation['escrow']['holders'], passphrase = 'a fresh passphrase') =>
    station.call('accounts.recover', { keys, login: station.users.chief.login, passphrase })

  it('needs both holders and then gives the account a new passphrase', async () => {
    const [first, second] = station.escrow.holders
    await station.restart()
    const alone = await recover([first, first])
    expect(alone.ok ? 'ok' : alone.error.code).toBe('keys/recovery-refused')
    orThrow(await recover([second, first]))
    orThrow(
      await station.call('accounts.logIn', { login: station.users.chief.login, passphrase: 'a fresh passphrase' }),
    )
    const { rows } = orThrow(await station.as('auditor', 'audit.list', { actions: ['recover'], limit: 5 }))
    expect(rows).toHaveLength(1)
  })
})

describe('after core ended unexpectedly', () => {
  it('the session goes on with the key that the shell kept, and only with it', async () => {
    const { Core } = await import('../../src-core/core.ts')
    let resumeKey: Buffer | undefined
    await station.core.close()
    const options = { dir: station.dir, machineSecret: { kind: 'none' as const }, clock }
    const crashed = new Core({ ...options, onSession: (session) => (resumeKey = session?.resumeKey ?? resumeKey) })
    const { login, passphrase } = station.users.clerk
    await crashed.dispatcher.dispatch({ method: 'accounts.logIn', input: { login, passphrase } })
    const slot = readFileSync(join(station.dir, 'resume.slot'))
    await crashed.close()
    // A crash leaves the slot where it was; a proper end has just removed it.
    writeFileSync(join(station.dir, 'resume.slot'), slot)

    const stranger = new Core(options)
    expect(await stranger.resume(Buffer.alloc(32, 1))).toBe(false)
    await stranger.close()
    writeFileSync(join(station.dir, 'resume.slot'), slot)

    const next = new Core(options)
    expect(resumeKey && (await next.resume(resumeKey))).toBe(true)
    expect(next.gate.session?.session.role).toBe('clerk')
    await next.close()
  })
})

describe('a version that cannot open the database of this PC', () => {
  it('says so to the shell, so that the launcher goes back, and only then', async () => {
    const { Core } = await import('../../src-core/core.ts')
    const own = await openTestStation({ clock })
    await own.core.close()
    const told: string[] = []
    const options = {
      dir: own.dir,
      machineSecret: { kind: 'none' as const },
      clock,
      onUnfit: () => told.push('unfit'),
    }
    const { login, passphrase } = own.users.clerk
    const core = new Core(options)
    const logIn = () => core.dispatcher.dispatch({ method: 'accounts.logIn', input: { login, passphrase } })
    expect(await logIn()).toMatchObject({ ok: true })
    expect(told).toEqual([])
    // As a newer version leaves it.
    core.gate.session?.db.exec('PRAGMA user_version = 9990')
    await core.close()
    const older = new Core(options)
    const answer = await older.dispatcher.dispatch({ method: 'accounts.logIn', input: { login, passphrase } })
    expect(answer).toMatchObject({ ok: false, error: { code: 'store/newer' } })
    expect(told).toEqual(['unfit'])
    await older.close()
    await own.close()
  })
})
