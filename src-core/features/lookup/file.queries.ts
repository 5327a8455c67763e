import type {
  FileColumn,
  FileConflict,
  HeadlineReason,
  Relation,
  SubjectFile,
} from '../../../src-contract/features/lookup.contract.ts'
import type { Instant, SourceRecordId, SubjectId } from '../../../src-contract/ids.ts'
import type { Purpose } from '../../../src-contract/purposes.ts'
import { systemIds, type RecordAbout, type SystemId } from '../../../src-contract/systems.ts'
import { freshnessOf } from '../../../src-domain/freshness/freshness.ts'
import { maskByMeaning } from '../../../src-domain/masking/mask-by-meaning.ts'
import type { ReadDb } from '../../store/sql.ts'
import { conflictsOf, neighboursOf, type Neighbour } from '../conflicts/subject-conflicts.service.ts'
import { definition } from '../subjects/describe-subject.rules.ts'
import { headlineOf, survivorOf, systemBits, systemsOf } from '../subjects/headline.rules.ts'
import { recordsOfSubject } from '../subjects/subjects.service.ts'
import { textsOf } from '../subjects/payload.ts'
import { openMembers, type OpenMember } from './open-part.rules.ts'
import { ownPlace, showsNames, type Own } from './own-beat.ts'
import { idNumberOf, shownName } from './search.queries.ts'
import { shownFields } from './shown-field.rules.ts'
import { systemStatus } from './status.repo.ts'
import { openPart } from './visible.rules.ts'
import { opensField } from '../../../src-domain/access/purpose-table.ts'

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

export type FileInput = { subjectId: number; purpose: Purpose; now: string; own: Own }

/** One subject's file as the purpose opens it: seven columns, masked; null when the subject is gone. */
export function subjectFile(db: ReadDb, input: FileInput): (SubjectFile & { opened: string[] }) | null {
  const subject = db
    .prepare<[number], { about: RecordAbout }>('SELECT about FROM subjects WHERE subject_id = ?')
    .one(input.subjectId)
  if (!subject) return null
  const rows = db.prepare<[number], RecordRow>(recordsSql).all(input.subjectId)
  const received = new Map(systemStatus(db).map((row) => [row.system, row.last_received]))
  const open = openMembers(rows, input.purpose)
  const visible = rows.filter((row) => openPart(definition(row.system), input.purpose) !== null)
  const headline = headlineOf(open)
  const neighbours = neighboursOf(db, input.subjectId)
  const ownBeat = ownPlace(db, input.own)(headline.address)
  const plainNames = ownBeat && showsNames(input.purpose)
  const columns = systemIds.map((system) => column(system, rows, received.get(system) ?? null, input, plainNames))
  const idNumber = idNumberOf(open)
  return {
    subjectId: input.subjectId as SubjectId,
    about: subject.about,
    headline: {
      name: plainNames ? (headline.name ?? '') : shownName(subject.about, headline.name),
      idNumber: idNumber && maskByMeaning('id-number', idNumber),
      sex: headline.sex,
      birthYear: headline.birthDate?.slice(0, 4) ?? null,
      address: headline.address && maskByMeaning('address', headline.address),
      phone: headline.phone && maskByMeaning('phone', headline.phone),
    },
    reasons: reasonsOf(open, visible),
    conflicts: shownConflicts(db, input, neighbours),
    ownBeat,
    // A resident's own request opens nobody else.
    relations: input.purpose === 'P09' ? [] : relationsOf(db, input.purpose, neighbours),
    columns,
    entries: entriesAbout(db, visible),
    opened: visible.map((row) => `${row.system}#${row.record_id}`),
  }
}

function column(
  system: SystemId,
  rows: readonly RecordRow[],
  lastReceived: string | null,
  input: FileInput,
  plainNames: boolean,
): FileColumn {
  const spec = definition(system)
  const part = openPart(spec, input.purpose)
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
      fields: shownFields(spec, part, textsOf(row.payload), { purpose: input.purpose, plainNames }),
    })),
  }
}

const elements = ['name', 'sex', 'birthDate', 'phone', 'address'] as const

function reasonsOf(open: readonly OpenMember[], visible: readonly RecordRow[]): HeadlineReason[] {
  return elements.flatMap((element) => {
    const survivor = survivorOf(open, element)
    if (survivor === null) return []
    const { system, differing, order } = survivor
    const sourceTime = visible.find((row) => row.system === system)?.source_time ?? null
    return [{ element, system, sourceTime: sourceTime as Instant | null, differing, order: [...order] }]
  })
}

/** Conflicts whose field the purpose opens in both records: a conflict with a closed record would tell what it says. */
function shownConflicts(db: ReadDb, input: FileInput, neighbours: readonly Neighbour[]): FileConflict[] {
  return conflictsOf(db, input.subjectId, input.own.today, neighbours).flatMap(({ kind, field, record, against }) => {
    const spec = definition(record.system).fields.find(({ key }) => key === field)
    if (spec === undefined) return []
    const open = [record, ...(against ? [against] : [])].every(({ system }) =>
      opensField(input.purpose, system, spec.meaning),
    )
    if (!open) return []
    return [
      {
        kind,
        system: record.system,
        recordId: record.record_id as SourceRecordId,
        label: spec.label,
        against: against && { system: against.system, recordId: against.record_id as SourceRecordId },
      },
    ]
  })
}

const mostRelations = 24
/** What the purpose must open for a shared key to be told. */
const sharedBy = { id: 'id-number', phone: 'phone', unit: 'code', room: 'address' } as const

function relationsOf(db: ReadDb, purpose: Purpose, neighbours: readonly Neighbour[]): Relation[] {
  return neighbours.slice(0, mostRelations).flatMap(({ subjectId, kind }) => {
    const about = db
      .prepare<[number], { about: RecordAbout }>('SELECT about FROM subjects WHERE subject_id = ?')
      .one(subjectId)?.about
    const records = recordsOfSubject(db, subjectId).filter(({ system }) => opensField(purpose, system, sharedBy[kind]))
    const open = openMembers(records, purpose)
    if (about === undefined || open.length === 0) return []
    const { name, birthDate } = headlineOf(open)
    return [
      {
        kind: relationKind(kind, about),
        subjectId: subjectId as SubjectId,
        about,
        name: shownName(about, name),
        birthYear: birthDate?.slice(0, 4) ?? null,
        systems: systemsOf(systemBits(open.map(({ system }) => system))),
      },
    ]
  })
}

function relationKind(kind: Neighbour['kind'], about: RecordAbout): Relation['kind'] {
  if (about === 'organisation') return 'hazard'
  if (about === 'incident') return 'incident'
  return kind === 'phone' ? 'same-phone' : kind === 'id' ? 'same-number' : 'same-home'
}

function entriesAbout(db: ReadDb, rows: readonly RecordRow[]): SubjectFile['entries'] {
  const bySource = db.prepare<[string, string], { entryId: string; book: string; occurredOn: string; state: string }>(
    `SELECT e.entry_id AS entryId, e.book, e.occurred_on AS occurredOn, e.state
     FROM entry_sources s JOIN entries e ON e.entry_id = s.entry_id WHERE s.system = ? AND s.native_id = ?`,
  )
  const entries = new Map(
    rows.flatMap((row) => bySource.all(row.system, row.native_id)).map((entry) => [entry.entryId, entry]),
  )
  return [...entries.values()].sort((a, b) => b.occurredOn.localeCompare(a.occurredOn))
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
