import { isSystemId, type SystemId } from '../../../src-contract/system-ids.ts'
import type { Fields } from '../../../src-contract/sync/protocol.ts'
import { isFromFile } from '../../../src-domain/sync/tables.ts'
import { parsePayload } from '../subjects/payload.ts'
import { nullable, textOf, type ReadyRow } from '../sync/synced-table.ts'
import { contentOf, type Payload } from './content.rules.ts'
import type { Delivered } from './delivered.repo.ts'

// What a row of the platform says of a record, without the database: a thread that checks rows makes it ready.

/** `JZ:123`: a system and what it calls the record. */
export function partsOf(id: string): { system: SystemId; nativeId: string } | undefined {
  const colon = id.indexOf(':')
  const system = id.slice(0, Math.max(0, colon))
  return isSystemId(system) ? { system, nativeId: id.slice(colon + 1) } : undefined
}

/** As it is held here, and whether a PC of the station had it from a file. Undefined: it is not understood. */
export function incoming(id: string, fields: Fields): (Delivered & { readonly isFromFile: boolean }) | undefined {
  const parts = partsOf(id)
  const payload = textOf(fields, 'payload')
  const contentHash = textOf(fields, 'contentHash')
  const receivedAt = textOf(fields, 'receivedAt')
  if (parts === undefined || payload === undefined || contentHash === undefined || receivedAt === undefined)
    return undefined
  const content = asDelivered(payload)
  return {
    system: parts.system,
    native_id: parts.nativeId,
    source_time: nullable(fields, 'sourceTime'),
    received_at: receivedAt,
    // By the content as it is held here: the same record from a file is then the same.
    content_hash: content?.hash ?? Buffer.from(contentHash, 'hex'),
    payload: content?.text ?? payload,
    isFromFile: isFromFile(fields),
  }
}

/** The same for `insertReady`. */
export function readyRecord(id: string, fields: Fields): ReadyRow | undefined {
  const record = incoming(id, fields)
  if (record === undefined) return undefined
  const { system, native_id, source_time, received_at, content_hash, payload } = record
  return { group: system, values: [native_id, source_time, received_at, content_hash, payload] }
}

/** Values are texts here, as files have them. Undefined: it cannot be read, and stays as it came. */
function asDelivered(payload: string): { text: string; hash: Buffer } | undefined {
  const values = parsePayload(payload)
  if (isWhole(values)) return contentOf(values)
  const said = Object.entries(values).filter(([, value]) => value !== null && value !== '')
  if (said.length === 0 || said.some(([, value]) => typeof value === 'object')) return undefined
  return contentOf(Object.fromEntries(said.map(([key, value]) => [key, String(value)])))
}

/** Nothing but texts, none of them empty: as it nearly always is. */
function isWhole(values: Record<string, unknown>): values is Payload {
  let any = false
  for (const key in values) {
    if (typeof values[key] !== 'string' || values[key] === '') return false
    any = true
  }
  return any
}
