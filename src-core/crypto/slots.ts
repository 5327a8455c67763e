import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { existsSync } from 'node:fs'
import { failure, success, type Result } from '../../src-contract/errors.ts'
import { replicaPaths } from '../store/paths.ts'
import { newAccountKey, openSealed, sealTo, type AccountKey } from './account-key.ts'
import { derive, seal, unseal } from './aead.ts'
import { isErased } from './erase-keys.ts'
import { isBearableKdf, standardKdf, stretch, type KdfParameters } from './kdf.ts'
import { dekCheck, newReplicaKey, type ReplicaKey } from './replica-key.ts'
import { keyPairOf, privateDer } from './slot-pair.ts'
import {
  isAuthentic,
  readSlots,
  writeSlots,
  type KeyedSlot,
  type Slots,
  type SlotsBody,
  type UserSlot,
} from './slots-file.ts'

/** An opened replica key with what it belongs to. */
export type OpenedKey = { readonly key: ReplicaKey; readonly deviceId: string; readonly generation: number }

/** `pair`: the slot's own key pair, to which a new data key is sealed; a slot that an older version wrote has none. */
export type OpenedSlot = OpenedKey & { readonly pair: AccountKey | undefined }

export type SlotError = 'keys/missing' | 'keys/damaged' | 'keys/machine-changed' | 'accounts/wrong-passphrase'

export type UserSecret = {
  /** Log-in name; only a salted hash of it is written. */
  readonly login: string
  readonly passphrase: string
}

type Machine = {
  /** 32 bytes that the operating system keeps, only when it really does (not `basic_text`). */
  readonly machineSecret?: Buffer
}

export type FolderState =
  /** The keys were destroyed by order of the platform. */
  | 'erased'
  /** Nothing here: set-up may start. */
  | 'absent'
  /** A set-up was interrupted before its database existed: it may start again. */
  | 'unfinished'
  | 'ready'
  /** A database without its slots: only a copy of slots.json or the recovery helps. */
  | 'keys-missing'
  | 'keys-damaged'

export function folderState(dir: string): FolderState {
  if (isErased(dir)) return 'erased'
  const slots = readSlots(dir)
  if (slots.ok) return slots.value.body.complete ? 'ready' : 'unfinished'
  if (slots.error.code === 'keys/damaged') return 'keys-damaged'
  return existsSync(replicaPaths(dir).database) ? 'keys-missing' : 'absent'
}

export type CreateOptions = Machine & {
  readonly dir: string
  readonly deviceId: string
  readonly user: UserSecret
  /** Default: the standard parameters. `calibrate` gives those for a slow machine; only tests pass cheaper ones. */
  readonly kdf?: KdfParameters
  /** Lets the machine alone open the replica (unattended work). Off by default: it takes the passphrase out of the lock. */
  readonly machineSlot?: boolean
}

/**
 * Starts a set-up: a new data key and its first user slot. The folder counts as set up only after `finishSetup`.
 * @throws the file system's error
 */
export async function createSlots(options: CreateOptions): Promise<Result<OpenedKey, 'store/exists'>> {
  const state = folderState(options.dir)
  if (state !== 'absent' && state !== 'unfinished') return failure('store/exists')
  const key = newReplicaKey()
  const secret = options.machineSecret
  const body: SlotsBody = {
    format: 1,
    complete: false,
    deviceId: options.deviceId,
    generation: 1,
    salt: key.salt.toString('base64'),
    check: key.check.toString('base64'),
    nameSalt: randomBytes(16).toString('base64'),
    users: {},
    machine: null,
    recovery: null,
  }
  if (secret !== undefined && options.machineSlot === true) {
    const sealed = seal(machineKek(secret), key.dek, slotAad(body, 'machine'))
    body.machine = { check: machineCheck(secret), sealed }
  }
  await putUserSlot(body, key, options.user, options.kdf ?? standardKdf, secret)
  writeSlots(options.dir, body, key.dek)
  return success(opened(body, key))
}

/** The database exists and holds its schema: from now on the folder is a replica. */
export function finishSetup(dir: string, key: ReplicaKey): Result<undefined, 'keys/missing' | 'keys/damaged'> {
  return change(dir, key, (body) => {
    body.complete = true
  })
}

/**
 * Opens the user's slot. An unknown log-in name costs as much time as a wrong passphrase and gets the same answer.
 *
 * keys/machine-changed: the slot is bound to a machine secret that is not here any more; recovery is the way forward.
 */
export async function openUserSlot(
  options: Machine & UserSecret & { readonly dir: string },
): Promise<Result<OpenedSlot, SlotError>> {
  const slots = readSlots(options.dir)
  if (!slots.ok) return slots
  const { body } = slots.value
  const name = userKey(body, options.login)
  const slot = body.users[name] ?? decoy(body)
  if (!isBearableKdf(slot.kdf)) return failure('keys/damaged')
  if (slot.machine !== null && !isMachine(slot.machine, options.machineSecret)) return failure('keys/machine-changed')
  const kek = await userKek(slot, options.passphrase, options.machineSecret)
  const pair = 'secret' in slot ? openPair(kek, body, name, slot) : undefined
  const dek = 'secret' in slot ? pair && openBox(pair, body, slot) : unseal(kek, slot.sealed, userAad(body, name, slot))
  kek.fill(0)
  if (dek === undefined) return failure(pair ? 'keys/damaged' : 'accounts/wrong-passphrase')
  const accepted = accept(slots.value, dek)
  return accepted.ok ? success({ ...accepted.value, pair }) : accepted
}

