import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { afterAll, expect, test } from 'vitest'
import { newFolder, removeFolders } from '../../tests/support/store-fixture.ts'
import { replicaPaths } from '../store/paths.ts'
import type { Instants } from './lockout.rules.ts'
import { readSpoolFile, spoolKey, writeSpoolFile } from './spool-file.ts'
import { Spool } from './spool.ts'

afterAll(removeFolders)

const minute = 60_000
const clerk = 'u0000000000000000000000000000000a'
const officer = 'u0000000000000000000000000000000b'

/** A machine whose clock can be set and which can be restarted. */
function machine() {
  const time = { wallMs: Date.parse('2026-03-01T08:00:00Z'), uptimeMs: 3_600_000, boot: 'run 1' }
  return {
    clock: (): Instants => ({ ...time }),
    pass: (ms: number): void => {
      time.wallMs += ms
      time.uptimeMs += ms
    },
    setClock: (ms: number): void => {
      time.wallMs += ms
    },
    reboot: (offMs: number): void => {
      time.wallMs += offMs
      time.uptimeMs = 1000
      time.boot = `after ${time.boot}`
    },
  }
}

function failTimes(spool: Spool, user: string, times: number): void {
  for (let n = 0; n < times; n += 1) {
    expect(spool.attempt(user).allowed).toBe(true)
    spool.failed(user)
  }
}

test('five wrong passphrases lock this user out for 15 minutes, and nobody else', () => {
  const { clock, pass } = machine()
  const spool = Spool.open({ dir: newFolder(), fresh: true, clock })
  failTimes(spool, clerk, 4)
  expect(spool.attempt(clerk)).toEqual({ allowed: true, failuresLeft: 0 })
  expect(spool.failed(clerk)).toBe(15 * minute)
  expect(spool.attempt(clerk)).toEqual({ allowed: false, remainingMs: 15 * minute })
  expect(spool.attempt(officer).allowed).toBe(true)
  spool.succeeded(officer)
  pass(14 * minute)
  expect(spool.waitOf(clerk)).toBe(minute)
  expect(spool.attempt(clerk)).toEqual({ allowed: false, remainingMs: minute })
  pass(minute)
  expect(spool.attempt(clerk)).toEqual({ allowed: true, failuresLeft: 4 })
})

test('each lock-out is twice as long as the last, up to a day, until a log-in succeeds', () => {
  const { clock, pass } = machine()
  const spool = Spool.open({ dir: newFolder(), fresh: true, clock })
  const waits: number[] = []
  for (let round = 0; round < 9; round += 1) {
    failTimes(spool, clerk, 5)
    waits.push(spool.waitOf(clerk) / minute)
    pass(spool.waitOf(clerk))
  }
  expect(waits).toEqual([15, 30, 60, 120, 240, 480, 960, 1440, 1440])
  spool.attempt(clerk)
  spool.succeeded(clerk)
  failTimes(spool, clerk, 5)
  expect(spool.waitOf(clerk)).toBe(15 * minute)
})

test('the lock-out survives ending the program and restarting the machine', () => {
  const { clock, pass, reboot } = machine()
  const dir = newFolder()
  failTimes(Spool.open({ dir, fresh: true, clock }), clerk, 5)
  pass(minute)
  expect(Spool.open({ dir, clock }).waitOf(clerk)).toBe(14 * minute)
  reboot(2 * minute)
  expect(Spool.open({ dir, clock }).attempt(clerk)).toEqual({ allowed: false, remainingMs: 12 * minute })
  reboot(12 * minute)
  expect(Spool.open({ dir, clock }).attempt(clerk).allowed).toBe(true)
})

test('setting the clock, back or ahead, does not shorten the lock-out while the machine runs', () => {
  const { clock, pass, setClock } = machine()
  const dir = newFolder()
  const spool = Spool.open({ dir, fresh: true, clock })
  failTimes(spool, clerk, 5)
  setClock(24 * 60 * minute)
  expect(spool.waitOf(clerk)).toBe(15 * minute)
  setClock(-48 * 60 * minute)
  expect(Spool.open({ dir, clock }).attempt(clerk)).toEqual({ allowed: false, remainingMs: 15 * minute })
  expect(Spool.open({ dir, clock }).clockBackMs()).toBe(24 * 60 * minute)
  pass(15 * minute)
  expect(Spool.open({ dir, clock }).attempt(clerk).allowed).toBe(true)
})

test('a clock set back across a restart makes no time pass, and is reported', () => {
  const { clock, setClock, reboot } = machine()
  const dir = newFolder()
  failTimes(Spool.open({ dir, fresh: true, clock }), clerk, 5)
  setClock(-60 * minute)
  reboot(0)
  const spool = Spool.open({ dir, clock })
  expect(spool.attempt(clerk).allowed).toBe(false)
  // Only the second that the machine has been up.
  expect(spool.waitOf(clerk)).toBe(15 * minute - 1000)
  expect(spool.drain().events.map(({ kind }) => kind)).toContain('clock-back')
})

test('ending the program while a passphrase is being tried counts as a failure', () => {
  const { clock } = machine()
  const dir = newFolder()
  failTimes(Spool.open({ dir, fresh: true, clock }), clerk, 4)
  expect(Spool.open({ dir, clock }).attempt(clerk).allowed).toBe(true)
  const after = Spool.open({ dir, clock })
  expect(after.attempt(clerk)).toEqual({ allowed: false, remainingMs: 15 * minute })
  expect(after.drain().events.map(({ kind }) => kind)).toEqual([
    ...Array<string>(4).fill('login-failed'),
    'login-interrupted',
    'locked-out',
    'login-refused',
  ])
})

