import type {
  HouseholdStanding,
  PlaceConflict,
  PlacePerson,
} from '../../../src-contract/features/lookup-place.shapes.ts'
import type { SourceRecordId, SubjectId } from '../../../src-contract/ids.ts'
import { systemIds } from '../../../src-contract/systems.ts'
import { opensField, purposeTable } from '../../../src-domain/access/purpose-table.ts'
import type { PlaceSaid } from '../../../src-domain/conflicts/conflict-kinds.ts'
import { placeSaid } from '../../../src-domain/conflicts/read-record.ts'
import {
  agreementOf,
  householdSystems,
  isAtHome,
  livesHere,
  saidOf,
  type Said,
} from '../../../src-domain/households/household.ts'
import type { ReadDb } from '../../store/sql.ts'
import { fileConflicts } from '../conflicts/file-conflicts.service.ts'
import { neighboursOf } from '../conflicts/subject-conflicts.service.ts'
import { headlineOf } from '../subjects/headline.rules.ts'
import { buildingFile } from './building.queries.ts'
import { fileColumn } from './file-column.ts'
import { entriesAtRoom, entriesFromRecords } from './own-entries.repo.ts'
import { ownPlace, showsNames } from './own-beat.ts'
import {
  buildingOf,
  insideOf,
  PlaceReader,
  type NamedPlace,
  type PlaceAnswer,
  type PlacedRecord,
  type PlacedSubject,
  type PlaceInput,
} from './place-open.ts'
import { othersAt } from './place-others.ts'
import { rowOf, subjectsWithKey } from './rows.repo.ts'
import { shownName } from './search.queries.ts'
import { shownConflicts } from './shown-conflicts.rules.ts'
import { systemStatus } from './status.repo.ts'
import { timelineOf } from './timeline.rules.ts'
import { countUnindexed } from './unindexed.repo.ts'
import { opensPlaces } from './visible.rules.ts'

/** A home holds few people; an address without a room may hold many, and is a building. */
const mostSubjects = 60
const mostByCode = 20

/** The file of the place where a record is: of the home, or of the whole building where it names no room. */
export function placeFile(db: ReadDb, input: PlaceInput): PlaceAnswer {
  const row = rowOf(db, input.recordId)
  if (row === undefined) return { state: 'gone' }
  if (!opensPlaces(input.purpose) || !opensField(input.purpose, row.system, 'address')) return { state: 'closed' }
  const reader = new PlaceReader(db, input.purpose)
  const named = reader.read(row)
  const address = named?.address
  if (!named || !address) return { state: 'no-place' }
  const plain = showsNames(input.purpose) && ownPlace(db, input.own)(address)
  const personName = (name: string | null): string => (plain ? (name ?? '') : shownName('person', name))
  const place = { ...input, reader, named, address, plainNames: plain, personName }
  return input.scope === 'building' || named.rooms.length === 0 ? buildingFile(db, place) : homeFile(db, place)
}

function homeFile(db: ReadDb, place: NamedPlace): PlaceAnswer {
  const { purpose, today, reader, named, address, plainNames } = place
  const parse = reader.parse(address)
  const home = placeSaid(parse)
  const keys = new Set(named.rooms)
  const isHere = (one: PlacedRecord): boolean => one.rooms.some((key) => keys.has(key)) || isAtHome(one.record, home)
  const subjects = subjectsAt(db, reader, named.rooms, isHere, home, today)
  const here = subjects.flatMap(({ records }) => records.filter(isHere))
  const rows = here.map(({ row }) => row)
  const people = subjects.flatMap((one) => personAt(one, home, place))
  const conflicts = conflictsAt(db, subjects, new Set(rows.map(({ record_id }) => record_id)), place)
  const received = new Map(systemStatus(db).map((one) => [one.system, one.last_received]))
  return {
    state: 'file',
    file: {
      ref: { recordId: place.recordId as SourceRecordId, scope: 'room' },
      building: buildingOf(parse),
      inside: insideOf(parse),
      agreement: agreementOf(
        people.map(({ all }) => all),
        conflicts.map(({ kind }) => kind),
      ),
      people: people.map(({ shown }) => shown).sort((a, b) => Number(b.livesHere) - Number(a.livesHere)),
      others: othersAt(subjects),
      conflicts,
      columns: systemIds.map((system) => fileColumn(system, rows, received.get(system) ?? null, place, plainNames)),
      rooms: [],
      timeline: timelineOf(rows, purpose, [...entriesFromRecords(db, rows), ...entriesAtRoom(db, named.rooms)]),
      unindexed: countUnindexed(db),
    },
    opened: rows.map((one) => `${one.system}#${one.record_id}`),
  }
}

