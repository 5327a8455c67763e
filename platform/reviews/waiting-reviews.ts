import { sql } from 'kysely'
import type { DirectoryRecord } from '../../src-contract/sync/directory.ts'
import type { Fields } from '../../src-contract/sync/protocol.ts'
import type { Database } from '../database/database.ts'

/** A review that a station handed up; `ver` and `entryVer`: the versions of both rows, by which a decision says what it saw. */
export type HandedUp = {
  readonly station: string
  readonly stationName: string
  readonly id: string
  readonly ver: number
  readonly fields: Fields
  readonly entryId: string
  readonly entryVer: number
  readonly entry: Fields
}

type Found = { station: string; name: string; id: string; ver: number; fields: string }

/** How many the page shows; the others follow when these are decided. */
export const mostShown = 200

/** By the canonical text, as the index says (0050-office-reviews). */
const isHandedUp = sql<boolean>`r.tbl = 'reviews' AND NOT r.deleted AND r.fields LIKE '%"office":"asked"%'`

/** What stations handed up and nobody has decided, by station, the oldest first: ids grow with time. */
export async function waitingReviews(db: Database): Promise<{ rows: HandedUp[]; total: number }> {
  const { rows } = await sql<Found & { total: number }>`
    SELECT r.station, s.name, r.id, r.ver, r.fields, count(*) OVER () AS total
    FROM rows r JOIN stations s ON s.station = r.station
    WHERE ${isHandedUp} AND r.fields LIKE '%"status":"open"%'
    ORDER BY r.station, r.id LIMIT ${mostShown}`.execute(db)
  return { rows: await withEntries(db, rows), total: rows[0]?.total ?? 0 }
}

/** One review that a station handed up, decided or not. */
export async function handedUpReview(db: Database, station: string, id: string): Promise<HandedUp | undefined> {
  const { rows } = await sql<Found>`
    SELECT r.station, s.name, r.id, r.ver, r.fields FROM rows r JOIN stations s ON s.station = r.station
    WHERE r.station = ${station} AND r.id = ${id} AND ${isHandedUp}`.execute(db)
  return (await withEntries(db, rows))[0]
}

async function withEntries(db: Database, found: readonly Found[]): Promise<HandedUp[]> {
  const reviews = found.map((row) => ({ ...row, fields: JSON.parse(row.fields) as Fields }))
  const { rows } = await sql<{ station: string; id: string; ver: number; fields: string }>`
    SELECT e.station, e.id, e.ver, e.fields
    FROM unnest(${reviews.map(({ station }) => station)}::text[], ${reviews.map(({ fields }) => String(fields['entry']))}::text[])
      AS wanted (station, id)
    JOIN rows e ON e.station = wanted.station AND e.tbl = 'entries' AND e.id = wanted.id AND NOT e.deleted`.execute(db)
  const entries = new Map(rows.map((row) => [`${row.station} ${row.id}`, row]))
  return reviews.flatMap(({ station, name, id, ver, fields }) => {
    const entryId = String(fields['entry'])
    const entry = entries.get(`${station} ${entryId}`)
    if (entry === undefined) return []
    const held = { entryId, entryVer: entry.ver, entry: JSON.parse(entry.fields) as Fields }
    return [{ station, stationName: name, id, ver, fields, ...held }]
  })
}

export type Person = { readonly name: string; readonly staffNumber: string }

/** People of a station by their ids on the wire: as its PCs know them, and as the directory says. */
export async function peopleOf(db: Database, station: string, ids: readonly string[]): Promise<Map<string, Person>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .selectFrom('rows')
    .select(['tbl', 'id', 'fields'])
    .where('station', '=', station)
    .where('tbl', 'in', ['accounts', 'directory'])
    .where('id', 'in', [...new Set(ids)])
    .where('deleted', '=', false)
    .orderBy('tbl')
    .execute()
  return new Map(
    rows.map(({ tbl, id, fields }) => {
      const found = JSON.parse(fields) as Fields
      const said = tbl === 'directory' ? (JSON.parse(String(found['record'])) as DirectoryRecord) : found
      return [id, { name: String(said['name'] ?? ''), staffNumber: String(said['staffNumber'] ?? '') }]
    }),
  )
}

/** Ids of everybody who has a part in what is asked: who asked, answers for the entry, typed it or helped. */
export function partakers({ fields, entry }: HandedUp): string[] {
  const one = [fields['askedBy'], entry['officer'], entry['typist']]
  const helpers = entry['helpers']
  return [...one, ...(Array.isArray(helpers) ? helpers : [])].filter((id): id is string => typeof id === 'string')
}
