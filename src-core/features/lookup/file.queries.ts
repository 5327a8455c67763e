import type { HeadlineReason, Relation, SubjectFile } from '../../../src-contract/features/lookup.contract.ts'
import type { Instant, SourceRecordId, SubjectId } from '../../../src-contract/ids.ts'
import type { Purpose } from '../../../src-contract/purposes.ts'
import { systemIds, type RecordAbout, type SystemId } from '../../../src-contract/systems.ts'
import { opensField } from '../../../src-domain/access/purpose-table.ts'
import { maskByMeaning } from '../../../src-domain/masking/mask-by-meaning.ts'
import type { ReadDb } from '../../store/sql.ts'
import { fileConflicts } from '../conflicts/file-conflicts.service.ts'
import type { Scanned } from '../conflicts/scan.queries.ts'
import { neighboursOf, type Neighbour } from '../conflicts/subject-conflicts.service.ts'
import { definition } from '../subjects/describe-subject.rules.ts'
import { headlineOf, survivorOf, systemBits, systemsOf } from '../subjects/headline.rules.ts'
import { recordsOfSubject } from '../subjects/subjects.service.ts'
import { textsOf } from '../subjects/payload.ts'
import { fileColumn } from './file-column.ts'
import { workRelations } from './employers.ts'
import { openMembers, type OpenMember } from './open-part.rules.ts'
import { ownPlace, showsNames, type Own } from './own-beat.ts'
import { entriesByNumber, entriesFromRecords } from './own-entries.repo.ts'
import { aboutOf, subjectRows, type RecordRow } from './rows.repo.ts'
import { idNumberOf } from './look-at.queries.ts'
import { shownName } from './search.queries.ts'
import { shownConflicts } from './shown-conflicts.rules.ts'
import { systemStatus } from './status.repo.ts'
import { timelineOf } from './timeline.rules.ts'
import { countUnindexed } from './unindexed.repo.ts'
import { openPart, opensElement, opensPlaces, saidInTheOpen, whollyOpenBits } from './visible.rules.ts'

export type FileInput = { subjectId: number; purpose: Purpose; now: string; own: Own }

/** `opened` is for the audit trail; `worked` are conflicts that were worked out for this opening, to be kept for the next. */
export type OpenedFile = { readonly file: SubjectFile; readonly opened: string[]; readonly worked: Scanned | null }

/** One subject's file as the purpose opens it: seven columns, masked; null when the subject is gone. */
export function subjectFile(db: ReadDb, input: FileInput): OpenedFile | null {
  const about = aboutOf(db, input.subjectId)
  if (about === undefined) return null
  const rows = subjectRows(db, input.subjectId)
  const received = new Map(systemStatus(db).map((row) => [row.system, row.last_received]))
  const open = openMembers(rows, input.purpose)
  const visible = rows.filter((row) => openPart(definition(row.system), input.purpose) !== null)
  const headline = headlineOf(open)
  const neighbours = neighboursOf(db, input.subjectId)
  const ownBeat = ownPlace(db, input.own)(headline.address)
  const plainNames = ownBeat && showsNames(input.purpose)
  const columns = systemIds.map((system) => fileColumn(system, rows, received.get(system) ?? null, input, plainNames))
  const idNumber = idNumberOf(open)
  const uscc = open.find(({ found }) => found.uscc !== null)?.found.uscc ?? null
  const { conflicts, worked } = fileConflicts(db, input.subjectId, input.own.today, neighbours)
  const file: SubjectFile = {
    subjectId: input.subjectId as SubjectId,
    about,
    headline: {
      name: plainNames ? (headline.name ?? '') : shownName(about, headline.name),
      idNumber: idNumber && maskByMeaning('id-number', idNumber),
      sex: headline.sex,
      birthYear: headline.birthDate?.slice(0, 4) ?? null,
      address: headline.address && maskByMeaning('address', headline.address),
      phone: headline.phone && maskByMeaning('phone', headline.phone),
    },
    reasons: reasonsOf(open, visible),
    conflicts: shownConflicts(conflicts, input.purpose),
    ownBeat,
    // A resident's own request opens nobody else.
    relations:
      input.purpose === 'P09'
        ? []
        : [
            ...workRelations(db, { subjectId: input.subjectId, about, purpose: input.purpose, open }),
            ...relationsOf(db, input.purpose, neighbours),
          ],
    columns,
    placeOf: placeOf(visible, input.purpose, headline.address),
    timeline: timelineOf(visible, input.purpose, [
      ...entriesFromRecords(db, visible),
      ...entriesByNumber(db, [idNumber], uscc === null ? [] : [uscc]),
    ]),
    unindexed: countUnindexed(db),
  }
  return { file, opened: visible.map((row) => `${row.system}#${row.record_id}`), worked }
}

