import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { ingest } from '../../platform/ingestion/ingest.ts'
import { generateStation, recordsPerPerson } from '../../demo/station.ts'
import type { DemoRecord } from '../../demo/demo.types.ts'
import { canonicalJson } from '../../src-domain/canonical/canonical-json.ts'
import { sha256 } from '../../src-domain/canonical/sha256.ts'
import { hashOfCanonical } from '../../src-domain/sync/canonical-row.ts'
import { bucketOf, SetSum } from '../../src-domain/sync/set-hash.ts'
import { rootBucket } from '../../platform/sync/digest-tree.ts'
import type { TestPlatform } from '../support/platform.ts'
import type { BenchOptions } from './bench.ts'

const table = 'source_records'
const perStatement = 5_000

type Row = { readonly id: string; readonly fields: string; readonly hash: string }

/**
 * Puts records of the seven systems, as the demo station has them, into a station of the platform: as if they had come long ago, so that
 * changes which say how they came are no longer kept. By pushes it would take hours.
 *
 * @param later so many more records of the same station, from everywhere between the others, that come afterwards
 * @returns those
 */
export async function fillStation(
  platform: TestPlatform,
  station: string,
  rows: number,
  say: BenchOptions['say'],
  later = 0,
): Promise<DemoRecord[]> {
  say(`Filling the platform with ${rows} records of seven systems …`)
  const sums = new Map<number, SetSum>()
  const before = (
    await sql<{ seq: number }>`SELECT head_seq AS seq FROM stations WHERE station = ${station}`.execute(platform.db)
  ).rows[0]
  let seq = before?.seq ?? 0
  let part: Row[] = []
  const flush = async (): Promise<void> => {
    await sql`INSERT INTO rows (station, tbl, id, ver, fields, hash, deleted, identity_ver, seq, bucket)
      SELECT ${station}, ${table}, r.id, 1, r.fields, r.hash, false, 0, ${seq} + r.n, r.bucket
      FROM unnest(${part.map(({ id }) => id)}::text[], ${part.map(({ fields }) => fields)}::text[], ${part.map(({ hash }) => hash)}::text[],
        ${part.map(({ id }) => bucketOf(id))}::smallint[]) WITH ORDINALITY AS r (id, fields, hash, bucket, n)`.execute(
      platform.db,
    )
    seq += part.length
    part = []
  }
  const left: DemoRecord[] = []
  let n = 0
  for (const record of firstOf(rows + later)) {
    n += 1
    if (later > 0 && n % Math.floor((rows + later) / later) === 0 && left.length < later) {
      left.push(record)
      continue
    }
    const row = rowOf(record)
    part.push(row)
    for (const bucket of [rootBucket, bucketOf(row.id)]) {
      const sum = sums.get(bucket) ?? new SetSum()
      sums.set(bucket, sum)
      sum.add(row.hash)
    }
    if (part.length === perStatement) await flush()
  }
  await flush()
  const all = [...sums].map(([bucket, sum]) => ({ bucket, ...sum.value() }))
  await sql`INSERT INTO digests (station, tbl, bucket, count, sum) SELECT ${station}, ${table}, * FROM unnest(
    ${all.map(({ bucket }) => bucket)}::int[], ${all.map(({ count }) => count)}::bigint[], ${all.map(({ sum }) => sum)}::text[])`.execute(
    platform.db,
  )
  await sql`UPDATE stations SET head_seq = ${seq}, oldest_seq = ${seq} WHERE station = ${station}`.execute(platform.db)
  // What the platform looks records up by for other stations was made when they came, and nobody asks for it here.
  await sql`INSERT INTO source_readers (station, seq, after) VALUES (${station}, ${seq}, NULL)
    ON CONFLICT (station) DO UPDATE SET seq = excluded.seq, after = NULL`.execute(platform.db)
  // What PostgreSQL would have done in the days since.
  await sql`VACUUM (ANALYZE) rows`.execute(platform.db)
  await sql`CHECKPOINT`.execute(platform.db)
  return left
}

/** What the systems deliver now, as they do it: as a batch in parts. */
export async function deliver(platform: TestPlatform, station: string, records: readonly DemoRecord[]): Promise<void> {
  const batch = randomUUID()
  for (const system of new Set(records.map((record) => record.system))) {
    const all = records.filter((record) => record.system === system)
    for (let at = 0; at < all.length; at += 1_000) {
      const part = all.slice(at, at + 1_000).map((record) => ({ ...record, nativeVersion: 1 }))
      const whole = { mode: 'incremental' as const, last: at + 1_000 >= all.length }
      await ingest(platform, { station, system, batch, part: 1 + at / 1_000, ...whole, records: part })
    }
  }
}

function* firstOf(rows: number): Generator<DemoRecord> {
  let left = rows
  for (const record of generateStation({ people: Math.ceil(rows / recordsPerPerson) }).records()) {
    if (left === 0) return
    left -= 1
    yield record
  }
}

/** As the platform makes it of what a system delivers. */
function rowOf({ system, nativeId, sourceTime, payload }: DemoRecord): Row {
  const text = canonicalJson(payload)
  const receivedAt = '2026-11-01T08:30:05.000Z'
  const fields = canonicalJson({ system, nativeId, sourceTime, receivedAt, contentHash: sha256(text), payload: text })
  const id = `${system}:${nativeId}`
  return { id, fields, hash: hashOfCanonical(table, id, 1, fields) }
}