/** Who has an open record at the home, and who is registered under its code with an address that is off by a slip. */
function subjectsAt(
  db: ReadDb,
  reader: PlaceReader,
  rooms: readonly string[],
  isHere: (one: PlacedRecord) => boolean,
  home: PlaceSaid,
  today: string,
): PlacedSubject[] {
  const found = new Map<number, PlacedSubject>()
  const look = (id: number, counts: (subject: PlacedSubject) => boolean): void => {
    const subject = found.has(id) ? null : reader.subject(id)
    if (subject !== null && counts(subject)) found.set(id, subject)
  }
  for (const room of rooms)
    for (const id of subjectsWithKey(db, 'room', room, mostSubjects)) look(id, ({ records }) => records.some(isHere))
  const here = [...found.values()].flatMap(({ records }) => records.filter(isHere))
  const codes = new Set(here.flatMap(({ found: one, row }) => (row.system === 'JZ' ? one.units : [])))
  for (const code of codes)
    for (const id of subjectsWithKey(db, 'unit', code, mostByCode))
      look(
        id,
        ({ about, records }) =>
          about === 'person' &&
          Object.values(
            saidOf(
              records.map(({ record }) => record),
              home,
              today,
            ),
          ).includes('near'),
      )
  return [...found.values()]
}

/** Nothing where the purpose opens no name: who lives there is what it must not tell. */
function personAt(
  { subjectId, about, records }: PlacedSubject,
  home: PlaceSaid,
  { purpose, today, personName }: NamedPlace,
): { all: Said; shown: PlacePerson }[] {
  if (about !== 'person') return []
  const open = householdSystems.filter((system) => purposeTable[purpose][system] === 'all')
  const heard = records.filter(({ row }) => open.some((system) => system === row.system))
  if (heard.length === 0) return []
  const all = saidOf(
    heard.map(({ record }) => record),
    home,
    today,
  )
  const { name, birthDate } = headlineOf(heard.map(({ row, found }) => ({ system: row.system, found })))
  const of = (system: (typeof householdSystems)[number]): HouseholdStanding =>
    open.includes(system) ? all[system] : 'closed'
  const said = { JZ: of('JZ'), WG: of('WG'), WY: of('WY'), ZJ: of('ZJ') }
  return [
    {
      all,
      shown: {
        subjectId: subjectId as SubjectId,
        name: personName(name),
        birthYear: birthDate?.slice(0, 4) ?? null,
        livesHere: livesHere(all),
        said,
      },
    },
  ]
}

/** Conflicts of everybody here that are about a record of this place; one that two files share is told once. */
function conflictsAt(
  db: ReadDb,
  subjects: readonly PlacedSubject[],
  here: ReadonlySet<number>,
  { purpose, today }: PlaceInput,
): PlaceConflict[] {
  const told = new Map<string, PlaceConflict>()
  for (const { subjectId } of subjects) {
    const { conflicts } = fileConflicts(db, subjectId, today, neighboursOf(db, subjectId))
    for (const conflict of shownConflicts(conflicts, purpose)) {
      const ids = [conflict.recordId, ...(conflict.against ? [conflict.against.recordId] : [])]
      if (!ids.some((id) => here.has(id))) continue
      const key = `${conflict.kind} ${ids.sort((a, b) => a - b).join(' ')}`
      if (!told.has(key)) told.set(key, { ...conflict, subjectId: subjectId as SubjectId })
    }
  }
  return [...told.values()]
}
