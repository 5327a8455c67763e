import { sql } from 'kysely'
import type { IngestRequest, IngestResponse } from '../../src-contract/sync/ingest.ts'
import { longestText } from '../../src-contract/sync/patterns.ts'
import { canonicalJson } from '../../src-domain/canonical/canonical-json.ts'
import { sha256 } from '../../src-domain/canonical/sha256.ts'
import { isFromFile, isNewerSource } from '../../src-domain/sync/tables.ts'
import type { Tx } from '../database/database.ts'
import { WireError } from '../http/wire-error.ts'
import type { Platform } from '../platform.ts'
import { StationWriter } from '../sync/station-writer.ts'
import { answerOf, beginPart, removeUnnamed } from './full-delivery.ts'

const table = 'source_records'
const nobody = { device: null, actor: null }

/**
 * Takes over one part of a source system's batch: each record at most once per version, in whatever order the parts and batches
 * come. What a station's PCs get of it, they get by pull, like everything else: a part is one transaction, which its own size bounds; what a
 * full delivery removes at its end may be more than one can hold.
 *
 * @throws WireError not-found when there is no such station; too-large for a record that no PC could take; invalid, parts-missing or
 *   delivery-ended for a part of a full delivery that does not fit the others
 */
export async function ingest(platform: Platform, request: IngestRequest): Promise<IngestResponse> {
  const { station } = request
  const known = await platform.db
    .selectFrom('stations')
    .select('station')
    .where('station', '=', station)
    .executeTakeFirst()
  if (known === undefined) throw new WireError('sync/not-found')
  const texts = request.records.map(({ payload }) => (payload === null ? null : canonicalJson(payload)))
  checkSizes(texts)
  const answer = await platform.db.transaction().execute(async (tx) => {
    const writer = await StationWriter.begin(tx, station)
    const before = await answerOf(tx, request)
    if (before !== undefined) return { ...before, repeated: true }
    const number = await nextNumber(tx, station)
    await beginPart(tx, request, number)
    const first = await takeOver(tx, writer, { request, texts, number, at: platform.now().toISOString() })
    await writer.flush()
    const { system, batch, part } = request
    await tx
      .insertInto('ingested_parts')
      .values({ station, system, batch, part, answer: JSON.stringify(first) })
      .execute()
    return first
  })
  if (request.mode !== 'full' || !request.last) return answer
  const { removed } = await removeUnnamed(platform, request)
  return { ...answer, removed }
}

/** A value of a row has so many characters at most, and a record is one value of its row: every PC would refuse it, and all behind it. */
function checkSizes(texts: readonly (string | null)[]): void {
  const at = texts.findIndex((text) => text !== null && text.length > longestText)
  if (at >= 0)
    throw new WireError('sync/too-large', {
      message: `Record ${at + 1} of this part has more than ${longestText} characters; nothing was done: shorten it.`,
    })
}

/** Of every part that comes for the station, in the order in which they are taken over: the station is locked. */
async function nextNumber(tx: Tx, station: string): Promise<number> {
  const { ingested } = await tx
    .updateTable('stations')
    .set((row) => ({ ingested: sql<number>`${row.ref('ingested')} + 1` }))
    .where('station', '=', station)
    .returning('ingested')
    .executeTakeFirstOrThrow()
  return ingested
}

type Held = { readonly version: number; readonly gone: boolean }

type Part = {
  readonly request: IngestRequest
  /** The records' payloads as they are kept. */
  readonly texts: readonly (string | null)[]
  readonly number: number
  readonly at: string
}

async function takeOver(tx: Tx, writer: StationWriter, { request, texts, number, at }: Part): Promise<IngestResponse> {
  const { system, records } = request
  const held = await heldVersions(tx, writer.station, request)
  await writer.load(records.map(({ nativeId }) => ({ table, id: `${system}:${nativeId}` })))
  const answer = { repeated: false, applied: 0, unchanged: 0, stale: 0, removed: 0 }
  const newest = new Map<string, Held>()
  for (const [index, { nativeId, nativeVersion, sourceTime }] of records.entries()) {
    const text = texts[index] ?? null
    const before = newest.get(nativeId) ?? held.get(nativeId)
    if (before !== undefined && before.version > nativeVersion) {
      answer.stale += 1
      continue
    }
    const key = { table, id: `${system}:${nativeId}` }
    const row = writer.row(key)
    const there = row !== undefined && !row.deleted
    newest.set(nativeId, { version: nativeVersion, gone: text === null })
    if (text === null) {
      if (there) writer.delete(key, nobody)
      answer[there ? 'removed' : 'unchanged'] += 1
      continue
    }
    const contentHash = sha256(text)
    if (there && row.fields['contentHash'] === contentHash) {
      answer.unchanged += 1
      continue
    }
    const fields = { system, nativeId, sourceTime, receivedAt: at, contentHash, payload: text }
    // A PC had a newer state from a file that the system gave out.
    if (there && isFromFile(row.fields) && isNewerSource(row.fields, fields)) {
      answer.stale += 1
      continue
    }
    writer.put(key, fields, nobody, false)
    answer.applied += 1
  }
  await noteVersions(tx, writer.station, request, { newest, number })
  return answer
}

async function heldVersions(tx: Tx, station: string, { system, records }: IngestRequest): Promise<Map<string, Held>> {
  const ids = records.map(({ nativeId }) => nativeId)
  const { rows } = await sql<{ native_id: string; native_version: number; gone: boolean }>`
    SELECT v.native_id, v.native_version, v.gone FROM unnest(${ids}::text[]) AS wanted (native_id)
    JOIN source_versions v ON v.station = ${station} AND v.system = ${system} AND v.native_id = wanted.native_id`.execute(
    tx,
  )
  return new Map(rows.map((row) => [row.native_id, { version: row.native_version, gone: row.gone }]))
}

/** Also what did not change is named by this part, so that a full delivery knows what is gone. */
async function noteVersions(
  tx: Tx,
  station: string,
  { system, records }: IngestRequest,
  { newest, number }: { readonly newest: ReadonlyMap<string, Held>; readonly number: number },
): Promise<void> {
  const named = [...new Set(records.map(({ nativeId }) => nativeId))]
  const versions = named.map((id) => newest.get(id)?.version ?? 0)
  const gone = named.map((id) => newest.get(id)?.gone ?? false)
  await sql`INSERT INTO source_versions AS v (station, system, native_id, native_version, gone, named)
    SELECT ${station}, ${system}, n.id, n.version, n.gone, ${number}::bigint
    FROM unnest(${named}::text[], ${versions}::bigint[], ${gone}::boolean[]) AS n (id, version, gone)
    ON CONFLICT (station, system, native_id) DO UPDATE SET named = excluded.named,
      gone = CASE WHEN excluded.native_version >= v.native_version THEN excluded.gone ELSE v.gone END,
      native_version = greatest(v.native_version, excluded.native_version)`.execute(tx)
}
