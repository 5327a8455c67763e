import { sql } from 'kysely'
import type { AskedRecord, AskRequest } from '../../src-contract/sync/ask.ts'
import type { Fields } from '../../src-contract/sync/protocol.ts'
import type { SystemId } from '../../src-contract/systems.ts'
import { opensField } from '../../src-domain/access/purpose-table.ts'
import type { Database } from '../database/database.ts'
import { behaviourOf } from '../distribution/simulated-systems.ts'
import { systems } from '../systems.ts'
import { payloadOf } from './source-index.ts'
import { questionKeys } from './source-keys.ts'

/** What one system says to a question. It throws where the system cannot be reached, and stops when the signal says so. */
export type SourceSystem = (
  system: SystemId,
  question: AskRequest,
  asking: { readonly station: string; readonly signal: AbortSignal },
) => Promise<{ readonly records: readonly AskedRecord[]; readonly total: number }>

/** So many records a system; whoever needs more has to ask more exactly. */
const mostRecords = 20

/**
 * Answers from what the systems delivered for the other stations: the asking one has its own. A system that an administrator set
 * to "down" cannot be reached.
 */
export function deliveredSources(db: Database): SourceSystem {
  return async (system, question, { station }) => {
    if ((await behaviourOf(db, system)) === 'down') throw new Error('unreachable')
    const keys = questionKeys(question, station)
    if (keys.length === 0) return { records: [], total: 0 }
    const { rows } = await sql<{ station: string; name: string; fields: string; total: number }>`
      WITH found AS (
        SELECT DISTINCT k.station, k.id FROM unnest(${keys.map(({ kind }) => kind)}::text[], ${keys.map(({ value }) => value)}::text[])
          AS asked (kind, value)
        JOIN source_keys k ON k.system = ${system} AND k.kind = asked.kind AND k.value = asked.value
        WHERE k.station <> ${station} LIMIT 1000)
      SELECT r.station, s.name, r.fields, (SELECT count(*)::int FROM found) AS total
      FROM found f
      JOIN rows r ON r.station = f.station AND r.tbl = 'source_records' AND r.id = f.id AND NOT r.deleted
      JOIN stations s ON s.station = r.station
      ORDER BY r.station, r.id LIMIT ${mostRecords}`.execute(db)
    return {
      total: rows[0]?.total ?? 0,
      records: rows.map((row) => recordOf(row, system, question)),
    }
  }
}

function recordOf(
  row: { station: string; name: string; fields: string },
  system: SystemId,
  { purpose }: AskRequest,
): AskedRecord {
  const stored = JSON.parse(row.fields) as Fields
  const payload = payloadOf(stored['payload'])
  const time = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)
  const open = (systems.get(system)?.fields ?? []).filter(({ meaning }) => opensField(purpose, system, meaning))
  return {
    station: row.station,
    stationName: row.name,
    nativeId: String(stored['nativeId'] ?? ''),
    sourceTime: time(stored['sourceTime']),
    receivedAt: time(stored['receivedAt']),
    fields: Object.fromEntries(
      open.flatMap(({ key }) => {
        const value = payload[key]
        return value === undefined || value === null || value === '' ? [] : [[key, String(value)]]
      }),
    ),
  }
}
