import { isSystemId } from '../../src-contract/system-ids.ts'
import { Time, Uuid, type Fields, type FieldValue } from '../../src-contract/sync/protocol.ts'
import type { Mutation } from '../../src-contract/sync/push.ts'
import { sha256 } from '../../src-domain/canonical/sha256.ts'
import { judgeMutation, valuesOf, type Judgement } from '../../src-domain/sync/merge.rules.ts'
import { rulesOf } from '../../src-domain/sync/tables.ts'
import type { Row, StationDraft } from './station-draft.ts'

export const recordsTable = 'source_records'

/** A time of change that is further ahead is a mistyped year, or somebody who wants their word to stand against every later one. */
const aheadMs = 24 * 3_600_000

/**
 * What becomes of a record that a PC of the station had from a file of one of the systems. Of what it says, only what a file can say is
 * taken: its own system and number, a content that its hash is of, and times that this platform's clock does not contradict.
 */
export function judgeRecord(writer: StationDraft, mutation: Mutation): Judgement {
  // Two records of one number are no conflict: the newer one stands.
  if (mutation.op !== 'put')
    return { status: 'rejected', reason: mutation.op === 'delete' ? 'append-only' : 'no-such-conflict' }
  const fields = valuesOf(mutation)
  // What a system delivered, as a PC knew it before a restore, was in no file.
  const again = mutation.restored !== undefined && mutation.restored === writer.lineage
  const named = again ? (fields['import'] ?? null) === null || isUuid(fields['import']) : isUuid(fields['import'])
  const wrong = wrongIn(mutation.id, fields) ?? (named ? undefined : 'import')
  if (wrong !== undefined) return { status: 'rejected', reason: 'invalid', field: wrong }
  const held = writer.row(mutation)
  const taken = inTime(fields, Date.parse(writer.now))
  if (held?.deleted === true && !again && !isAfter(taken, held)) return { status: 'merged', does: 'nothing' }
  return judgeMutation(
    held,
    { ...mutation, fields: { ...mutation.fields, ...changesOf(taken) } },
    rulesOf(recordsTable),
  )
}

/** The field that says something else than the row's id or its content do. */
function wrongIn(id: string, fields: Fields): string | undefined {
  const { system, nativeId, sourceTime, receivedAt, contentHash, payload } = fields
  if (typeof system !== 'string' || !isSystemId(system)) return 'system'
  if (typeof nativeId !== 'string' || nativeId === '' || id !== `${system}:${nativeId}`) return 'nativeId'
  if (sourceTime !== undefined && sourceTime !== null && !isTime(sourceTime)) return 'sourceTime'
  if (!isTime(receivedAt)) return 'receivedAt'
  if (typeof payload !== 'string' || !isObject(payload)) return 'payload'
  return contentHash === sha256(payload) ? undefined : 'contentHash'
}

const isUuid = (value: FieldValue | undefined): boolean => Uuid.safeParse(value).success
const isTime = (value: FieldValue | undefined): value is string => Time.safeParse(value).success

function isObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
  } catch {
    return false
  }
}

/** Its times, as far as this platform's clock lets them stand. */
function inTime({ sourceTime, receivedAt }: Fields, now: number): Record<'sourceTime' | 'receivedAt', string | null> {
  const known = typeof sourceTime === 'string' && Date.parse(sourceTime) <= now + aheadMs
  const received = Math.min(now, Date.parse(String(receivedAt)))
  return { sourceTime: known ? sourceTime : null, receivedAt: new Date(received).toISOString() }
}

const changesOf = (fields: Record<string, string | null>): Mutation['fields'] =>
  Object.fromEntries(Object.entries(fields).map(([field, value]) => [field, { base: null, value }]))

/** The record was changed at its system after that had taken it back. */
function isAfter({ sourceTime }: { readonly sourceTime: string | null }, gone: Row): boolean {
  return sourceTime !== null && Date.parse(sourceTime) > Date.parse(gone.at)
}
