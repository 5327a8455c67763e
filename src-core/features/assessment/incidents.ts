import file from '../../../resources/catalogs/incidents/kinds.json' with { type: 'json' }
import { isDispute, isPreventable } from '../../../src-domain/assessment/incident-kinds.ts'
import { canonicalJson } from '../../../src-domain/canonical/canonical-json.ts'
import { sha256 } from '../../../src-domain/canonical/sha256.ts'
import type { ReadDb, WriteDb } from '../../store/sql.ts'
import { beatFinder } from '../duty/duty.facts.ts'

export type Incident = {
  readonly number: string
  readonly day: string
  readonly kind: string
  readonly beat: string | null
}

type ClosedDays = { readonly from: string; readonly to: string }

/** Incidents of the kinds that count, reported on these days, in the beat that their place had then; by the incident system only. */
export function incidentsOf(db: ReadDb, days: ClosedDays): readonly Incident[] {
  // They change with an import or with the borders of a beat, not with an entry: each run and each look at the progress asks for them.
  const stamp = incidentsStamp(db)
  const asked = JSON.stringify([days, stamp])
  const answers = answered.get(db) ?? new Map<string, readonly Incident[]>()
  answered.set(db, answers)
  const known = answers.get(asked)
  if (known !== undefined) return known
  const incidents = keptStamp(db) === stamp ? storedIncidents(db, days) : allIncidents(db, days)
  if (answers.size >= mostAnswers) answers.clear()
  answers.set(asked, incidents)
  return incidents
}

/** The running period, and one that is over. */
const mostAnswers = 2
const answered = new WeakMap<ReadDb, Map<string, readonly Incident[]>>()

/** What incidents are told by here; another program keeps them anew. */
const basis = sha256(canonicalJson(['beatbook-assessment-incidents-1', file]))

/** Differs whenever other incidents were received, or other places belong to a beat. */
export function incidentsStamp(db: ReadDb): string {
  const now = db
    .prepare<[], object>(
      `SELECT (SELECT max(record_id) FROM source_records) AS newest,
        (SELECT json_array(records, newest_source_time, last_received) FROM source_status WHERE system = 'JCJ') AS received,
        (SELECT json_array(count(*), max(created_at), max(removed_at)) FROM beat_areas) AS areas`,
    )
    .one()
  return JSON.stringify([basis, now])
}

export function keptStamp(db: ReadDb): string {
  return db.prepare<[], { stamp: string }>('SELECT incidents AS stamp FROM assessment_kept').one()?.stamp ?? ''
}

function storedIncidents(db: ReadDb, { from, to }: ClosedDays): Incident[] {
  return db
    .prepare<[string, string], Incident>(
      'SELECT number, day, kind, beat FROM assessment_incidents WHERE day >= ? AND day <= ? ORDER BY day, number',
    )
    .all(from, to)
}

type IncidentRow = { record: number; number: string; day: string; kind: string; address: string | null }

const columns = `record_id AS record, native_id AS number, substr(json_extract(payload, '$.reportedAt'), 1, 10) AS day,
  json_extract(payload, '$.kind') AS kind, json_extract(payload, '$.address') AS address`

function allIncidents(db: ReadDb, { from, to }: ClosedDays): Incident[] {
  const rows = db
    .prepare<[], IncidentRow>(`SELECT ${columns} FROM source_records WHERE system = 'JCJ'`)
    .all()
    .filter(({ day }) => day !== null && from <= day && day <= to)
  return inTheirBeats(db, rows).sort((a, b) => (a.day < b.day || (a.day === b.day && a.number < b.number) ? -1 : 1))
}

function inTheirBeats(db: ReadDb, rows: readonly IncidentRow[]): Incident[] {
  const beatOf = beatFinder(db)
  return rows
    .filter(({ kind }) => isDispute(kind) || isPreventable(kind))
    .map(({ number, day, kind, address }) => ({
      ...{ number, day, kind },
      beat: address === null ? null : beatOf(address, day),
    }))
}

export type IncidentPage = {
  readonly incidents: readonly Incident[]
  /** The last record that was looked at; null at the end. */
  readonly last: number | null
}

/** Incidents of all days, in turns by record. */
export function incidentPage(db: ReadDb, { after, records }: { after: number; records: number }): IncidentPage {
  const rows = db
    .prepare<[number, number], IncidentRow>(
      `SELECT ${columns} FROM source_records WHERE system = 'JCJ' AND record_id > ? ORDER BY record_id LIMIT ?`,
    )
    .all(after, records)
  return {
    incidents: inTheirBeats(
      db,
      rows.filter(({ day }) => day !== null),
    ),
    last: rows.length < records ? null : (rows.at(-1)?.record ?? null),
  }
}

/** Nothing is kept until the stamp is set. */
export function forgetIncidents(tx: WriteDb): void {
  tx.exec(`UPDATE assessment_kept SET incidents = ''`)
  tx.exec('DELETE FROM assessment_incidents')
}

export function storeIncidents(tx: WriteDb, incidents: readonly Incident[]): void {
  const put = tx.prepare<[string, string, string, string | null], never>(
    'INSERT INTO assessment_incidents (day, number, kind, beat) VALUES (?, ?, ?, ?) ON CONFLICT (day, number) DO NOTHING',
  )
  for (const { day, number, kind, beat } of incidents) put.run(day, number, kind, beat)
}

/** All incidents are kept, as they were at this stamp; not if others came meanwhile. */
export function finishIncidents(tx: WriteDb, stamp: string): void {
  if (incidentsStamp(tx) === stamp) tx.prepare<[string], never>('UPDATE assessment_kept SET incidents = ?').run(stamp)
}
