import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { failure, success, type Result } from '../../src-contract/errors.ts'
import { writeAtomically } from '../store/atomic-file.ts'
import { replicaPaths } from '../store/paths.ts'
import { derive } from './aead.ts'

/** The slots file: everything needed to unlock, and nothing readable about who may. */

const base64 = z.string().regex(/^[A-Za-z0-9+/]*={0,2}$/)

const Kdf = z.strictObject({
  memoryKiB: z.number().int().positive(),
  passes: z.number().int().positive(),
  lanes: z.number().int().positive(),
})

const slotBase = {
  kdf: Kdf,
  salt: base64,
  /** Recognises the machine secret that goes into the key besides the passphrase; null: the passphrase alone. */
  machine: base64.nullable(),
}

/** As older versions wrote it: the data key directly under the passphrase. Nobody can put another data key into it for its owner. */
const PlainSlot = z.strictObject({ ...slotBase, sealed: base64 })

/**
 * A key pair of the slot's own: its private half under the passphrase, the data key sealed to its public half. A new data key reaches its
 * owner without the passphrase.
 */
const KeyedSlot = z.strictObject({ ...slotBase, publicKey: base64, secret: base64, box: base64 })

const UserSlot = z.union([PlainSlot, KeyedSlot])
export type UserSlot = z.infer<typeof UserSlot>
export type KeyedSlot = z.infer<typeof KeyedSlot>

const Share = z.strictObject({
  /** SHA-256 of the escrow certificate's public key (SubjectPublicKeyInfo), hex. */
  holder: z.string().regex(/^[0-9a-f]{64}$/),
  sealed: base64,
  /** SubjectPublicKeyInfo, for sealing the half of a new data key. Older versions did not keep it. */
  publicKey: base64.optional(),
})

const Body = z.strictObject({
  format: z.literal(1),
  /** False from the start of a set-up until the database exists: such a folder is set up again. */
  complete: z.boolean(),
  deviceId: z.string().min(1).max(100),
  /** Generation of the data key, from 1. */
  generation: z.number().int().positive(),
  /** The first 16 bytes of the database file. */
  salt: base64,
  check: base64,
  nameSalt: base64,
  users: z.record(z.string().regex(/^u[0-9a-f]{32}$/), UserSlot),
  machine: z.strictObject({ check: base64, sealed: base64 }).nullable(),
  recovery: z.strictObject({ shares: z.tuple([Share, Share]) }).nullable(),
})
export type SlotsBody = z.infer<typeof Body>

/** `checksum` finds accidents without a key; `mac`, under the data key, finds everything else once a slot is open. */
const File = z.strictObject({ body: Body, checksum: z.string(), mac: base64 })

export type Slots = { readonly body: SlotsBody; readonly mac: string }

export function readSlots(dir: string): Result<Slots, 'keys/missing' | 'keys/damaged'> {
  let text: string
  try {
    text = readFileSync(replicaPaths(dir).slots, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return failure('keys/missing')
    return failure('keys/damaged')
  }
  const parsed = File.safeParse(parse(text))
  if (!parsed.success || checksum(parsed.data.body) !== parsed.data.checksum) return failure('keys/damaged')
  return success({ body: parsed.data.body, mac: parsed.data.mac })
}

/**
 * @param file another than the folder's own: what takes its place later
 * @throws the file system's error; the old file is then still there.
 */
export function writeSlots(dir: string, body: SlotsBody, dek: Buffer, file = replicaPaths(dir).slots): void {
  const content = { body, checksum: checksum(body), mac: mac(body, dek).toString('base64') }
  writeAtomically(file, `${JSON.stringify(content, null, 2)}\n`)
}

/** Whether the file was last written by someone who held the data key. */
export function isAuthentic(slots: Slots, dek: Buffer): boolean {
  const given = Buffer.from(slots.mac, 'base64')
  const expected = mac(slots.body, dek)
  return given.length === expected.length && timingSafeEqual(given, expected)
}

function checksum(body: SlotsBody): string {
  return createHash('sha256').update(canonical(body)).digest('hex')
}

function mac(body: SlotsBody, dek: Buffer): Buffer {
  const key = derive(dek, Buffer.alloc(0), 'beatbook slots mac v1')
  return createHmac('sha256', key).update(canonical(body)).digest()
}

/** Keys in a fixed order, whatever order the file had. */
function canonical(body: SlotsBody): string {
  const users = Object.fromEntries(Object.entries(body.users).sort(([a], [b]) => (a < b ? -1 : 1)))
  return JSON.stringify(Body.parse({ ...body, users }))
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
