import type { MessagePortMain } from 'electron'
import type { CoreStatus } from '../src-contract/shell.ts'
import type { CoreToShell, LockReason, MachineSecret, ShellToCore } from '../src-contract/shell-core.ts'
import type { NetworkSettings } from '../src-contract/shell-network.ts'
import type { CoreProcess } from './core-process.ts'
import { recentEnds, restartDelay } from './restart.rules.ts'
import type { ShellLog } from './shell-log.ts'

/** How long core may take to end when it was asked to, ms; then it is killed. */
const endTimeout = 3_000
/** How long core may take to say that it listens, ms. An old disk under load is slow, a minute is a fault. */
const readyTimeout = 60_000

export type CoreSupervisor = {
  status(): CoreStatus
  start(): void
  /** False when core does not run: the port was not taken. */
  send(message: ShellToCore, ports?: MessagePortMain[]): boolean
  /** Ends core, and with it every key in memory; a locked core is started. Settles when the old one is gone. */
  lock(reason: LockReason): Promise<void>
  /** Tries again after `failed`. */
  retry(): void
  /** For quitting. Settles when core is gone. */
  stop(): Promise<void>
}

type Running = {
  process: CoreProcess
  /** Why the process may end; undefined: it must not. */
  ending?: 'lock' | 'stop' | 'fatal'
  ended: Promise<void>
  timer?: NodeJS.Timeout
}

/**
 * Keeps one core process alive. An unexpected end starts it again, later each time, with the resume key, so that the session goes
 * on; a lock forgets that key first. The key is in this process's memory only and is overwritten when it is forgotten.
 */
