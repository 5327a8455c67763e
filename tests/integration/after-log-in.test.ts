import { afterEach, beforeEach, expect, it } from 'vitest'
import { afterLogIn } from '../../src-core/after-log-in.service.ts'
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

const backups = async () => orThrow(await station.call('accounts.status', {})).backups

it('the first log-in of a day makes a backup, later ones of that day do not', async () => {
  await station.logIn('clerk')
  await afterLogIn(station.core.gate)
  expect(await backups()).toHaveLength(1)
  await station.logIn('chief')
  await afterLogIn(station.core.gate)
  expect(await backups()).toHaveLength(1)
  nowMs += 25 * 3_600_000
  await station.logIn('clerk')
  await afterLogIn(station.core.gate)
  expect(await backups()).toHaveLength(2)
  const { rows } = orThrow(await station.as('auditor', 'audit.list', { actions: ['backup'], limit: 5 }))
  expect(rows.map(({ result }) => result)).toEqual(['ok', 'ok'])
})

it('a damaged replica can be replaced by its backup from the log-in page, and is kept', async () => {
  await station.logIn('clerk')
  await afterLogIn(station.core.gate)
  await station.core.close()
  const { openSync, writeSync, closeSync, existsSync } = await import('node:fs')
  const { join } = await import('node:path')
  const fd = openSync(join(station.dir, 'replica.db'), 'r+')
  writeSync(fd, Buffer.alloc(4096, 7), 0, 4096, 1024)
  closeSync(fd)
  await station.restart()
  const { login, passphrase } = station.users.clerk
  const damaged = await station.call('accounts.logIn', { login, passphrase })
  expect(damaged.ok ? 'ok' : damaged.error.code).toBe('store/damaged')
  const status = orThrow(await station.call('accounts.status', {}))
  expect(status).toMatchObject({ state: 'unusable', problem: 'store/damaged' })
  const backupId = status.backups[0]?.id ?? ''
  const stranger = await station.call('accounts.restoreBackup', { backupId, login, passphrase: 'not the passphrase' })
  expect(stranger.ok ? 'ok' : stranger.error.code).toBe('accounts/wrong-passphrase')
  expect(orThrow(await station.call('accounts.restoreBackup', { backupId, login, passphrase }))).toEqual({
    setAside: true,
  })
  orThrow(await station.call('accounts.logIn', { login, passphrase }))
  expect(existsSync(join(station.dir, 'quarantine'))).toBe(true)
})
