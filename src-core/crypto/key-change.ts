import { createHmac, timingSafeEqual } from 'node:crypto'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { z } from 'zod'
import { failure, success, type Result } from '../../src-contract/errors.ts'
import { writeAtomically } from '../store/atomic-file.ts'
import { replicaPaths } from '../store/paths.ts'
import { derive, seal } from './aead.ts'
import { canSealAgain, sealRecoveryAgain } from './recovery.ts'
import { dekCheck, newReplicaKey, type ReplicaKey } from './replica-key.ts'
import { isAuthentic, readSlots, writeSlots, type SlotsBody } from './slots-file.ts'
import { boxFor, isMachine, machineKek, openBoxOf, slotAad, userKey, type OpenedSlot } from './slots.ts'

// A change of the data key that is under way. The next key is never under the key before, which is the one that others may know: it is
// sealed to the key pair of each account that goes on, so whoever of them logs in can go on with it.

const base64 = z.string().regex(/^[A-Za-z0-9+/]*={0,2}$/)

const Body = z.strictObject({
  format: z.literal(1),
  deviceId: z.string().min(1).max(100),
  generation: z.number().int().positive(),
  salt: base64,
  check: base64,
  startedAt: z.string().max(40),
  boxes: z.record(z.string().regex(/^u[0-9a-f]{32}$/), base64),
})
type Body = z.infer<typeof Body>
const File = z.strictObject({ body: Body, mac: base64 })

export type KeyChange = { readonly generation: number; readonly startedAt: string }

/**
 * Makes the next data key and keeps it for the accounts that go on.
 *
 * @param options.logins log-in names; those without a key pair of their own get nothing
 * @returns keys/escrow-needed: the halves for the two key holders cannot be sealed again without their certificates
 * @throws the file system's error; nothing is under way then
 */
export function beginKeyChange(options: {
  readonly dir: string
  readonly key: ReplicaKey
  readonly logins: readonly string[]
  readonly now: string
}): Result<ReplicaKey, 'keys/missing' | 'keys/damaged' | 'keys/escrow-needed'> {
  const slots = readSlots(options.dir)
  if (!slots.ok) return slots
  if (!isAuthentic(slots.value, options.key.dek)) return failure('keys/damaged')
  const { body } = slots.value
  if (!canSealAgain(body.recovery)) return failure('keys/escrow-needed')
  const next = newReplicaKey()
  write(options, body, next, options.now)
  return success(next)
}

/**
 * Seals the next key again, to the slots as they are now: after a passphrase was changed, or an account came. Does nothing where no change is
 * under way.
 *
 * @throws the file system's error; what was sealed before is then still there
 */
export function sealKeyChangeAgain(options: Sealed & { readonly next: ReplicaKey }): void {
  const read = readFile(options.dir)
  const slots = readSlots(options.dir)
  if (read === undefined || !slots.ok || read.body.generation !== slots.value.body.generation + 1) return
  write(options, slots.value.body, options.next, read.body.startedAt)
}

type Sealed = { readonly dir: string; readonly key: ReplicaKey; readonly logins: readonly string[] }

function write({ dir, key, logins }: Sealed, slots: SlotsBody, next: ReplicaKey, startedAt: string): void {
  const binding = { deviceId: slots.deviceId, generation: slots.generation + 1 }
  const body: Body = {
    format: 1,
    ...binding,
    salt: next.salt.toString('base64'),
    check: next.check.toString('base64'),
    startedAt,
    boxes: Object.fromEntries(boxesFor(slots, binding, logins, next.dek)),
  }
  const content = { body, mac: mac(body, key.dek).toString('base64') }
  writeAtomically(replicaPaths(dir).keyChange, `${JSON.stringify(content, null, 2)}\n`)
}

/** What is under way, for whoever asks before log-in; undefined when nothing is, or the file is no good. */
export function keyChangeOf(dir: string): KeyChange | undefined {
  const read = readFile(dir)
  return read && { generation: read.body.generation, startedAt: read.body.startedAt }
}