test('an attempt that could not be made leaves the count of failures as it was', () => {
  const { clock } = machine()
  const dir = newFolder()
  const spool = Spool.open({ dir, fresh: true, clock })
  failTimes(spool, clerk, 3)
  for (let n = 0; n < 5; n += 1) {
    expect(spool.attempt(clerk)).toEqual({ allowed: true, failuresLeft: 1 })
    spool.withdrawn(clerk)
  }
  expect(Spool.open({ dir, clock }).attempt(clerk)).toEqual({ allowed: true, failuresLeft: 1 })
})

test('attempts at the same time are counted each, and end each with its own outcome', () => {
  const { clock } = machine()
  const dir = newFolder()
  const spool = Spool.open({ dir, fresh: true, clock })
  const answers = Array.from({ length: 8 }, () => spool.attempt(clerk).allowed)
  expect(answers).toEqual([true, true, true, true, true, false, false, false])
  expect(spool.attempt(officer).allowed).toBe(true)
  spool.succeeded(officer)
  for (let n = 0; n < 5; n += 1) expect(spool.failed(clerk)).toBe(15 * minute)
  expect(
    Spool.open({ dir, clock })
      .drain()
      .events.filter(({ kind }) => kind === 'login-interrupted'),
  ).toEqual([])
})

test('a spool that was removed or changed locks everyone out for 15 minutes and leaves a trace', () => {
  const { clock, pass } = machine()
  const dir = newFolder()
  const file = replicaPaths(dir).spool
  failTimes(Spool.open({ dir, fresh: true, clock }), clerk, 3)
  const good = readFileSync(file, 'utf8')
  const cases: [string, () => void][] = [
    ['spool-missing', () => rmSync(file)],
    ['spool-invalid', () => writeFileSync(file, good.replace('"failures":3', '"failures":0'))],
    ['spool-invalid', () => writeFileSync(file, good.slice(0, 40))],
    ['spool-invalid', () => writeFileSync(file, '')],
    ['spool-invalid', () => rmSync(`${dir}/device.key`)],
  ]
  for (const [kind, spoil] of cases) {
    spoil()
    const spool = Spool.open({ dir, clock })
    expect(spool.drain().events.map((event) => event.kind)).toEqual([kind])
    expect(spool.attempt(officer)).toEqual({ allowed: false, remainingMs: 15 * minute })
    pass(15 * minute)
    expect(Spool.open({ dir, clock }).attempt(officer).allowed).toBe(true)
    spool.acknowledge(99)
    writeFileSync(file, good)
  }
})

test('with a machine secret the spool cannot be rewritten with what lies beside it', () => {
  const { clock } = machine()
  const dir = newFolder()
  const machineSecret = Buffer.alloc(32, 3)
  failTimes(Spool.open({ dir, machineSecret, fresh: true, clock }), clerk, 5)
  expect(Spool.open({ dir, machineSecret, clock }).drain().events.at(-1)?.kind).toBe('locked-out')
  expect(
    Spool.open({ dir, clock })
      .drain()
      .events.map(({ kind }) => kind),
  ).toEqual(['spool-invalid'])
})

test('events wait for the audit, are given again after a crash, and go once it has them', () => {
  const { clock, pass } = machine()
  const dir = newFolder()
  const spool = Spool.open({ dir, fresh: true, clock })
  failTimes(spool, clerk, 2)
  pass(minute)
  spool.record('update-refused')
  const { events } = Spool.open({ dir, clock }).drain()
  expect(events.map(({ seq, kind, user }) => [seq, kind, user])).toEqual([
    [1, 'login-failed', clerk],
    [2, 'login-failed', clerk],
    [3, 'update-refused', null],
  ])
  expect(events[2]).toMatchObject({ at: '2026-03-01T08:01:00.000Z', uptimeMs: 3_660_000 })
  const again = Spool.open({ dir, clock })
  again.acknowledge(2)
  again.record('update-refused')
  expect(
    Spool.open({ dir, clock })
      .drain()
      .events.map(({ seq }) => seq),
  ).toEqual([3, 4])
})

test('thousands of invented names neither fill the disk nor free the one who is locked out', () => {
  const { clock } = machine()
  const dir = newFolder()
  failTimes(Spool.open({ dir, fresh: true, clock }), clerk, 5)
  failTimes(Spool.open({ dir, clock }), officer, 4)
  // As after hours of trying names; one by one this would take as long here.
  const key = spoolKey(dir, undefined)
  const read = readSpoolFile(dir, key)
  if (read.kind !== 'ok') throw new Error(read.kind)
  const { body } = read
  for (let n = 0; n < 198; n += 1) body.users[`u${n}`] = { failures: 2, level: 0, remainingMs: 0 }
  const [event] = body.events
  while (event !== undefined && body.events.length < 999) body.events.push({ ...event, seq: body.nextSeq++ })
  writeSpoolFile(dir, key, body)

  const spool = Spool.open({ dir, clock })
  for (let n = 0; n < 10; n += 1) failTimes(spool, `v${n}`, 1)
  expect(spool.attempt(clerk).allowed).toBe(false)
  expect(spool.attempt(officer)).toEqual({ allowed: true, failuresLeft: 0 })
  const { events, dropped } = spool.drain()
  expect(events).toHaveLength(1000)
  expect(dropped).toBeGreaterThan(5)
  expect(readFileSync(replicaPaths(dir).spool).length).toBeLessThan(400_000)
})
