import type { Area, AreaId } from '../../../src-contract/features/duty.shapes.ts'
import type { LocalDate } from '../../../src-contract/ids.ts'
import type { AreaKind, AreaRule, RoadSide } from '../../../src-domain/duty/areas.rules.ts'
import { q } from '../../query.ts'
import type { ReadDb } from '../../store/sql.ts'

export type StoredArea = AreaRule & { readonly place: string }

type Row = {
  area_id: string
  kind: string
  place: string
  key: string
  door_from: number | null
  door_to: number | null
  side: string
  beat: string
  from_date: string
  to_date: string | null
}

function areaOf(row: Row): StoredArea {
  return {
    areaId: row.area_id,
    kind: row.kind as AreaKind,
    place: row.place,
    key: row.key,
    doorFrom: row.door_from,
    doorTo: row.door_to,
    side: row.side as RoadSide,
    beat: row.beat,
    from: row.from_date,
    to: row.to_date,
  }
}

/** A rule as it is shown: the key stays inside. */
export function shownArea({ key: _key, ...area }: StoredArea): Area {
  return { ...area, areaId: area.areaId as AreaId, from: area.from as LocalDate, to: area.to as LocalDate | null }
}

/** Rules of these places, of whatever day. */
export function areasOfKeys(db: ReadDb, keys: readonly string[]): StoredArea[] {
  if (keys.length === 0) return []
  return db
    .all(
      q
        .selectFrom('beat_areas')
        .selectAll()
        .where('key', 'in', [...new Set(keys)])
        .where('removed_at', 'is', null),
    )
    .map(areaOf)
}

/** Another number after every change of a place. */
export function areaStamp(db: ReadDb): number {
  return db.prepare<[], { stamp: number }>('SELECT stamp FROM beat_area_stamp WHERE one = 1').one()?.stamp ?? 0
}

export function allAreas(db: ReadDb): StoredArea[] {
  return db
    .prepare<[], Row>(
      `SELECT area_id, kind, place, key, door_from, door_to, side, beat, from_date, to_date FROM beat_areas
       WHERE removed_at IS NULL`,
    )
    .all()
    .map(areaOf)
}

/** One page of the map, by beat and place. */
export function pageOfAreas(
  db: ReadDb,
  wanted: {
    beat?: string | undefined
    text?: string | undefined
    on?: string | undefined
    offset: number
    limit: number
  },
): { areas: StoredArea[]; total: number } {
  const { beat, text, on } = wanted
  let found = q.selectFrom('beat_areas').where('removed_at', 'is', null)
  if (beat !== undefined) found = found.where('beat', '=', beat)
  if (text !== undefined && text.trim() !== '')
    found = found.where(({ fn, val, eb }) => eb(fn<number>('instr', ['place', val(text.trim())]), '>', 0))
  if (on !== undefined)
    found = found
      .where('from_date', '<=', on)
      .where(({ or, eb }) => or([eb('to_date', 'is', null), eb('to_date', '>=', on)]))
  const total = db.one(found.select(({ fn }) => fn.countAll<number>().as('n')))?.n ?? 0
  const rows = db.all(
    found
      .selectAll()
      .orderBy('beat')
      .orderBy('kind', 'desc')
      .orderBy('place')
      .orderBy('door_from')
      .orderBy('from_date')
      .orderBy('area_id')
      .limit(wanted.limit)
      .offset(wanted.offset),
  )
  return { areas: rows.map(areaOf), total }
}
