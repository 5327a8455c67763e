import { randomBytes, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import type { ErrorCode, Result } from '../../../src-contract/errors.ts'
import { failure, success } from '../../../src-contract/errors.ts'
import { leaseKeyId, leaseMac, mostHours, readLeaseCode, requestNumber } from '../../../src-domain/sync/lease-code.ts'
import { elapsed, surelyElapsed } from '../../../src-domain/sync/lease.rules.ts'
import type { Clock } from '../../clock.ts'
import type { ReadDb, WriteDb } from '../../store/sql.ts'
import { leaseShown, momentOf, startLease, StoredMoment } from './lease.service.ts'
import { dropSetting, keepSetting, setting } from './sync.repo.ts'

/** So long a request number is good for: whoever revokes a PC is not outrun by a code that was made before. */
const requestMs = 24 * 3_600_000
/** So many wrong codes in a row, and it takes none for a while. */
const allowedTries = 5
const pauseMs = 15 * 60_000

const hourMs = 3_600_000

const Request = z.object({ number: z.string(), at: StoredMoment })
const Tries = z.object({ wrong: z.number(), at: StoredMoment })

/** The key that codes for this PC are made with, as the platform gives it at the enrolment, or to a PC that has another one. */
export function keepLeaseKey(tx: WriteDb, key: string | undefined): void {
  if (key !== undefined) keepSetting(tx, 'leaseKey', key)
}

/** Told at each greeting; null: this PC has none. */
export function heldLeaseKey(db: ReadDb): string | null {
  const key = setting(db, 'leaseKey')
  return key === undefined ? null : leaseKeyId(key)
}

type Refusal = 'sync/not-enrolled' | 'sync/stopped' | 'sync/lease-code-no-key'

/** The number that a code is asked for with. The same one until it is used, or a day is over. */
export function requestCode(tx: WriteDb, clock: Clock): Result<{ number: string; deviceName: string }, Refusal> {
  const key = keyOf(tx)
  if (!key.ok) return key
  const open = openRequest(tx, clock)
  const deviceName = setting(tx, 'deviceName') ?? ''
  if (open !== undefined) return success({ number: open, deviceName })
  const number = requestNumber(randomBytes(16))
  keepSetting(tx, 'leaseRequest', JSON.stringify({ number, at: momentOf(clock) }))
  return success({ number, deviceName })
}

export type CodeProblem =
  Refusal | 'sync/lease-code-slip' | 'sync/lease-code-wait' | 'sync/lease-code-late' | 'sync/lease-code-wrong'

/** What a typed code is worth; changes nothing. */
export function judgeCode(db: ReadDb, clock: Clock, typed: string): Result<{ hours: number }, CodeProblem> {
  const key = keyOf(db)
  if (!key.ok) return key
  const code = readLeaseCode(typed)
  // A slip of the tongue is no try.
  if (code === null) return failure('sync/lease-code-slip')
  const wait = waitFor(db, clock)
  if (wait > 0) return failure('sync/lease-code-wait', { minutes: Math.ceil(wait / 60_000) })
  const number = openRequest(db, clock)
  if (number === undefined) return failure('sync/lease-code-late')
  const { hours, mac } = code
  const right = leaseMac(key.value.key, key.value.device, number, hours)
  const good = timingSafeEqual(Buffer.from(mac), Buffer.from(right)) && hours > 0 && hours <= mostHours
  return good ? success({ hours }) : failure('sync/lease-code-wrong')
}

/** Counts a wrong one. After five the number that they were tried for is good no more. */
export function countWrong(tx: WriteDb, clock: Clock): void {
  const wrong = triesIn(tx, clock) + 1
  keepSetting(tx, 'leaseTries', JSON.stringify({ wrong, at: momentOf(clock) }))
  if (wrong >= allowedTries) dropSetting(tx, 'leaseRequest')
}

/** A good one counts once. It never takes away what is left. */
export function useCode(tx: WriteDb, clock: Clock, hours: number): { leftMs: number } {
  const leftMs = Math.max(leaseShown(tx, clock)?.leftMs ?? 0, hours * hourMs)
  startLease(tx, clock, leftMs)
  dropSetting(tx, 'leaseRequest')
  dropSetting(tx, 'leaseTries')
  return { leftMs }
}

function keyOf(db: ReadDb): Result<{ device: string; key: string }, Refusal> {
  const device = setting(db, 'device')
  if (device === undefined) return failure('sync/not-enrolled')
  if (setting(db, 'stopped') !== undefined) return failure('sync/stopped')
  const key = setting(db, 'leaseKey')
  return key === undefined ? failure('sync/lease-code-no-key') : success({ device, key })
}

function openRequest(db: ReadDb, clock: Clock): string | undefined {
  const text = setting(db, 'leaseRequest')
  if (text === undefined) return undefined
  const { number, at } = Request.parse(JSON.parse(text))
  return elapsed(at, momentOf(clock)) < requestMs ? number : undefined
}

/** Of the wait, only what nobody can hurry by setting the clock counts. */
function waitFor(db: ReadDb, clock: Clock): number {
  const tries = storedTries(db)
  if (tries === undefined || tries.wrong < allowedTries) return 0
  return Math.max(0, pauseMs - surelyElapsed(tries.at, momentOf(clock)))
}

/** Wrong ones in a row; after the wait it is counted anew. */
function triesIn(db: ReadDb, clock: Clock): number {
  const wrong = storedTries(db)?.wrong ?? 0
  return wrong >= allowedTries && waitFor(db, clock) === 0 ? 0 : wrong
}

function storedTries(db: ReadDb): z.infer<typeof Tries> | undefined {
  const text = setting(db, 'leaseTries')
  return text === undefined ? undefined : Tries.parse(JSON.parse(text))
}

/** What can be wrong with a code that somebody typed, and is written into the trail. */
export function isTry(code: ErrorCode): boolean {
  return code === 'sync/lease-code-wrong' || code === 'sync/lease-code-late' || code === 'sync/lease-code-wait'
}
