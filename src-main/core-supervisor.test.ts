import { type ChildProcess, fork } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { CoreStatus } from '../src-contract/shell.ts'
import { CoreToShell, type ShellToCore } from '../src-contract/shell-core.ts'
import { superviseCore, type CoreSupervisor } from './core-supervisor.ts'
import type { ShellLogLine } from './shell-log.ts'

/** A process that keeps to the protocol; `behaviour` is what it does besides. A port makes it end by itself. Started by Node, because there is no Electron here. */
const program = `
const send = (message) => process.send(message)
process.on('message', (m) => {
  if (m.t === 'start') {
    const resumed = m.resumeKey !== undefined && m.resumeKey[0] === 7
    if (process.argv[2] === 'fatal') { send({ t: 'fatal', code: 'store/in-use' }); return setTimeout(() => process.exit(3), 10) }
    if (process.argv[2] === 'dies') process.exit(1)
    send({ t: 'ready', resumed })
    if (!resumed) send({ t: 'resume-key', key: new Uint8Array(32).fill(7) })
    send({ t: 'session', open: true, idleLockMinutes: 10 })
  }
  if (m.t === 'client-port') process.exit(0)
  if (m.t === 'lock' && process.argv[2] !== 'hangs') { send({ t: 'locking' }); setTimeout(() => process.exit(0), 10) }
  if (m.t === 'stop') process.exit(0)
})
`

let folder: string
let children: ChildProcess[]
let statuses: CoreStatus[]
let sessions: { open: boolean; idleLockMinutes: number }[]
let lines: ShellLogLine[]
let started: Extract<ShellToCore, { t: 'start' }>[]
let waiting: { fits: (status: CoreStatus) => boolean; resolve: (status: CoreStatus) => void }[]
let supervisor: CoreSupervisor

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'beatbook-supervisor-'))
  writeFileSync(join(folder, 'core.cjs'), program)
  ;[children, statuses, sessions, lines, started, waiting] = [[], [], [], [], [], []]
})
afterEach(async () => {
  await supervisor.stop()
  rmSync(folder, { recursive: true, force: true })
})

function supervise(behaviour: string): void {
  supervisor = superviseCore({
    fork: ({ onMessage, onExit }) => {
      const child = fork(join(folder, 'core.cjs'), [behaviour], { serialization: 'advanced', stdio: 'ignore' })
      children.push(child)
      child.on('message', (data) => onMessage(CoreToShell.parse(data)))
      child.once('exit', (code) => onExit(code ?? -1))
      return {
        send: (message) => {
          if (message.t === 'start') started.push(structuredClone(message))
          if (child.connected) child.send(message, () => {})
        },
        kill: () => void child.kill('SIGKILL'),
      }
    },
    dir: folder,
    version: '0.0.0',
    devSqliteAddon: undefined,
    machineSecret: () => ({ kind: 'real', secret: new Uint8Array(32).fill(1) }),
    onStatus: (status) => {
      statuses.push(status)
      const met = waiting.filter(({ fits }) => fits(status))
      waiting = waiting.filter((each) => !met.includes(each))
      for (const { resolve } of met) resolve(status)
    },
    onSession: (session) => sessions.push(session),
    log: { write: (line) => lines.push(line), refused: () => {} },
    now: Date.now,
  })
}

function status(fits: (status: CoreStatus) => boolean): Promise<CoreStatus> {
  const now = supervisor.status()
  if (fits(now)) return Promise.resolve(now)
  return new Promise((resolve) => waiting.push({ fits, resolve }))
}

const running = (generation: number) => (each: CoreStatus) => each.state === 'running' && each.generation === generation

/** Messages of one process arrive in order: once the session is known, the key before it is, too. */
async function sessionOpen(count: number): Promise<void> {
  await expect.poll(() => sessions.filter(({ open }) => open).length).toBe(count)
}

test('a core that dies comes back with the session it had', async () => {
  supervise('')
  supervisor.start()
  expect(await status(running(1))).toMatchObject({ resumed: false })
  await sessionOpen(1)
  children[0]?.kill('SIGKILL')
  expect(await status(running(2))).toMatchObject({ resumed: true })
  expect(started[0]?.resumeKey).toBeUndefined()
  expect(started[1]?.resumeKey).toEqual(new Uint8Array(32).fill(7))
})

test('a lock ends the process, and the next one gets no key', async () => {
  supervise('')
  supervisor.start()
  await status(running(1))
  await sessionOpen(1)
  const ended = supervisor.lock('user')
  expect(supervisor.status()).toMatchObject({ state: 'locking', generation: 1 })
  await ended
  expect(children[0]?.exitCode).toBe(0)
  expect(await status(running(2))).toMatchObject({ resumed: false })
  expect(started[1]).not.toHaveProperty('resumeKey')
  expect(sessions).toContainEqual({ open: false, idleLockMinutes: 15 })
})

test('a core that ended by itself without a word was locked: no key for the next one', async () => {
  supervise('')
  supervisor.start()
  await status(running(1))
  await sessionOpen(1)
  supervisor.send({ t: 'client-port' })
  expect(await status(running(2))).toMatchObject({ resumed: false })
  expect(started[1]).not.toHaveProperty('resumeKey')
})

test('a core that does not end when it is locked is killed', async () => {
  supervise('hangs')
  supervisor.start()
  await status(running(1))
  await sessionOpen(1)
  await supervisor.lock('idle')
  expect(children[0]?.signalCode).toBe('SIGKILL')
  expect(await status(running(2))).toMatchObject({ resumed: false })
  expect(started[1]).not.toHaveProperty('resumeKey')
})

test('a core that dies at every start is given up, until somebody asks again', async () => {
  supervise('dies')
  supervisor.start()
  await status((each) => each.state === 'failed')
  expect(children.length).toBe(6)
  supervisor.retry()
  await expect.poll(() => children.length).toBeGreaterThan(6)
}, 30_000)

test('a core that says it cannot go on is not started again', async () => {
  supervise('fatal')
  supervisor.start()
  await status((each) => each.state === 'failed')
  expect(children.length).toBe(1)
  expect(lines).toContainEqual({ event: 'core-fatal', generation: 1, what: 'store/in-use' })
})

test('the machine secret does not stay in the shell', async () => {
  supervise('')
  const secret = new Uint8Array(32).fill(1)
  supervisor = superviseCore({
    fork: () => ({ send: () => {}, kill: () => {} }),
    dir: folder,
    version: '0.0.0',
    devSqliteAddon: undefined,
    machineSecret: () => ({ kind: 'real', secret }),
    onStatus: () => {},
    onSession: () => {},
    log: { write: () => {}, refused: () => {} },
    now: Date.now,
  })
  supervisor.start()
  expect(secret).toEqual(new Uint8Array(32))
  supervisor = { ...supervisor, stop: () => Promise.resolve() }
})
