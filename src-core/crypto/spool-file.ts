import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { z } from 'zod'
import { writeAtomically } from '../store/atomic-file.ts'
import { replicaPaths } from '../store/paths.ts'
import { derive } from './aead.ts'

export const spoolEventKinds = [
  'login-failed',
  /** Core ended between an attempt and its outcome: it counts as a failure. */
  'login-interrupted',
  'login-refused',
  'locked-out',
  'spool-missing',
  'spool-invalid',
  'clock-back',
  'update-refused',
] as const

const SpoolEvent = z.strictObject({
  /** Ascending; acknowledged up to a number once the audit has it. */
  seq: z.number().int().positive(),
  kind: z.enum(spoolEventKinds),
  /** Wall clock, ISO UTC, as the machine had it. */
  at: z.string(),
  /** Milliseconds since the machine started: tells how far apart events are whatever the clock says. */
  uptimeMs: z.number(),
  /** Salted hash of the log-in name (slots.userKey); null when no one is concerned. */
  user: z.string().nullable(),
})
export type SpoolEvent = z.infer<typeof SpoolEvent>

const Counter = z.strictObject({
  failures: z.number().int().min(0),
  /** How many lock-outs came before without a success between: each doubles the next. */
  level: z.number().int().min(0),
  /** Time still to wait, ms, as of `seen`. */
  remainingMs: z.number().min(0),
})
export type Counter = z.infer<typeof Counter>

const Body = z.strictObject({
  format: z.literal(1),
  nextSeq: z.number().int().positive(),
  /** The highest wall clock ever, the uptime at the last write (ms) and the run of the machine that it belongs to. */
  seen: z.strictObject({ wallMs: z.number(), uptimeMs: z.number(), boot: z.string() }),
  /** The whole device waits: after a missing or changed spool. */
  device: Counter,
  users: z.record(z.string(), Counter),
  /** Attempts whose outcome is not known yet; as a rule one. */
  pending: z.array(z.strictObject({ user: z.string(), before: Counter })),
  events: z.array(SpoolEvent),
  /** Events that did not fit any more. */
  dropped: z.number().int().min(0),
})
export type SpoolBody = z.infer<typeof Body>

const File = z.strictObject({ body: Body, mac: z.string() })

export type ReadSpool = { readonly kind: 'ok'; readonly body: SpoolBody } | { readonly kind: 'missing' | 'invalid' }

export function readSpoolFile(dir: string, key: Buffer): ReadSpool {
  const file = replicaPaths(dir).spool
  if (!existsSync(file)) return { kind: 'missing' }
  try {
    const parsed = File.parse(JSON.parse(readFileSync(file, 'utf8')))
    const given = Buffer.from(parsed.mac, 'base64')
    const expected = macOf(parsed.body, key)
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return { kind: 'invalid' }
    return { kind: 'ok', body: parsed.body }
  } catch {
    return { kind: 'invalid' }
  }
}

/** @throws the file system's error */
export function writeSpoolFile(dir: string, key: Buffer, body: SpoolBody): void {
  writeAtomically(replicaPaths(dir).spool, JSON.stringify({ body, mac: macOf(body, key).toString('base64') }))
}

/**
 * The key under which the spool is authenticated: from the machine secret where the operating system really keeps one, else a
 * random key in a file beside (made here on first use). See the README of this folder for what each of them is worth.
 */
export function spoolKey(dir: string, machineSecret: Buffer | undefined): Buffer {
  if (machineSecret !== undefined) return derive(machineSecret, Buffer.alloc(0), 'beatbook spool mac v1')
  const file = replicaPaths(dir).deviceKey
  if (existsSync(file)) {
    const key = readFileSync(file)
    if (key.length === 32) return key
  }
  const key = randomBytes(32)
  writeAtomically(file, key)
  return key
}

function macOf(body: SpoolBody, key: Buffer): Buffer {
  return createHmac('sha256', key)
    .update(JSON.stringify(Body.parse(body)))
    .digest()
}