function openPair(kek: Buffer, body: SlotsBody, name: string, slot: KeyedSlot): AccountKey | undefined {
  const der = unseal(kek, slot.secret, pairAad(body, name, slot))
  if (der === undefined) return undefined
  const pair = keyPairOf(der)
  der.fill(0)
  return pair?.publicKey === slot.publicKey ? pair : undefined
}

function openBox(pair: AccountKey, body: SlotsBody, slot: KeyedSlot): Buffer | undefined {
  return openSealed(pair, Buffer.from(slot.box, 'base64'), boxAad(body, pair.publicKey))
}

/** The data key of a generation for whoever has the private half of a slot's key pair. @param publicKey as the slot has it */
export function boxFor(body: Pick<SlotsBody, 'deviceId' | 'generation'>, publicKey: string, dek: Buffer): string {
  return sealTo(publicKey, dek, boxAad(body, publicKey)).toString('base64')
}

/** What `boxFor` sealed; undefined when it was for another pair, device or generation. */
export function openBoxOf(
  body: Pick<SlotsBody, 'deviceId' | 'generation'>,
  pair: AccountKey,
  box: string,
): Buffer | undefined {
  return openSealed(pair, Buffer.from(box, 'base64'), boxAad(body, pair.publicKey))
}

/** Opens with the machine secret alone, where a machine slot was made. */
export function openMachineSlot(options: {
  readonly dir: string
  readonly machineSecret: Buffer
}): Result<OpenedKey, 'keys/missing' | 'keys/damaged' | 'keys/machine-changed'> {
  const slots = readSlots(options.dir)
  if (!slots.ok) return slots
  const { body } = slots.value
  if (body.machine === null || !isMachine(body.machine.check, options.machineSecret))
    return failure('keys/machine-changed')
  const dek = unseal(machineKek(options.machineSecret), body.machine.sealed, slotAad(body, 'machine'))
  if (dek === undefined) return failure('keys/damaged')
  return accept(slots.value, dek)
}

/**
 * Gives an account its slot, or replaces it (a reset by someone who has the replica open, or after a recovery).
 * @throws the file system's error; the slots are then as before
 */
export async function setUserSlot(
  options: Machine & UserSecret & { readonly dir: string; readonly key: ReplicaKey; readonly kdf?: KdfParameters },
): Promise<Result<undefined, 'keys/missing' | 'keys/damaged'>> {
  const slots = readSlots(options.dir)
  if (!slots.ok) return slots
  if (!isAuthentic(slots.value, options.key.dek)) return failure('keys/damaged')
  const body = structuredClone(slots.value.body)
  // What was calibrated for this machine holds for everyone on it.
  const kdf =
    options.kdf ?? (body.users[userKey(body, options.login)] ?? Object.values(body.users)[0])?.kdf ?? standardKdf
  await putUserSlot(body, options.key, options, kdf, options.machineSecret)
  writeSlots(options.dir, body, options.key.dek)
  return success(undefined)
}

/** Wraps the same data key under a new passphrase; the database is not touched. */
export async function changePassphrase(
  options: Machine &
    UserSecret & { readonly dir: string; readonly newPassphrase: string; readonly kdf?: KdfParameters },
): Promise<Result<OpenedSlot, SlotError>> {
  const current = await openUserSlot(options)
  if (!current.ok) return current
  const { newPassphrase, ...rest } = options
  const set = await setUserSlot({ ...rest, passphrase: newPassphrase, key: current.value.key })
  return set.ok ? current : set
}

/** Whether an account has a passphrase on this PC. */
export function hasUserSlot(dir: string, login: string): boolean {
  const slots = readSlots(dir)
  return slots.ok && slots.value.body.users[userKey(slots.value.body, login)] !== undefined
}

/** Whether a new data key reaches this account without its passphrase. */
export function hasKeyedSlot(dir: string, login: string): boolean {
  const slots = readSlots(dir)
  const slot = slots.ok ? slots.value.body.users[userKey(slots.value.body, login)] : undefined
  return slot !== undefined && 'secret' in slot
}

/** Takes an account's slot away. A copy of the slots file made before still opens with the old passphrase. */
export function removeUserSlot(
  dir: string,
  key: ReplicaKey,
  login: string,
): Result<undefined, 'keys/missing' | 'keys/damaged'> {
  return change(dir, key, (body) => {
    delete body.users[userKey(body, login)]
  })
}

