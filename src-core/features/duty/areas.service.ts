import type { OutputOf, ParsedInputOf } from '../../../src-contract/contract.ts'
import { failure, success } from '../../../src-contract/errors.ts'
import type { AreaId } from '../../../src-contract/features/duty.shapes.ts'
import { areaKey, areasCollide, parseForArea, ruleOf } from '../../../src-domain/duty/areas.rules.ts'
import { spansOverlap } from '../../../src-domain/duty/spans.rules.ts'
import type { Context } from '../../rpc/context.ts'
import type { Answer } from '../../rpc/handler.ts'
import type { ReadDb } from '../../store/sql.ts'
import { actOf, noteChange } from './acts.ts'
import { areasOfKeys, pageOfAreas, shownArea, type StoredArea } from './areas.repo.ts'
import { changed, spanParams } from './assignments.service.ts'
import { placeContext } from './place-context.ts'
import { findRow, writeRow } from './records.repo.ts'
import { beatKnown } from './staff.repo.ts'

export function listAreas(ctx: Context, input: ParsedInputOf<'duty.areas'>): OutputOf<'duty.areas'> {
  const { areas, total } = pageOfAreas(ctx.db, input)
  return { areas: areas.map(shownArea), total }
}

/** The rule that gives an address its beat on a day; null where none does. */
export function ruleOfAddress(db: ReadDb, address: string, date: string): StoredArea | null {
  const candidates = parseForArea(address, placeContext(db))
  return ruleOf(
    areasOfKeys(
      db,
      candidates.map(({ key }) => key),
    ),
    candidates,
    date,
  )
}

export function beatOf(ctx: Context, input: ParsedInputOf<'duty.beatOf'>): OutputOf<'duty.beatOf'> {
  const rule = ruleOfAddress(ctx.db, input.address, input.date)
  return { beat: rule?.beat ?? null, area: rule === null ? null : shownArea(rule) }
}

export function saveArea(ctx: Context, input: ParsedInputOf<'duty.saveArea'>): Answer<'duty.saveArea'> {
  const { kind, doorFrom, doorTo } = input
  if (input.to !== null && input.from > input.to) return failure('duty/dates-reversed')
  if (doorFrom !== null && doorTo !== null && doorFrom > doorTo) return failure('duty/doors-reversed')
  return changed(ctx, (tx) => {
    const before = input.areaId === undefined ? undefined : findRow(tx, 'area', input.areaId)
    if (input.areaId !== undefined && before === undefined) return failure('duty/gone')
    if (!beatKnown(tx, input.beat)) return failure('duty/beat-unknown')
    const key = areaKey(kind, input.place, placeContext(tx))
    if (key === null) return failure('duty/area-unreadable')
    // Doors and sides are of a road; elsewhere they would say nothing.
    const doors =
      kind === 'road' ? { doorFrom, doorTo, side: input.side } : { doorFrom: null, doorTo: null, side: 'both' as const }
    const area = { kind, key, ...doors }
    const other = areasOfKeys(tx, [key]).find(
      (one) => one.areaId !== input.areaId && areasCollide(one, area) && spansOverlap(one, input),
    )
    if (other !== undefined) return failure('duty/area-overlap', { beat: other.beat, ...spanParams(other) })
    const areaId = input.areaId ?? (ctx.newId() as AreaId)
    const row = areaRow(
      { areaId, ...area, place: input.place, beat: input.beat, from: input.from, to: input.to },
      before?.created_at ?? ctx.now,
    )
    if (!writeRow(tx, 'area', row, actOf(ctx, input.reason))) return failure('duty/nothing-changed')
    noteChange(tx, 'area', areaId, before === undefined ? 'new' : 'changed')
    return success({ areaId })
  })
}

export function areaRow(area: StoredArea, createdAt: string) {
  return {
    area_id: area.areaId,
    kind: area.kind,
    place: area.place,
    key: area.key,
    door_from: area.doorFrom,
    door_to: area.doorTo,
    side: area.side,
    beat: area.beat,
    from_date: area.from,
    to_date: area.to,
    created_at: createdAt,
    removed_at: null,
  }
}
