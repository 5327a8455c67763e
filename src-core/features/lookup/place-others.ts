import type { PlaceOther } from '../../../src-contract/features/lookup-place.shapes.ts'
import type { SubjectId } from '../../../src-contract/ids.ts'
import { headlineOf, systemBits, systemsOf } from '../subjects/headline.rules.ts'
import type { PlacedSubject } from './place-open.ts'
import { shownName } from './search.queries.ts'

/** Organisations and incidents among the subjects of a place. */
export function othersAt(subjects: readonly PlacedSubject[]): PlaceOther[] {
  return subjects.flatMap(({ subjectId, about, records }) => {
    if (about !== 'organisation' && about !== 'incident') return []
    const { name } = headlineOf(records.map(({ row, found }) => ({ system: row.system, found })))
    const systems = systemsOf(systemBits(records.map(({ row }) => row.system)))
    return [{ subjectId: subjectId as SubjectId, about, name: shownName(about, name), systems }]
  })
}
