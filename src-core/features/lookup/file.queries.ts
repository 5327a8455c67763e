import type { FileColumn, FileField, SubjectFile } from '../../../src-contract/features/lookup.contract.ts'
import type { Instant, SourceRecordId, SubjectId } from '../../../src-contract/ids.ts'
import type { Purpose } from '../../../src-contract/purposes.ts'
import { systemIds, type RecordAbout, type SystemDefinition, type SystemId } from '../../../src-contract/systems.ts'
import { freshnessOf } from '../../../src-domain/freshness/freshness.ts'
import { isPersonal, maskByMeaning } from '../../../src-domain/masking/mask-by-meaning.ts'
import type { ReadDb } from '../../store/sql.ts'
import { systems } from '../sources/catalog.ts'
import { extract } from '../subjects/extract.rules.ts'
import { headlineOf } from '../subjects/headline.rules.ts'
import { textsOf } from '../subjects/payload.ts'
import { openPart } from './visible.rules.ts'

export type StatusRow = { system: SystemId; records: number; last_received: string | null }

export function systemStatus(db: ReadDb): Map<SystemId, StatusRow> {
  const rows = db.prepare<[], StatusRow>('SELECT system, records, last_received FROM source_status').all()
  return new Map(rows.map((row) => [row.system, row]))
}

export type RecordRow = {
  record_id: number
  system: SystemId
  native_id: string
  version: number
  source_time: string | null
  received_at: string
  payload: string
}

const recordsSql = `SELECT record_id, system, native_id, version, source_time, received_at, payload
  FROM source_records WHERE subject_id = ? ORDER BY source_time DESC, record_id`

export type FileInput = { subjectId: number; purpose: Purpose; now: string }

/** One subject's file as the purpose opens it: seven columns, masked; null when the subject is gone. */
export function subjectFile(db: ReadDb, input: FileInput): (SubjectFile & { opened: string[] }) | null {
  const subject = db
    .prepare<[number], { about: RecordAbout }>('SELECT about FROM subjects WHERE subject_id = ?')
    .one(input.subjectId)
  if (!subject) return null
  const rows = db.prepare<[number], RecordRow>(recordsSql).all(input.subjectId)
  const status = systemStatus(db)
  const columns = systemIds.map((system) => column(system, rows, status.get(system), input))
  const visible = rows.flatMap((row) => {
    const part = openPart(definition(row.system), input.purpose)
    return part ? [{ row, found: extract(part, textsOf(row.payload)) }] : []
  })
  const headline = headlineOf(visible.map(({ row, found }) => ({ system: row.system, found })))
  const idNumber = visible.map(({ found }) => found.idNumber).find((id) => id !== null) ?? null
  return {
    subjectId: input.subjectId as SubjectId,
    about: subject.about,
    headline: {
      name: subject.about === 'organisation' ? (headline.name ?? '') : maskByMeaning('name', headline.name ?? ''),
      idNumber: idNumber && maskByMeaning('id-number', idNumber),
      sex: headline.sex,
      birthYear: headline.birthDate?.slice(0, 4) ?? null,
      address: headline.address && maskByMeaning('address', headline.address),
      phone: headline.phone && maskByMeaning('phone', headline.phone),
    },
    columns,
    entries: entriesAbout(
      db,
      visible.map(({ row }) => row),
    ),
    opened: visible.map(({ row }) => `${row.system}#${row.record_id}`),
  }
}

function column(
  system: SystemId,
  rows: readonly RecordRow[],
  status: StatusRow | undefined,
  input: FileInput,
): FileColumn {
  const spec = definition(system)
  const part = openPart(spec, input.purpose)
  const lastReceived = status?.last_received ?? null
  const base = {
    system,
    freshness: freshnessOf(lastReceived, spec.lagHours, input.now),
    lastReceived: lastReceived as Instant | null,
  }
  if (!part) return { ...base, state: 'denied', records: [] }
  if (lastReceived === null) return { ...base, state: 'never-received', records: [] }
  const own = rows.filter((row) => row.system === system)
  return {
    ...base,
    state: own.length === 0 ? 'none' : 'found',
    records: own.map((row) => ({
      recordId: row.record_id as SourceRecordId,
      sourceTime: row.source_time as Instant | null,
      receivedAt: row.received_at as Instant,
      version: row.version,
      fields: fieldsOf(part, row),
    })),
  }
}

function fieldsOf(part: SystemDefinition, row: RecordRow): FileField[] {
  const texts = textsOf(row.payload)
  return part.fields.flatMap((field) => {
    const value = texts[field.key] ?? ''
    if (value === '') return []
    const personal = isPersonal(field.meaning)
    const { key, label, meaning } = field
    return [{ key, label, meaning, value: maskByMeaning(meaning, value), masked: personal, revealable: personal }]
  })
}

function entriesAbout(db: ReadDb, rows: readonly RecordRow[]): SubjectFile['entries'] {
  const bySource = db.prepare<[string, string], { entryId: string; book: string; occurredOn: string; state: string }>(
    `SELECT e.entry_id AS entryId, e.book, e.occurred_on AS occurredOn, e.state
     FROM entry_sources s JOIN entries e ON e.entry_id = s.entry_id WHERE s.system = ? AND s.native_id = ?`,
  )
  const entries = new Map(
    rows.flatMap((row) => bySource.all(row.system, row.native_id)).map((entry) => [entry.entryId, entry]),
  )
  return [...entries.values()].sort((a, b) => (a.occurredOn < b.occurredOn ? 1 : -1))
}

export type FieldInput = { recordId: number; field: string }

/** One field of one record in plain, with where it stands. */
export function plainField(
  db: ReadDb,
  input: FieldInput,
): { system: SystemId; subjectId: number | null; value: string } | null {
  const row = db
    .prepare<[number], { system: SystemId; subject_id: number | null; payload: string }>(
      'SELECT system, subject_id, payload FROM source_records WHERE record_id = ?',
    )
    .one(input.recordId)
  if (!row) return null
  return { system: row.system, subjectId: row.subject_id, value: textsOf(row.payload)[input.field] ?? '' }
}

function definition(id: SystemId): SystemDefinition {
  return systems.get(id) as SystemDefinition
}