/** How an account is called where no name may stand: in the slots and in the spool. Upper and lower case are the same name. */
export function userKey(body: Pick<SlotsBody, 'nameSalt'>, login: string): string {
  const name = login.normalize('NFKC').trim().toLowerCase()
  const hash = createHmac('sha256', Buffer.from(body.nameSalt, 'base64')).update(name).digest('hex')
  return `u${hash.slice(0, 32)}`
}

/** Changes the file under the data key. @throws the file system's error; the slots are then as before */
export function change(
  dir: string,
  key: ReplicaKey,
  edit: (body: SlotsBody) => void,
): Result<undefined, 'keys/missing' | 'keys/damaged'> {
  const slots = readSlots(dir)
  if (!slots.ok) return slots
  if (!isAuthentic(slots.value, key.dek)) return failure('keys/damaged')
  const body = structuredClone(slots.value.body)
  edit(body)
  writeSlots(dir, body, key.dek)
  return success(undefined)
}

/** The last word on a data key that some slot gave: it is the recorded one, and the file is as its owner wrote it. */
export function accept(slots: Slots, dek: Buffer): Result<OpenedKey, 'keys/damaged'> {
  const { body } = slots
  const check = Buffer.from(body.check, 'base64')
  const found = dekCheck(dek)
  if (check.length !== found.length || !timingSafeEqual(check, found) || !isAuthentic(slots, dek)) {
    dek.fill(0)
    return failure('keys/damaged')
  }
  return success(opened(body, { dek, salt: Buffer.from(body.salt, 'base64'), check }))
}

function opened(body: SlotsBody, key: ReplicaKey): OpenedKey {
  return { key, deviceId: body.deviceId, generation: body.generation }
}

export function slotAad(body: Pick<SlotsBody, 'deviceId' | 'generation'>, slot: string): string {
  return JSON.stringify(['beatbook slot v1', body.deviceId, body.generation, slot])
}

/** Without the generation: the pair stays when the data key is replaced. */
function pairAad(body: SlotsBody, name: string, slot: Pick<KeyedSlot, 'kdf' | 'machine' | 'publicKey'>): string {
  const { memoryKiB, passes, lanes } = slot.kdf
  const bound = [body.deviceId, name, memoryKiB, passes, lanes, slot.machine, slot.publicKey]
  return JSON.stringify(['beatbook slot pair v1', ...bound])
}

function boxAad(body: Pick<SlotsBody, 'deviceId' | 'generation'>, publicKey: string): string {
  return slotAad(body, JSON.stringify(['box', publicKey]))
}

function userAad(body: SlotsBody, name: string, slot: Pick<UserSlot, 'kdf' | 'machine'>): string {
  const { memoryKiB, passes, lanes } = slot.kdf
  return slotAad(body, JSON.stringify([name, memoryKiB, passes, lanes, slot.machine]))
}

async function putUserSlot(
  body: SlotsBody,
  key: ReplicaKey,
  user: UserSecret,
  kdf: KdfParameters,
  machineSecret: Buffer | undefined,
): Promise<void> {
  const name = userKey(body, user.login)
  const slot = {
    kdf,
    salt: randomBytes(16).toString('base64'),
    machine: machineSecret === undefined ? null : machineCheck(machineSecret),
  }
  const kek = await userKek(slot, user.passphrase, machineSecret)
  // A pair of its own for each passphrase: what an old passphrase and an old copy of the file give does not open what comes later.
  const pair = newAccountKey()
  const { publicKey } = pair
  const der = privateDer(pair)
  const secret = seal(kek, der, pairAad(body, name, { ...slot, publicKey }))
  der.fill(0)
  kek.fill(0)
  body.users[name] = { ...slot, publicKey, secret, box: boxFor(body, publicKey, key.dek) }
}

async function userKek(
  slot: Pick<UserSlot, 'kdf' | 'salt' | 'machine'>,
  passphrase: string,
  machineSecret: Buffer | undefined,
): Promise<Buffer> {
  const salt = Buffer.from(slot.salt, 'base64')
  const stretched = await stretch(passphrase, salt, slot.kdf)
  const input =
    slot.machine !== null && machineSecret !== undefined ? Buffer.concat([stretched, machineSecret]) : stretched
  const kek = derive(input, salt, slot.machine === null ? 'beatbook user kek v1' : 'beatbook user kek v1, machine')
  stretched.fill(0)
  if (input !== stretched) input.fill(0)
  return kek
}

function decoy(body: SlotsBody): UserSlot {
  const like = Object.values(body.users)[0]
  return {
    kdf: like?.kdf ?? standardKdf,
    machine: like?.machine ?? null,
    salt: Buffer.alloc(16).toString('base64'),
    sealed: '',
  }
}

export function machineKek(secret: Buffer): Buffer {
  return derive(secret, Buffer.alloc(0), 'beatbook machine kek v1')
}

function machineCheck(secret: Buffer): string {
  return createHmac('sha256', secret).update('beatbook machine check v1').digest('base64')
}

export function isMachine(check: string, secret: Buffer | undefined): boolean {
  return secret !== undefined && check === machineCheck(secret)
}