/** The next key, for the account whose slot was opened; undefined when it is not for them, or the file is not of this generation. */
export function openKeyChange(dir: string, opened: OpenedSlot, login: string): ReplicaKey | undefined {
  const read = readFile(dir)
  const slots = readSlots(dir)
  if (read === undefined || !slots.ok || opened.pair === undefined) return undefined
  const { body } = read
  const box = body.boxes[userKey(slots.value.body, login)]
  const expected = mac(body, opened.key.dek)
  const given = Buffer.from(read.mac, 'base64')
  const isOurs = given.length === expected.length && timingSafeEqual(given, expected)
  if (box === undefined || !isOurs || body.deviceId !== opened.deviceId || body.generation !== opened.generation + 1)
    return undefined
  const dek = openBoxOf(body, opened.pair, box)
  if (dek === undefined) return undefined
  const check = Buffer.from(body.check, 'base64')
  if (!dekCheck(dek).equals(check)) return undefined
  return { dek, salt: Buffer.from(body.salt, 'base64'), check }
}

export function dropKeyChange(dir: string): void {
  rmSync(replicaPaths(dir).keyChange, { force: true })
}

/**
 * Writes the slots of the next data key beside those that count: for the accounts that go on, for the machine where it had one, and for the
 * two key holders. Everybody else is left out, and whoever has an old copy of the slots has only the key before.
 *
 * @param options.logins log-in names, and what else stands in the slots under a name
 * @returns how many user slots were left out
 * @throws the file system's error
 */
export function writeNextSlots(options: {
  readonly dir: string
  readonly key: ReplicaKey
  readonly next: ReplicaKey
  readonly logins: readonly string[]
  readonly machineSecret?: Buffer
}): Result<{ readonly left: number }, 'keys/missing' | 'keys/damaged' | 'keys/escrow-needed'> {
  const { dir, key, next } = options
  const slots = readSlots(dir)
  if (!slots.ok) return slots
  if (!isAuthentic(slots.value, key.dek)) return failure('keys/damaged')
  const before = slots.value.body
  const binding = { deviceId: before.deviceId, generation: before.generation + 1 }
  const recovery = before.recovery && sealRecoveryAgain(binding, before.recovery, next.dek)
  if (recovery === undefined) return failure('keys/escrow-needed')
  const users: SlotsBody['users'] = {}
  for (const [name, box] of boxesFor(before, binding, options.logins, next.dek)) {
    const slot = before.users[name]
    if (slot !== undefined && 'secret' in slot) users[name] = { ...slot, box }
  }
  const body: SlotsBody = {
    ...before,
    ...binding,
    salt: next.salt.toString('base64'),
    check: next.check.toString('base64'),
    users,
    machine: machineSlot(before, binding, next.dek, options.machineSecret),
    recovery,
  }
  writeSlots(dir, body, next.dek, replicaPaths(dir).nextSlots)
  return success({ left: Object.keys(before.users).length - Object.keys(users).length })
}

type Binding = Pick<SlotsBody, 'deviceId' | 'generation'>

function boxesFor(slots: SlotsBody, binding: Binding, logins: readonly string[], dek: Buffer): Map<string, string> {
  const boxes = new Map<string, string>()
  for (const login of logins) {
    const name = userKey(slots, login)
    const slot = slots.users[name]
    if (slot !== undefined && 'secret' in slot) boxes.set(name, boxFor(binding, slot.publicKey, dek))
  }
  return boxes
}

/** Without its secret the machine slot cannot be made anew, and would open nothing. */
function machineSlot(
  before: SlotsBody,
  binding: Binding,
  dek: Buffer,
  secret: Buffer | undefined,
): SlotsBody['machine'] {
  if (before.machine === null || secret === undefined || !isMachine(before.machine.check, secret)) return null
  return { check: before.machine.check, sealed: seal(machineKek(secret), dek, slotAad(binding, 'machine')) }
}

function readFile(dir: string): z.infer<typeof File> | undefined {
  const file = replicaPaths(dir).keyChange
  if (!existsSync(file)) return undefined
  try {
    return File.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return undefined
  }
}

function mac(body: Body, dek: Buffer): Buffer {
  const boxes = Object.fromEntries(Object.entries(body.boxes).sort(([a], [b]) => (a < b ? -1 : 1)))
  const key = derive(dek, Buffer.alloc(0), 'beatbook key change mac v1')
  return createHmac('sha256', key)
    .update(JSON.stringify(Body.parse({ ...body, boxes })))
    .digest()
}
