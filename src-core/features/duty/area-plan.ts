import type { DutyRowProblem } from '../../../src-contract/features/duty.shapes.ts'
import { areasCollide } from '../../../src-domain/duty/areas.rules.ts'
import { spansOverlap } from '../../../src-domain/duty/spans.rules.ts'
import { addDays } from '../../../src-domain/identifiers/calendar.ts'
import type { ReadDb } from '../../store/sql.ts'
import type { AreaItem } from './area-file.rules.ts'
import { areasOfKeys, type StoredArea } from './areas.repo.ts'
import { areaRow } from './areas.service.ts'
import type { ImportPlan, PlannedWrite } from './import-plan.ts'
import { groupBy } from './roster-plan.ts'

/** Keys asked for at once: SQLite takes some thousand parameters. */
const keysAtOnce = 500

/**
 * What a map would do to the rules. A row that takes a place over from a later day ends the rule before on the day before; one that
 * begins on the same day replaces what the rule says; anything else that overlaps is refused. Places that the file does not name
 * stay as they are.
 */
export function planAreas(
  db: ReadDb,
  items: readonly AreaItem[],
  beats: ReadonlySet<string>,
  now: string,
  newId: () => string,
): ImportPlan {
  const keys = [...new Set(items.map(({ key }) => key))]
  const held: StoredArea[] = []
  for (let at = 0; at < keys.length; at += keysAtOnce) held.push(...areasOfKeys(db, keys.slice(at, at + keysAtOnce)))
  const heldOf = groupBy(held, ({ key }) => key)
  const problems: DutyRowProblem[] = []
  const writes: PlannedWrite[] = []
  const counts = { new: 0, changed: 0, unchanged: 0 }
  const taken = new Map<string, AreaItem[]>()
  for (const item of [...items].sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : a.row - b.row))) {
    const before = taken.get(item.key) ?? []
    const twice = before.find((one) => areasCollide(one, item) && spansOverlap(one, item))
    if (twice !== undefined) {
      problems.push(refusal(item, sameRule(twice, item) ? 'duplicate-row' : 'area-overlap', twice.row))
      continue
    }
    taken.set(item.key, [...before, item])
    const own = heldOf.get(item.key) ?? []
    const overlapping = own.filter((one) => areasCollide(one, item) && spansOverlap(one, item))
    const [only, ...others] = overlapping
    if (only !== undefined && sameRule(only, item)) {
      counts.unchanged += 1
    } else if (only === undefined) {
      counts.new += 1
      writes.push({ kind: 'area', row: rowOf(item, newId(), now) })
    } else if (others.length > 0 || !samePlace(only, item) || only.from > item.from) {
      problems.push(refusal(item, 'area-overlap', null))
    } else if (only.from === item.from) {
      counts.changed += 1
      writes.push({ kind: 'area', row: rowOf(item, only.areaId, now) })
    } else {
      counts.changed += 1
      const ended = { ...only, to: addDays(item.from, -1) }
      heldOf.set(
        item.key,
        own.map((one) => (one === only ? ended : one)),
      )
      writes.push({ kind: 'area', row: areaRow(ended, now) }, { kind: 'area', row: rowOf(item, newId(), now) })
    }
  }
  const newBeats = [...new Set(items.map(({ beat }) => beat))].filter((beat) => !beats.has(beat)).sort()
  return { writes, removals: [], newBeats, problems, counts }
}

type Place = Pick<AreaItem, 'kind' | 'key' | 'doorFrom' | 'doorTo' | 'side'>

function samePlace(one: Place, other: Place): boolean {
  return (
    one.kind === other.kind && one.doorFrom === other.doorFrom && one.doorTo === other.doorTo && one.side === other.side
  )
}

function sameRule(one: Place & { beat: string; from: string; to: string | null }, other: AreaItem): boolean {
  return samePlace(one, other) && one.beat === other.beat && one.from === other.from && one.to === other.to
}

function refusal(item: AreaItem, kind: 'duplicate-row' | 'area-overlap', other: number | null): DutyRowProblem {
  return { row: item.row, column: null, kind, severity: 'error', other }
}

function rowOf({ row: _row, ...item }: AreaItem, areaId: string, now: string) {
  return areaRow({ ...item, areaId }, now)
}
