import type { PlaceHit } from '../../../src-contract/features/lookup-place.shapes.ts'
import type { SourceRecordId } from '../../../src-contract/ids.ts'
import type { Purpose } from '../../../src-contract/purposes.ts'
import { opensField } from '../../../src-domain/access/purpose-table.ts'
import type { ReadDb } from '../../store/sql.ts'
import { systemBits, systemsOf } from '../subjects/headline.rules.ts'
import { placeKeys } from '../subjects/place-keys.ts'
import { homeCounty } from '../subjects/subjects.service.ts'
import { buildingOf, insideOf, nowhereInside, PlaceReader, type PlacedRecord } from './place-open.ts'
import { opensPlaces } from './visible.rules.ts'

/** Of the first so many files: a question for a building has hundreds of answers, and they all name the same building. */
const mostLookedAt = 40
const mostPlaces = 8

type Group = { keys: Set<string>; record: PlacedRecord; subjects: Set<number>; systems: number }

/**
 * The homes (or, where no room is asked for, the buildings) that a question for an address means, the best known first: 3栋2单元1203
 * is a home in every compound.
 * @param answers subjects that answer the question, best first
 */
export function placesAsked(
  db: ReadDb,
  { normal, purpose }: { normal: string; purpose: Purpose },
  answers: readonly { subjectId: number }[],
): PlaceHit[] {
  if (!opensPlaces(purpose)) return []
  const asked = placeKeys(normal, homeCounty(db))
  const room = asked.rooms.length > 0 || asked.localRoom !== null
  const wanted = new Set(room ? asked.rooms : asked.buildings.filter((key) => !key.endsWith('||')))
  if (wanted.size === 0 && asked.localRoom === null) return []
  const keysOf = (one: PlacedRecord): readonly string[] => (room ? one.rooms : one.buildings)
  const isMeant = (one: PlacedRecord): boolean =>
    keysOf(one).some((key) => wanted.has(key)) ||
    (asked.rooms.length === 0 && asked.localRoom !== null && one.localRoom === asked.localRoom)
  const reader = new PlaceReader(db, purpose)
  const groups: Group[] = []
  for (const { subjectId } of answers.slice(0, mostLookedAt)) {
    for (const record of reader.subject(subjectId)?.records ?? []) {
      if (!opensField(purpose, record.row.system, 'address') || !isMeant(record)) continue
      const keys = keysOf(record)
      const group = groups.find((one) => keys.some((key) => one.keys.has(key)))
      const bit = systemBits([record.row.system])
      if (group === undefined)
        groups.push({ keys: new Set(keys), record, subjects: new Set([subjectId]), systems: bit })
      else {
        for (const key of keys) group.keys.add(key)
        group.subjects.add(subjectId)
        group.systems |= bit
      }
    }
  }
  return groups
    .sort((a, b) => b.subjects.size - a.subjects.size || a.record.row.record_id - b.record.row.record_id)
    .slice(0, mostPlaces)
    .map(({ record, subjects, systems }) => {
      const parse = reader.parse(record.address ?? '')
      return {
        recordId: record.row.record_id as SourceRecordId,
        scope: room ? 'room' : 'building',
        building: buildingOf(parse),
        inside: room ? insideOf(parse) : nowhereInside,
        files: subjects.size,
        systems: systemsOf(systems),
      }
    })
}