/** The record whose address the headline shows. */
function placeOf(rows: readonly RecordRow[], purpose: Purpose, address: string | null): SourceRecordId | null {
  if (address === null || !opensPlaces(purpose)) return null
  const row = rows.find((one) => openMembers([one], purpose).some(({ found }) => found.addresses[0] === address))
  return (row?.record_id ?? null) as SourceRecordId | null
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

const mostRelations = 24
type Described = {
  about: RecordAbout
  name: string | null
  birth_date: string | null
  systems: number
  /** See saidBy. */
  said: number | null
}
export const describedSql = `SELECT s.about, s.name, s.birth_date, s.systems, b.said_by AS said
  FROM subjects s LEFT JOIN subject_briefs b ON b.subject_id = s.subject_id WHERE s.subject_id = ?`
/** What the purpose must open for a shared key to be told. */
const sharedBy = { id: 'id-number', phone: 'phone', unit: 'code', room: 'address' } as const

function relationsOf(db: ReadDb, purpose: Purpose, neighbours: readonly Neighbour[]): Relation[] {
  const whole = whollyOpenBits(purpose)
  return neighbours.slice(0, mostRelations).flatMap(({ subjectId, kind }) => {
    const row = db.prepare<[number], Described>(describedSql).one(subjectId)
    if (row === undefined) return []
    const { about } = row
    const told = (name: string | null, birthDate: string | null, systems: number): Relation => ({
      kind: relationKind(kind, about),
      subjectId: subjectId as SubjectId,
      about,
      name: shownName(about, name),
      birthYear: birthDate?.slice(0, 4) ?? null,
      systems: systemsOf(systems),
    })
    // Nothing of it is closed: what the index says of it is what its records would say.
    if (row.systems !== 0 && (row.systems & ~whole) === 0) return [told(row.name, row.birth_date, row.systems)]
    const sharing = systemsOf(row.systems).filter((system) => opensField(purpose, system, sharedBy[kind]))
    if (sharing.length === 0) return []
    // Where what is shown is said by one of these in the open, its records would say the same: none is read.
    if (isShownByOpen(row, sharing, purpose)) return [told(row.name, row.birth_date, systemBits(sharing))]
    const records = recordsOfSubject(db, subjectId).filter(({ system }) => sharing.includes(system))
    const open = openMembers(records, purpose)
    if (open.length === 0) return []
    const { name, birthDate } = headlineOf(open)
    return [told(name, birthDate, systemBits(open.map(({ system }) => system)))]
  })
}

/** Name and birth date of a subject's row come from these systems, in fields that the purpose opens. */
function isShownByOpen({ systems, said }: Described, from: readonly SystemId[], purpose: Purpose): boolean {
  const [only, second] = systemsOf(systems)
  return (['name', 'birthDate'] as const).every((element) => {
    if (second === undefined) return only !== undefined && opensElement(purpose, only, element)
    return said !== null && saidInTheOpen(purpose, said, element, from)
  })
}

function relationKind(kind: Neighbour['kind'], about: RecordAbout): Relation['kind'] {
  if (about === 'organisation') return 'hazard'
  if (about === 'incident') return 'incident'
  return kind === 'phone' ? 'same-phone' : kind === 'id' ? 'same-number' : 'same-home'
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
