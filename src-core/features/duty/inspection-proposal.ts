import { inspectionDue } from '../../../src-domain/duty/inspection-due.rules.ts'
import { q } from '../../query.ts'
import type { ReadDb } from '../../store/sql.ts'
import { inspectedPlaces, type InspectedPlace } from '../ledger/inspected-places.ts'
import { answersAlone } from './duty.facts.ts'
import { intervalsOf } from './office-catalogs.facts.ts'
import { staffMember } from './staff.repo.ts'

/** What becomes of a place when inspections of a period are planned from the register. */
export type Proposed =
  | { readonly place: InspectedPlace; readonly as: 'planned-already' | 'not-due' | 'nobody' }
  | { readonly place: InspectedPlace; readonly as: 'due'; readonly officerId: string }

/**
 * Each open place whose kind has an interval, with whether it is to be inspected within the period: due by its last day, and not
 * planned for any part of it. The officer is who alone answers for its beat on the first day, else the officer of its entry.
 */
export function proposeInspections(db: ReadDb, from: string, to: string): Proposed[] {
  const { planned, lastDone } = knownPlans(db, from, to)
  const { intervals } = intervalsOf(db)
  const officers = new Map<string, string | null>()
  const officerFor = ({ beat, officerId }: InspectedPlace): string | null => {
    if (!officers.has(beat)) officers.set(beat, answersAlone(db, beat, from))
    const alone = officers.get(beat) ?? null
    if (alone !== null) return alone
    const own = staffMember(db, officerId)
    return own?.active === true ? officerId : null
  }
  return inspectedPlaces(db).flatMap((place): Proposed[] => {
    const months = intervals.get(place.kind)
    if (months === undefined) return []
    if (planned.has(place.number)) return [{ place, as: 'planned-already' }]
    const last =
      [place.lastOn, lastDone.get(place.number) ?? null]
        .filter((day) => day !== null)
        .sort()
        .at(-1) ?? null
    if (inspectionDue(last, place.registeredOn, months) > to) return [{ place, as: 'not-due' }]
    const officerId = officerFor(place)
    return [officerId === null ? { place, as: 'nobody' } : { place, as: 'due', officerId }]
  })
}

/** Places with a plan in the period, and the last day on which a planned inspection of each was done. */
function knownPlans(db: ReadDb, from: string, to: string) {
  const rows = db.all(
    q
      .selectFrom('inspection_plans')
      .select(['object_number', 'from_date', 'to_date', 'fulfilled_on'])
      .where('removed_at', 'is', null)
      .where('object_number', 'is not', null),
  )
  const planned = new Set<string>()
  const lastDone = new Map<string, string>()
  for (const { object_number: number, from_date, to_date, fulfilled_on: done } of rows) {
    if (number === null) continue
    if (from_date <= to && to_date >= from) planned.add(number)
    if (done !== null && done > (lastDone.get(number) ?? '')) lastDone.set(number, done)
  }
  return { planned, lastDone }
}
