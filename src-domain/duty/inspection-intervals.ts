import catalog from '../../resources/catalogs/duty/inspection-intervals.json' with { type: 'json' }
import { CatalogReader, pathOf, type CatalogReading } from './issued-catalog.ts'

/** Months between two inspections, by kind of place; a kind that is missing is inspected only when somebody plans it. */
export type InspectionIntervals = ReadonlyMap<string, number>

/** As they came with the program: working assumptions, of a station that heard nothing from an office. */
export const builtInIntervals: InspectionIntervals = new Map(
  catalog.intervals.map(({ kind, everyMonths }) => [kind, everyMonths]),
)

/**
 * Reads `{intervals: [{kind, everyMonths}]}`: each kind once, whole months from 1 to 120.
 *
 * @param kinds kinds that a place can have; without them any is taken, because a newer program may know more
 */
export function readIntervals(text: string, kinds?: ReadonlySet<string>): CatalogReading<InspectionIntervals> {
  const read = new CatalogReader()
  const root = read.object(read.root(text), ['intervals'], ['about', 'source'])
  const intervals = new Map<string, number>()
  for (const place of read.list('', root, 'intervals')) {
    const { at } = place
    const object = read.object(place, ['kind', 'everyMonths'])
    const kind = read.text(at, object, 'kind')
    const months = read.whole(at, object, 'everyMonths', 'months', 1, 120)
    if (kind === '') continue
    if (intervals.has(kind)) read.note(pathOf(at, 'kind'), 'kind-twice')
    else if (kinds !== undefined && !kinds.has(kind)) read.note(pathOf(at, 'kind'), 'kind-unknown')
    intervals.set(kind, months)
  }
  return read.answer(intervals)
}
