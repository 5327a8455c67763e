import { sql, type Transaction } from 'kysely'
import type { Fields } from '../../src-contract/sync/protocol.ts'
import type { PlatformSchema } from '../database/tables.ts'
import type { Platform } from '../platform.ts'
import { systems } from '../systems.ts'
import { sourceKeys } from './source-keys.ts'
import { repeat } from '../repeat.ts'

const table = 'source_records'
const batchSize = 1_000

type Tx = Transaction<PlatformSchema>
type Row = { readonly id: string; readonly fields: string; readonly deleted: boolean }

/**
 * Follows the stations' logs and keeps what their records are found by: first all that is there, then every change. Any number of
 * instances may do this at once; a station that another one reads is left to it.
 *
 * @returns how many rows were read
 */
export async function indexSources(platform: Platform): Promise<number> {
  const behind = await platform.db
    .selectFrom('stations')
    .leftJoin('source_readers', 'source_readers.station', 'stations.station')
    .select('stations.station')
    .where((row) =>
      row.or([
        row('source_readers.after', 'is not', null),
        row('stations.head_seq', '>', row.fn.coalesce('source_readers.seq', sql<number>`0`)),
      ]),
    )
    .execute()
  let read = 0
  for (const { station } of behind) read += await indexStation(platform, station)
  return read
}

async function indexStation(platform: Platform, station: string): Promise<number> {
  return platform.db.transaction().execute(async (tx) => {
    const head = await tx
      .selectFrom('stations')
      .select('head_seq')
      .where('station', '=', station)
      .executeTakeFirstOrThrow()
    await tx
      .insertInto('source_readers')
      .values({ station, seq: head.head_seq, after: '' })
      .onConflict((one) => one.doNothing())
      .execute()
    const reader = await tx
      .selectFrom('source_readers')
      .select(['seq', 'after'])
      .where('station', '=', station)
      .forUpdate()
      .skipLocked()
      .executeTakeFirst()
    if (reader === undefined) return 0
    return reader.after === null
      ? readChanges(tx, station, reader.seq, head.head_seq)
      : readRows(tx, station, reader.after)
  })
}

/** All records that there were when reading began, in the order of their ids. */
async function readRows(tx: Tx, station: string, after: string): Promise<number> {
  const rows = await tx
    .selectFrom('rows')
    .select(['id', 'fields', 'deleted'])
    .where('station', '=', station)
    .where('tbl', '=', table)
    .where('id', '>', after)
    .orderBy('id')
    .limit(batchSize)
    .execute()
  await writeKeys(tx, station, rows)
  const next = rows.length < batchSize ? null : (rows.at(-1)?.id ?? null)
  await tx.updateTable('source_readers').set({ after: next }).where('station', '=', station).execute()
  return rows.length
}

async function readChanges(tx: Tx, station: string, from: number, head: number): Promise<number> {
  const changes = await tx
    .selectFrom('changes')
    .select(['seq', 'id', 'fields', 'op', 'tbl'])
    .where('station', '=', station)
    .where('seq', '>', from)
    .where('seq', '<=', head)
    .orderBy('seq')
    .limit(batchSize)
    .execute()
  const newest = new Map<string, Row>()
  for (const { id, fields, op, tbl } of changes)
    if (tbl === table) newest.set(id, { id, fields, deleted: op === 'delete' })
  await writeKeys(tx, station, [...newest.values()])
  const seq = changes.length < batchSize ? head : (changes.at(-1)?.seq ?? head)
  await tx.updateTable('source_readers').set({ seq }).where('station', '=', station).execute()
  return changes.length
}

async function writeKeys(tx: Tx, station: string, rows: readonly Row[]): Promise<void> {
  if (rows.length === 0) return
  const ids = rows.map(({ id }) => id)
  await sql`DELETE FROM source_keys WHERE station = ${station} AND id = ANY(${ids}::text[])`.execute(tx)
  const keys = rows
    .filter(({ deleted }) => !deleted)
    .flatMap(({ id, fields }) => keysOf(fields, station).map((key) => ({ id, ...key })))
  if (keys.length === 0) return
  await sql`INSERT INTO source_keys (station, id, system, kind, value)
    SELECT ${station}, * FROM unnest(${keys.map((key) => key.id)}::text[], ${keys.map((key) => key.system)}::text[],
      ${keys.map((key) => key.kind)}::text[], ${keys.map((key) => key.value)}::text[])
    ON CONFLICT DO NOTHING`.execute(tx)
}

function keysOf(fields: string, station: string): { system: string; kind: string; value: string }[] {
  const { system, payload } = JSON.parse(fields) as Fields
  const definition = systems.get(String(system))
  return definition === undefined
    ? []
    : sourceKeys(definition, payloadOf(payload), station).map((key) => ({ system: definition.id, ...key }))
}

/** A payload that cannot be read is kept in its row and found by nothing. */
export function payloadOf(payload: unknown): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(String(payload))
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}

/** Looks for changes every second until it is stopped, at once again while there is more. */
export function startSourceIndex(platform: Platform): { stop(): Promise<void> } {
  return repeat(async () => {
    const read = await indexSources(platform).catch((error: Error) => {
      platform.log({ event: 'source-index-failed', error: error.name, stack: error.stack })
      return 0
    })
    return read >= batchSize ? 'more' : 'rest'
  })
}
