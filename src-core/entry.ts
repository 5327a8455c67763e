import { ShellToCore, type CoreToShell, type UpdateEvent } from '../src-contract/shell-core.ts'
import type { AuditDetail } from '../src-contract/features/audit-details.ts'
import type { CoreEvent, Port } from '../src-contract/rpc.ts'
import { followSharing } from './features/distribution/follow-sharing.service.ts'
import { afterLogIn, describeOlderSubjects, keepAssessment } from './after-log-in.service.ts'
import { watchConflicts } from './features/conflicts/watch.service.ts'
import { currentNetwork } from './features/network/network.service.ts'
import { watchLinks } from './features/linkage/watch-links.service.ts'
import { Core } from './core.ts'
import { systemClock } from './clock.ts'
import { migrations } from '../db/migrations/index.ts'
import { ConnectionFailure } from '../src-network/connection-failure.ts'
import { canonicalJson } from '../src-domain/canonical/canonical-json.ts'
import { appendAudit } from './features/audit/audit.service.ts'
import { versionOf } from './store/migrate.ts'
import { servePort } from './rpc/serve-port.ts'

/** Electron's utility process seen from inside, without importing Electron. The only file that touches process.parentPort. */
type PortMain = {
  postMessage(message: unknown): void
  on(event: 'message', listener: (event: { data: unknown; ports: PortMain[] }) => void): void
  on(event: 'close', listener: () => void): void
  start(): void
  close(): void
}

const shell = (process as unknown as { parentPort: PortMain }).parentPort
const say = (message: CoreToShell): void => shell.postMessage(message)

let core: Core | null = null
const clients = new Set<{ tell(event: CoreEvent): void }>()

shell.on('message', (event) => {
  const message = ShellToCore.safeParse(event.data)
  if (!message.success) return
  void receive(message.data, event.ports)
})

async function receive(message: ShellToCore, ports: PortMain[]): Promise<void> {
  switch (message.t) {
    case 'start':
      return start(message)
    case 'client-port': {
      const [port] = ports
      if (port && core) serve(core, port)
      return
    }
    case 'file':
      core?.files.put(message.fileId, message.path, message.name)
      return
    case 'card': {
      const { t: _, cardId, ...card } = message
      core?.cards.put(cardId, card)
      return
    }
    case 'system-proxy':
      return answerProxy(message)
    case 'update-events':
      return recordUpdates(message.events)
    case 'lock':
      recordLock(message.reason)
      await core?.lock(message.reason)
      return
    case 'stop':
      await core?.close()
      process.exit(0)
  }
}

async function start(message: Extract<ShellToCore, { t: 'start' }>): Promise<void> {
  if (core) return
  if (message.devSqliteAddon) process.env['BEATBOOK_SQLITE_ADDON'] = message.devSqliteAddon
  core = new Core({
    dir: message.dir,
    machineSecret: message.machineSecret,
    checkOutput: message.devSqliteAddon !== undefined,
    version: message.version,
    onNetwork: (settings) => say({ t: 'network', settings }),
    onUnfit: () => say({ t: 'unfit' }),
    askSystem: askSystemProxy,
    onSession: (session) => {
      if (session) say({ t: 'resume-key', key: new Uint8Array(session.resumeKey) })
      // Behind the answer to the log-in, which must not wait for it.
      if (session) setImmediate(() => core && void begin(core))
      say({ t: 'session', open: session !== null, idleLockMinutes: session?.idleLockMinutes ?? 15 })
    },
    onLocked: () => {
      say({ t: 'locking' })
      core?.gate.release()
      // The process ends, and with it every copy of a key that SQLite or V8 may still hold.
      setImmediate(() => process.exit(0))
    },
  })
  core.listen((event) => {
    for (const client of clients) client.tell(event)
  })
  const resumed = message.resumeKey ? await core.resume(Buffer.from(message.resumeKey)) : false
  say({ t: 'ready', resumed })
}

async function begin(running: Core): Promise<void> {
  const emit = (event: CoreEvent): void => running.emit(event)
  const open = running.gate.session
  if (open) {
    say({ t: 'network', settings: currentNetwork(open.db) })
    say({ t: 'database', step: versionOf(migrations.at(-1)?.id ?? '0000-none') })
  }
  await afterLogIn(running.gate, emit)
  running.sync.begin()
  await Promise.all([
    watchLinks(running.gate, emit),
    watchConflicts(running.gate, emit, {
      quietMs: () => running.dispatcher.quietMs,
      typedMs: () => running.dispatcher.sinceMs('lookup.search'),
    }),
    followSharing(running.gate, emit, { typedMs: () => running.dispatcher.sinceMs('lookup.search') }),
    keepAssessment(running.gate),
    running.keyChanges.goOn(),
    describeOlderSubjects(running.gate),
  ])
}

/** A lock that the shell asked for (idle, screen lock, sleep) is audited like one that the user asked for. */
function recordLock(reason: string): void {
  const open = core?.gate.session
  if (!core || !open) return
  appendAudit(open.db, {
    at: core.gate.now(),
    monotonicMs: systemClock.monotonicMs(),
    actor: open.session.accountId,
    role: open.session.role,
    action: 'lock',
    detail: canonicalJson({ reason } satisfies AuditDetail),
  })
}

const PROXY_PATIENCE = 5_000
const proxyAsks = new Map<number, (answer: string | null) => void>()
let lastAsk = 0

/** Only the shell can ask the system. @throws ConnectionFailure when it does not answer: nothing goes past a proxy for that reason */
function askSystemProxy(url: string): Promise<string> {
  const ask = (lastAsk += 1)
  return new Promise((resolve, reject) => {
    const give = (answer: string | null): void => {
      clearTimeout(timer)
      proxyAsks.delete(ask)
      if (answer === null) reject(new ConnectionFailure('proxy-kind'))
      else resolve(answer)
    }
    const timer = setTimeout(() => give(null), PROXY_PATIENCE)
    proxyAsks.set(ask, give)
    say({ t: 'ask-system-proxy', ask, url })
  })
}

function answerProxy({ ask, answer }: Extract<ShellToCore, { t: 'system-proxy' }>): void {
  proxyAsks.get(ask)?.(answer)
}

/** Nobody has to be asked: without a session there is no trail to write to, and main sends them again. */
function recordUpdates(events: readonly UpdateEvent[]): void {
  const open = core?.gate.session
  if (!core || !open) return
  const now = core.gate.now()
  open.db.transaction(() => {
    for (const event of events) {
      appendAudit(open.db, {
        at: now,
        monotonicMs: systemClock.monotonicMs(),
        // The PC itself did it, also while nobody was logged in.
        actor: null,
        role: null,
        action: 'update',
        detail: canonicalJson({ ...event, ...(event.signers ? { signers: event.signers.join(' ') } : {}) }),
      })
    }
  })
  say({ t: 'update-events-kept', count: events.length })
}

function serve(running: Core, raw: PortMain): void {
  const port: Port = {
    post: (message) => raw.postMessage(message),
    onMessage: (listener) => raw.on('message', (event) => listener(event.data)),
    onClose: (listener) => raw.on('close', listener),
    close: () => raw.close(),
  }
  const client = servePort(port, running.dispatcher, () => running.locking)
  clients.add(client)
  port.onClose(() => clients.delete(client))
  raw.start()
}
