import { z } from 'zod'
import { NetworkSettings } from './shell-network.ts'

/**
 * What main (the shell) and core say to each other over the utility process's parent port. No residents' data crosses it, but for
 * an identity card on its way from the reader to core (`card`).
 *
 * Order: main sends `start` first and once; core opens nothing before it, then answers `ready` (it listens; the replica may be
 * locked, missing or resumed). Every `client-port` carries exactly one transferred port (`event.ports[0]`) that speaks rpc.ts.
 * A message that does not fit its schema is dropped and logged by name only.
 */

/** Bytes of any kind of buffer; `z.instanceof` would want a particular one. */
export const Bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array)

/** What binds the user slots to this PC. Only a real keystore counts; `basic_text` on Linux is a hard-coded password. */
export const MachineSecret = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('real'), secret: Bytes }),
  z.object({ kind: z.literal('basic-text') }),
  z.object({ kind: z.literal('none') }),
])
export type MachineSecret = z.infer<typeof MachineSecret>

/** 32 random bytes that core chose at unlock: with it a restarted core may go on with the same session. Main keeps it in memory only. */
const ResumeKey = Bytes.refine((key) => key.byteLength >= 16 && key.byteLength <= 1024)

/** Something about an update of the app. No personal data but the service numbers of who signed. */
export const UpdateEvent = z.object({
  at: z.iso.datetime(),
  what: z.enum(['found', 'refused', 'downloaded', 'install-started', 'installed', 'went-back']),
  /** UPD_ code. */
  code: z.string().max(40).optional(),
  seq: z.number().int().nonnegative().optional(),
  version: z.string().max(64).optional(),
  source: z.enum(['feed', 'disc']).optional(),
  signers: z.array(z.string().max(64)).max(16).optional(),
  /** SHA-256 of the release envelope, hex. */
  release: z.string().max(64).optional(),
})
export type UpdateEvent = z.infer<typeof UpdateEvent>

export const LockReason = z.enum(['user', 'idle', 'system', 'ended'])
export type LockReason = z.infer<typeof LockReason>

export const ShellToCore = z.discriminatedUnion('t', [
  z.object({
    t: z.literal('start'),
    /** Absolute path of the replica's folder; main has created it (mode 0700). */
    dir: z.string().min(1).max(4096),
    machineSecret: MachineSecret,
    /** Present only when core ended unexpectedly while a session was open. */
    resumeKey: ResumeKey.optional(),
    version: z.string().max(64),
    /** Path of a SQLite addon built for the development runtime; never set in a shipped build. */
    devSqliteAddon: z.string().min(1).max(4096).optional(),
  }),
  z.object({ t: z.literal('client-port') }),
  /** A file that the user picked or dropped: the renderer knows only its id. Valid until the session ends. */
  z.object({
    t: z.literal('file'),
    fileId: z.uuid(),
    path: z.string().min(1).max(4096),
    name: z.string().min(1).max(255),
    size: z.number().int().nonnegative(),
  }),
  /**
   * An identity card that was laid on the reader: these five facts and no more. The one message with a resident's data; core keeps it
   * until it is used once, or the session ends.
   */
  z.object({
    t: z.literal('card'),
    cardId: z.uuid(),
    name: z.string().max(100),
    sex: z.enum(['male', 'female', '']),
    birthDate: z.string().max(10),
    number: z.string().max(20),
    address: z.string().max(300),
  }),
  /** What happened to updates since it was last audited; core answers `update-events-kept` once it is in the trail. */
  z.object({ t: z.literal('update-events'), events: z.array(UpdateEvent).max(500) }),
  /** What the system says about the URL that core asked about, in the words of a PAC file; null: it could not be asked. */
  z.object({ t: z.literal('system-proxy'), ask: z.number().int(), answer: z.string().max(2000).nullable() }),
  /** Core records the lock in the audit, closes the replica, says `locking` and exits with 0. Killed after 3 s. */
  z.object({ t: z.literal('lock'), reason: LockReason }),
  /** The app quits: core closes the replica and exits with 0. Killed after 3 s. */
  z.object({ t: z.literal('stop') }),
])
export type ShellToCore = z.infer<typeof ShellToCore>

export const CoreToShell = z.discriminatedUnion('t', [
  /** Core listens. `resumed`: the session of the core before goes on under `resumeKey`. */
  z.object({ t: z.literal('ready'), resumed: z.boolean() }),
  z.object({ t: z.literal('resume-key'), key: ResumeKey }),
  /** At every log-in and log-out; main stops the idle clock and forgets the resume key when it is closed. */
  z.object({ t: z.literal('session'), open: z.boolean(), idleLockMinutes: z.number().int().min(1).max(60) }),
  /** Core is about to exit with 0 on purpose (lock, log-out): main forgets the resume key and starts a locked core. */
  z.object({ t: z.literal('locking') }),
  /** At every log-in, and when IT has changed it. */
  z.object({ t: z.literal('network'), settings: NetworkSettings }),
  /** The last step of the database, at every log-in: an update that cannot take it over is not for this PC. */
  z.object({ t: z.literal('database'), step: z.number().int().nonnegative() }),
  /** This version cannot open the database of this PC: somebody tried to log in. */
  z.object({ t: z.literal('unfit') }),
  /** Only the shell can ask the system for its proxy. */
  z.object({ t: z.literal('ask-system-proxy'), ask: z.number().int(), url: z.string().max(2000) }),
  z.object({ t: z.literal('update-events-kept'), count: z.number().int().min(0).max(500) }),
  /** Core cannot go on, and a restart would not help (replica in use, damaged folder …): main shows `failed`. */
  z.object({ t: z.literal('fatal'), code: z.string().max(80) }),
])
export type CoreToShell = z.infer<typeof CoreToShell>