export function superviseCore(options: {
  fork: (hooks: {
    onMessage: (message: CoreToShell) => void
    onInvalidMessage: () => void
    onExit: (code: number) => void
  }) => CoreProcess
  dir: string
  version: string
  devSqliteAddon: string | undefined
  machineSecret: () => MachineSecret
  onStatus: (status: CoreStatus) => void
  /** So many of the events sent are in the audit trail now. */
  onUpdateEventsKept?: (count: number) => void
  onNetwork?: (settings: NetworkSettings) => void
  onDatabase?: (step: number) => void
  onUnfit?: () => void
  /** @returns what the system says about a URL */
  askSystemProxy?: (url: string) => Promise<string>
  onSession: (session: { open: boolean; idleLockMinutes: number }) => void
  log: ShellLog
  now: () => number
}): CoreSupervisor {
  const { log } = options
  let status: CoreStatus = { state: 'starting', generation: 0, resumed: false }
  let running: Running | null = null
  let resumeKey: Uint8Array | null = null
  let ends: number[] = []
  let pendingStart: NodeJS.Timeout | undefined
  let quitting = false

  const setStatus = (next: Partial<CoreStatus>): void => {
    status = { ...status, ...next }
    options.onStatus(status)
  }

  const forgetKey = (): void => {
    resumeKey?.fill(0)
    resumeKey = null
  }

  function start(): void {
    if (quitting || running) return
    clearTimeout(pendingStart)
    const generation = status.generation + 1
    setStatus({ state: generation === 1 ? 'starting' : 'restarting', generation, resumed: false })
    let settle = (): void => {}
    const ended = new Promise<void>((resolve) => (settle = resolve))
    const mine: Running = {
      ended,
      process: options.fork({
        onMessage: (message) => {
          if (running === mine) onMessage(mine, message)
        },
        onInvalidMessage: () => log.write({ event: 'core-message-invalid', generation }),
        onExit: (code) => {
          clearTimeout(mine.timer)
          log.write({ event: 'core-ended', generation, exitCode: code })
          if (running === mine) {
            running = null
            onEnd(mine, code)
          }
          settle()
        },
      }),
    }
    running = mine
    mine.timer = setTimeout(() => kill(mine), readyTimeout)
    log.write({ event: 'core-started', generation })
    sendStart(mine)
  }

  function sendStart(mine: Running): void {
    const machineSecret = options.machineSecret()
    mine.process.send({
      t: 'start',
      dir: options.dir,
      machineSecret,
      version: options.version,
      ...(resumeKey ? { resumeKey } : {}),
      ...(options.devSqliteAddon ? { devSqliteAddon: options.devSqliteAddon } : {}),
    })
    // The message is a copy: this process needs the secret no longer.
    if (machineSecret.kind === 'real') machineSecret.secret.fill(0)
  }

  function onMessage(mine: Running, message: CoreToShell): void {
    switch (message.t) {
      case 'ready':
        clearTimeout(mine.timer)
        if (!message.resumed) forgetKey()
        log.write({ event: 'core-ready', generation: status.generation, resumed: message.resumed })
        return setStatus({ state: 'running', resumed: message.resumed })
      case 'resume-key':
        forgetKey()
        resumeKey = Uint8Array.from(message.key)
        return void message.key.fill(0)
      case 'session':
        if (!message.open) forgetKey()
        return options.onSession({ open: message.open, idleLockMinutes: message.idleLockMinutes })
      case 'network':
        return options.onNetwork?.(message.settings)
      case 'database':
        return options.onDatabase?.(message.step)
      case 'unfit':
        return options.onUnfit?.()
      case 'ask-system-proxy': {
        const answer = options.askSystemProxy?.(message.url) ?? Promise.resolve(null)
        const { ask } = message
        return void answer.catch(() => null).then((found) => send({ t: 'system-proxy', ask, answer: found }))
      }
      case 'update-events-kept':
        return options.onUpdateEventsKept?.(message.count)
      case 'locking':
        return expectEnd(mine, 'lock')
      case 'fatal':
        log.write({ event: 'core-fatal', generation: status.generation, what: message.code })
        return expectEnd(mine, 'fatal')
    }
  }

  /** From here the end is on purpose: no key survives it, and the process gets a time limit. */
  function expectEnd(mine: Running, why: 'lock' | 'stop' | 'fatal'): void {
    mine.ending = why
    if (why !== 'stop') options.onSession({ open: false, idleLockMinutes: 15 })
    forgetKey()
    if (why === 'lock') setStatus({ state: 'locking', resumed: false })
    clearTimeout(mine.timer)
    mine.timer = setTimeout(() => kill(mine), endTimeout)
  }

  function kill(mine: Running): void {
    log.write({ event: 'core-killed', generation: status.generation })
    mine.process.kill()
  }

  function onEnd(mine: Running, code: number): void {
    if (quitting || mine.ending === 'stop') return
    if (code === 0 && !mine.ending) {
      // It ended on purpose and its last word was lost: a log-out must not be undone by a restart.
      forgetKey()
      options.onSession({ open: false, idleLockMinutes: 15 })
    }
    if (mine.ending === 'fatal') return setStatus({ state: 'failed', resumed: false })
    if (mine.ending === 'lock') return start()
    const now = options.now()
    ends = [...recentEnds(ends, now), now]
    const delay = restartDelay(ends, now)
    if (delay === null) {
      forgetKey()
      options.onSession({ open: false, idleLockMinutes: 15 })
      return setStatus({ state: 'failed', resumed: false })
    }
    setStatus({ state: 'restarting', resumed: false })
    pendingStart = setTimeout(start, delay)
  }

  function send(message: ShellToCore, ports?: MessagePortMain[]): boolean {
    if (!running || running.ending || status.state !== 'running') return false
    running.process.send(message, ports)
    return true
  }

  return {
    status: () => status,
    start,
    send,
    async lock(reason) {
      forgetKey()
      log.write({ event: 'locked', what: reason })
      if (!running) return
      const mine = running
      if (!mine.ending) {
        mine.process.send({ t: 'lock', reason })
        expectEnd(mine, 'lock')
      }
      await mine.ended
    },
    retry() {
      if (status.state !== 'failed' || running) return
      ends = []
      start()
    },
    async stop() {
      quitting = true
      clearTimeout(pendingStart)
      const mine = running
      if (!mine) return forgetKey()
      mine.process.send({ t: 'stop' })
      expectEnd(mine, 'stop')
      await mine.ended
    },
  }
}
