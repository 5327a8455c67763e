import type { BuildingRoom, Inside } from '../../../src-contract/features/lookup-place.shapes.ts'
import type { SourceRecordId, SubjectId } from '../../../src-contract/ids.ts'
import type { ConflictKind } from '../../../src-contract/conflicts.ts'
import type { Purpose } from '../../../src-contract/purposes.ts'
import type { SystemId } from '../../../src-contract/systems.ts'
import { opensField, purposeTable } from '../../../src-domain/access/purpose-table.ts'
import { placeSaid } from '../../../src-domain/conflicts/read-record.ts'
import { agreementOf, householdSystems, livesHere, saidOf } from '../../../src-domain/households/household.ts'
import type { ReadDb } from '../../store/sql.ts'
import { knownConflicts } from '../conflicts/known-conflicts.service.ts'
import { definition } from '../subjects/describe-subject.rules.ts'
import { headlineOf } from '../subjects/headline.rules.ts'
import { entriesInBuilding } from './own-entries.repo.ts'
import {
  buildingOf,
  insideOf,
  nowhereInside,
  type NamedPlace,
  type PlaceAnswer,
  type PlacedSubject,
} from './place-open.ts'
import { othersAt } from './place-others.ts'
import { roomsOf, subjectsWithKey } from './rows.repo.ts'
import { timelineOf } from './timeline.rules.ts'
import { countUnindexed } from './unindexed.repo.ts'

/** A tower of 34 floors with 12 homes each has 1,600 people. */
const mostKeys = 6_000
const mostOthers = 200

/** The file of a building: its homes from the top floor down, who lives there by which system, what else is there. */
export function buildingFile(db: ReadDb, place: NamedPlace): PlaceAnswer {
  const { purpose, reader, named, address } = place
  const buildings = [...new Set(named.buildings)].filter((key) => !key.endsWith('||'))
  if (buildings.length === 0) return { state: 'no-place' }
  const subjects = new Map<number, PlacedSubject>()
  const byRoom = new Map<string, Set<number>>()
  for (const building of buildings) {
    for (const { value, subject_id: id } of roomsOf(db, building, mostKeys)) {
      const inside = value.slice(building.length + 1)
      byRoom.set(inside, (byRoom.get(inside) ?? new Set()).add(id))
      if (!subjects.has(id)) {
        const subject = reader.subject(id)
        if (subject !== null) subjects.set(id, subject)
      }
    }
  }
  const rooms = [...byRoom].flatMap(([inside, ids]) => {
    const there = [...ids].flatMap((id) => subjects.get(id) ?? [])
    const keys = buildings.map((building) => `${building}|${inside}`)
    return roomIn(db, there, keys, place) ?? []
  })
  const others = buildings.flatMap((building) =>
    subjectsWithKey(db, 'building', building, mostKeys)
      .filter((id) => !subjects.has(id) || subjects.get(id)?.about !== 'person')
      .slice(0, mostOthers)
      .flatMap((id) => subjects.get(id) ?? reader.subject(id) ?? [])
      .filter(({ records }) => records.some((one) => one.buildings.some((key) => buildings.includes(key)))),
  )
  const opened = new Set([...subjects.values()].flatMap(({ records }) => records.map(({ row }) => row)))
  return {
    state: 'file',
    file: {
      ref: { recordId: place.recordId as SourceRecordId, scope: 'building' },
      building: buildingOf(reader.parse(address)),
      inside: nowhereInside,
      agreement: null,
      people: [],
      others: othersAt([...new Map(others.map((one) => [one.subjectId, one])).values()]),
      conflicts: [],
      columns: [],
      rooms: rooms.sort(fromTheTop),
      timeline: timelineOf([], purpose, entriesInBuilding(db, buildings)),
      unindexed: countUnindexed(db),
    },
    opened: [...opened].map((row) => `${row.system}#${row.record_id}`),
  }
}

/** Null where no open record is at the room. */
function roomIn(
  db: ReadDb,
  subjects: readonly PlacedSubject[],
  keys: readonly string[],
  { purpose, today, reader, personName }: NamedPlace,
): BuildingRoom | null {
  const isHere = (one: PlacedSubject['records'][number]): boolean => one.rooms.some((key) => keys.includes(key))
  const first = subjects.flatMap(({ records }) => records).find(isHere)
  const address = first?.address
  if (!first || !address) return null
  const parse = reader.parse(address)
  const home = placeSaid(parse)
  const open = householdSystems.filter((system) => purposeTable[purpose][system] === 'all')
  const people = subjects.flatMap(({ subjectId, about, records }) => {
    const heard = records.filter(({ row }) => open.some((system) => system === row.system))
    if (about !== 'person' || heard.length === 0) return []
    const said = saidOf(
      heard.map(({ record }) => record),
      home,
      today,
    )
    const systems = open.filter((system) => said[system] === 'here' || said[system] === 'near') as SystemId[]
    const { name } = headlineOf(heard.map(({ row, found }) => ({ system: row.system, found })))
    return [{ said, shown: { subjectId: subjectId as SubjectId, name: personName(name), systems } }]
  })
  const here = new Set(subjects.flatMap(({ records }) => records.filter(isHere).map(({ row }) => row.record_id)))
  const conflicts = subjects.flatMap(({ subjectId }) => conflictsAbout(db, subjectId, here, purpose))
  return {
    recordId: first.row.record_id as SourceRecordId,
    inside: insideOf(parse),
    agreement: agreementOf(
      people.map(({ said }) => said),
      conflicts,
    ),
    people: people.filter(({ said }) => livesHere(said)).map(({ shown }) => shown),
  }
}

/** Kinds of the known conflicts that are about records of the room and open to the purpose. */
function conflictsAbout(db: ReadDb, subjectId: number, here: ReadonlySet<number>, purpose: Purpose): ConflictKind[] {
  return knownConflicts(db, subjectId).flatMap(({ kind, field, system, recordId, againstSystem, againstRecordId }) => {
    const meaning = definition(system).fields.find(({ key }) => key === field)?.meaning
    const about = here.has(recordId) || (againstRecordId !== null && here.has(againstRecordId))
    if (!about || meaning === undefined) return []
    const systems = [system, ...(againstSystem === null ? [] : [againstSystem])]
    return systems.every((one) => opensField(purpose, one, meaning)) ? [kind] : []
  })
}

function fromTheTop(a: BuildingRoom, b: BuildingRoom): number {
  return (
    a.inside.unit.localeCompare(b.inside.unit, 'en', { numeric: true }) ||
    floorOf(b.inside) - floorOf(a.inside) ||
    a.inside.room.localeCompare(b.inside.room, 'en', { numeric: true })
  )
}

/** 1203 is on the twelfth floor where no floor is written; 0 where nothing says. */
function floorOf({ floor, room }: Inside): number {
  const stated = /\d{1,3}/.exec(floor)?.[0] ?? /^[A-Z]?(\d{1,2})\d{2}(?!\d)/.exec(room)?.[1]
  return stated === undefined ? 0 : Number(stated)
}
