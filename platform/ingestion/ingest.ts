import { sql } from 'kysely'
import type { IngestRequest, IngestResponse } from '../../src-contract/sync/ingest.ts'
import { canonicalJson } from '../../src-domain/canonical/canonical-json.ts'
import { sha256 } from '../../src-domain/canonical/sha256.ts'
import type { Tx } from '../database/database.ts'
import { WireError } from '../http/wire-error.ts'
import type { Platform } from '../platform.ts'
import { StationWriter } from '../sync/station-writer.ts'

const table = 'source_records'
const nobody = { device: null, actor: null }

/**
 * Takes over one part of a source system's batch: each record at most once per version, in whatever order the parts and batches
 * come. What a station's PCs get of it, they get by pull, like everything else.
 *
 * @throws WireError not-found when there is no such station
 */
export async function ingest(platform: Platform, request: IngestRequest): Promise<IngestResponse> {
  const { station, system, batch, part } = request
  const known = await platform.db
    .selectFrom('stations')
    .select('station')
    .where('station', '=', station)
    .executeTakeFirst()
  if (known === undefined) throw new WireError('sync/not-found')
  return platform.db.transaction().execute(async (tx) => {
    const writer = await StationWriter.begin(tx, station)
    const before = await tx
      .selectFrom('ingested_parts')
      .select('answer')
      .where('station', '=', station)
      .where('system', '=', system)
      .where('batch', '=', batch)
      .where('part', '=', part)
      .executeTakeFirst()
    if (before !== undefined) return { ...(JSON.parse(before.answer) as IngestResponse), repeated: true }
    const answer = await takeOver(tx, writer, request, platform.now().toISOString())
    await writer.flush()
    await tx
      .insertInto('ingested_parts')
      .values({ station, system, batch, part, answer: JSON.stringify(answer) })
      .execute()
    return answer
  })
}

type Held = { readonly version: number; readonly gone: boolean }

async function takeOver(tx: Tx, writer: StationWriter, request: IngestRequest, at: string): Promise<IngestResponse> {
  const { system, records } = request
  const held = await heldVersions(tx, writer.station, request)
  await writer.load(records.map(({ nativeId }) => ({ table, id: `${system}:${nativeId}` })))
  const answer = { repeated: false, applied: 0, unchanged: 0, stale: 0, removed: 0 }
  const newest = new Map<string, Held>()
  for (const { nativeId, nativeVersion, sourceTime, payload } of records) {
    const before = newest.get(nativeId) ?? held.get(nativeId)
    if (before !== undefined && before.version > nativeVersion) {
      answer.stale += 1
      continue
    }
    const key = { table, id: `${system}:${nativeId}` }
    const row = writer.row(key)
    const there = row !== undefined && !row.deleted
    newest.set(nativeId, { version: nativeVersion, gone: payload === null })
    if (payload === null) {
      if (there) writer.delete(key, nobody)
      answer[there ? 'removed' : 'unchanged'] += 1
      continue
    }
    const text = canonicalJson(payload)
    const contentHash = sha256(text)
    if (there && row.fields['contentHash'] === contentHash) {
      answer.unchanged += 1
      continue
    }
    writer.put(key, { system, nativeId, sourceTime, receivedAt: at, contentHash, payload: text }, nobody, false)
    answer.applied += 1
  }
  await noteVersions(tx, writer.station, request, newest)
  if (request.mode === 'full' && request.last) answer.removed += await removeUnnamed(tx, writer, request)
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

/** Also what did not change is named by this batch, so that a full one knows what is gone. */
async function noteVersions(
  tx: Tx,
  station: string,
  { system, batch, records }: IngestRequest,
  newest: ReadonlyMap<string, Held>,
): Promise<void> {
  const named = [...new Set(records.map(({ nativeId }) => nativeId))]
  const versions = named.map((id) => newest.get(id)?.version ?? 0)
  const gone = named.map((id) => newest.get(id)?.gone ?? false)
  await sql`INSERT INTO source_versions AS v (station, system, native_id, native_version, gone, batch)
    SELECT ${station}, ${system}, n.id, n.version, n.gone, ${batch}::uuid
    FROM unnest(${named}::text[], ${versions}::bigint[], ${gone}::boolean[]) AS n (id, version, gone)
    ON CONFLICT (station, system, native_id) DO UPDATE SET batch = excluded.batch,
      gone = CASE WHEN excluded.native_version >= v.native_version THEN excluded.gone ELSE v.gone END,
      native_version = greatest(v.native_version, excluded.native_version)`.execute(tx)
}

async function removeUnnamed(tx: Tx, writer: StationWriter, { system, batch }: IngestRequest): Promise<number> {
  const { rows } = await sql<{ native_id: string }>`
    UPDATE source_versions SET gone = true
    WHERE station = ${writer.station} AND system = ${system} AND batch <> ${batch}::uuid AND NOT gone
    RETURNING native_id`.execute(tx)
  const keys = rows.map(({ native_id }) => ({ table, id: `${system}:${native_id}` }))
  await writer.load(keys)
  for (const key of keys) {
    const row = writer.row(key)
    if (row !== undefined && !row.deleted) writer.delete(key, nobody)
  }
  return keys.length
}
