import type { PaperBatch } from '../../../src-contract/features/duty.shapes.ts'
import type { Role, StaffKind } from '../../../src-contract/roles.ts'
import { parseForArea, ruleOf, type AreaCandidate } from '../../../src-domain/duty/areas.rules.ts'
import { holdsOn } from '../../../src-domain/duty/spans.rules.ts'
import { countsAsDuty, dutyDates } from '../../../src-domain/duty/shift-time.rules.ts'
import type { AddressContext } from '../../../src-domain/addresses/parse-address.ts'
import type { LocalDate } from '../../../src-domain/identifiers/calendar.ts'
import { q } from '../../query.ts'
import type { ReadDb } from '../../store/sql.ts'
import { seesAll } from './access.rules.ts'
import { allAreas, areaStamp, type StoredArea } from './areas.repo.ts'
import { ruleOfAddress } from './areas.service.ts'
import { placeContext } from './place-context.ts'
import { inspectionPlans, allCampaigns } from './plans.repo.ts'
import { linkedBatch, paperBatches } from './batches.repo.ts'

/**
 * What other features may ask of duty: this file is the door, the repos stay inside. Every function is a read of the given
 * connection; days are YYYY-MM-DD in Asia/Shanghai.
 */

export type Assigned = 'assigned' | 'covering' | 'not'

/** Whether somebody answers for a beat on a day: by assignment, or by temporary cover (代管), which satisfies the check as well. */
export function assignedOn(db: ReadDb, accountId: string, beat: string, date: string): Assigned {
  const held = db
    .prepare<string[], { how: Assigned }>(
      `SELECT 'assigned' AS how FROM beat_assignments WHERE account_id = ? AND beat = ? AND removed_at IS NULL
         AND from_date <= ? AND (to_date IS NULL OR to_date >= ?)
       UNION ALL
       SELECT 'covering' FROM beat_covers WHERE covering_id = ? AND beat = ? AND removed_at IS NULL
         AND from_date <= ? AND to_date >= ? LIMIT 1`,
    )
    .one(accountId, beat, date, date, accountId, beat, date, date)
  return held?.how ?? 'not'
}

/** Beats that somebody answers for on a day, assigned or covering, in order. */
export function beatsOn(db: ReadDb, accountId: string, date: string): string[] {
  return db
    .prepare<string[], { beat: string }>(
      `SELECT beat FROM beat_assignments WHERE account_id = ? AND removed_at IS NULL AND from_date <= ?
         AND (to_date IS NULL OR to_date >= ?)
       UNION
       SELECT beat FROM beat_covers WHERE covering_id = ? AND removed_at IS NULL AND from_date <= ? AND to_date >= ?
       ORDER BY beat`,
    )
    .all(accountId, date, date, accountId, date, date)
    .map(({ beat }) => beat)
}

/** Who answers for a beat on a day, assigned ones first. */
export function staffOn(
  db: ReadDb,
  beat: string,
  date: string,
): { accountId: string; staffKind: StaffKind; how: Exclude<Assigned, 'not'> }[] {
  return db
    .prepare<string[], { accountId: string; staffKind: StaffKind; how: Exclude<Assigned, 'not'> }>(
      `SELECT s.account_id AS accountId, a.staff_kind AS staffKind, 'assigned' AS how
         FROM beat_assignments AS s JOIN accounts AS a USING (account_id)
         WHERE s.beat = ? AND s.removed_at IS NULL AND s.from_date <= ? AND (s.to_date IS NULL OR s.to_date >= ?)
       UNION ALL
       SELECT c.covering_id, a.staff_kind, 'covering' FROM beat_covers AS c JOIN accounts AS a ON a.account_id = c.covering_id
         WHERE c.beat = ? AND c.removed_at IS NULL AND c.from_date <= ? AND c.to_date >= ?
       ORDER BY how, accountId`,
    )
    .all(beat, date, date, beat, date, date)
}

/** The one police officer in service who answers for a beat on a day; null where there is nobody, or more than one. */
export function answersAlone(db: ReadDb, beat: string, date: string): string | null {
  const police = staffOn(db, beat, date).filter(({ staffKind }) => staffKind === 'officer')
  const ids = [...new Set(police.map(({ accountId }) => accountId))]
  const [only, ...others] = ids
  if (only === undefined || others.length > 0) return null
  const account = db.one(q.selectFrom('accounts').select('active').where('account_id', '=', only))
  return account?.active === 1 ? only : null
}

/** Beats of the station, also those to which nobody is assigned today. */
export function stationBeats(db: ReadDb): string[] {
  return db
    .prepare<[], { beat: string }>('SELECT beat FROM beats ORDER BY beat')
    .all()
    .map(({ beat }) => beat)
}

/** The days of a period on which somebody is on duty, each once, in order: `f` of the scheme counts them. */
export function dutyDays(db: ReadDb, accountId: string, from: string, to: string): string[] {
  return dutyDates(rowsOf(db, accountId, from, to))
}

/** The last day for which the roster says anything of somebody; null without a roster. Later days are not known, not free. */
export function rosterReaches(db: ReadDb, accountId: string): string | null {
  const last = db.one(
    q
      .selectFrom('duty_rows')
      .select(({ fn }) => fn.max('date').as('date'))
      .where('account_id', '=', accountId)
      .where('removed_at', 'is', null),
  )
  return last?.date ?? null
}

/** The first duty day after a day; null where the roster does not say (it ends before, or there is none). */
export function nextDutyDay(db: ReadDb, accountId: string, after: string): string | null {
  return (
    db
      .all(
        q
          .selectFrom('duty_rows')
          .select(['date', 'shift'])
          .where('account_id', '=', accountId)
          .where('date', '>', after)
          .where('removed_at', 'is', null)
          .orderBy('date')
          .limit(200),
      )
      .find(({ shift }) => countsAsDuty(shift))?.date ?? null
  )
}

function rowsOf(db: ReadDb, accountId: string, from: string, to: string): { date: string; shift: string }[] {
  return db.all(
    q
      .selectFrom('duty_rows')
      .select(['date', 'shift'])
      .where('account_id', '=', accountId)
      .where('date', '>=', from)
      .where('date', '<=', to)
      .where('removed_at', 'is', null),
  )
}

/** The beat that an address belongs to on a day, by the premises -> beat map; null where no rule says. */
export function beatOfAddress(db: ReadDb, address: string, date: string): { beat: string; areaId: string } | null {
  const rule = ruleOfAddress(db, address, date)
  return rule === null ? null : { beat: rule.beat, areaId: rule.areaId }
}

/** The same for many addresses: the map is read once, and each way of writing a building is understood once. */
export function beatFinder(db: ReadDb): (address: string, date: string) => string | null {
  const context = placeContext(db)
  const { rules, beats } = keptFor(db)
  return (address, date) => {
    const building = address.replace(behindBuilding, '')
    const asked = `${date} ${building}`
    const known = beats.get(asked)
    if (known !== undefined) return known
    const candidates = candidatesOf(building, context)
    const areas = [...new Set(candidates.map(({ key }) => key))].flatMap((key) => rules.get(key) ?? [])
    const beat = ruleOf(areas, candidates, date)?.beat ?? null
    if (beats.size >= mostBeats) beats.clear()
    beats.set(asked, beat)
    return beat
  }
}

type Kept = {
  readonly stamp: number
  readonly rules: ReadonlyMap<string, readonly StoredArea[]>
  /** By day and building: taking an address apart costs as much as reading it. */
  readonly beats: Map<string, string | null>
}
const keptOf = new WeakMap<ReadDb, Kept>()
/** Some 100 bytes each. */
const mostBeats = 20_000

/** All rules of a station, some hundreds or thousands: every search asks them, so they are read again only after a change. */
function keptFor(db: ReadDb): Kept {
  const stamp = areaStamp(db)
  const kept = keptOf.get(db)
  if (kept?.stamp === stamp) return kept
  const rules = new Map<string, StoredArea[]>()
  for (const area of allAreas(db)) {
    const own = rules.get(area.key)
    if (own) own.push(area)
    else rules.set(area.key, [area])
  }
  const fresh = { stamp, rules, beats: new Map() }
  keptOf.set(db, fresh)
  return fresh
}

/** Which rule holds never depends on unit and room behind a building that is named as one. */
const behindBuilding = /(?<=[栋幢座楼])(?:\d+单元)?\d+室?$/u
const understood = new WeakMap<AddressContext, Map<string, AreaCandidate[]>>()
const mostUnderstood = 2_000

function candidatesOf(building: string, context: AddressContext): AreaCandidate[] {
  const known = understood.get(context) ?? new Map<string, AreaCandidate[]>()
  understood.set(context, known)
  const before = known.get(building)
  if (before) return before
  if (known.size >= mostUnderstood) known.clear()
  const read = parseForArea(building, context)
  known.set(building, read)
  return read
}

/** 东渚区桂园社区 as most addresses write it, 桂园社区. */
function withoutDivisions(place: string): string {
  const name = place.replace(/^.*(?:[省市县镇乡]|街道|(?<!社)区)(?=.)/u, '')
  return name.length > 2 ? name : place
}

/**
 * What these beats hold on a day: how the building keys (see subjects) begin, and the names of whole communities, with which no key
 * begins.
 */
export function placesOfBeats(
  db: ReadDb,
  beats: readonly string[],
  date: string,
): { starts: string[]; communities: string[] } {
  const own = allAreas(db).filter((area) => beats.includes(area.beat) && holdsOn(area, date as LocalDate))
  const keyed = own.filter(({ kind }) => kind !== 'community')
  return {
    starts: [...new Set(keyed.map(({ kind, key }) => (kind === 'building' ? key : key.replace(/\|+$/, '|'))))],
    communities: [
      ...new Set(own.filter(({ kind }) => kind === 'community').map(({ place }) => withoutDivisions(place))),
    ],
  }
}

/** The chiefs for whom somebody acts on a day (代行), with the signed period's id for the audit row. */
export function actsFor(db: ReadDb, deputyId: string, date: string): { chiefId: string; actingId: string }[] {
  return db.all(
    q
      .selectFrom('acting_periods')
      .select(['chief_id as chiefId', 'acting_id as actingId'])
      .where('deputy_id', '=', deputyId)
      .where('from_date', '<=', date)
      .where('to_date', '>=', date)
      .where('removed_at', 'is', null)
      .orderBy('chief_id'),
  )
}

/** Planned inspections that nobody has done, the soonest due first; of one officer or of all. For the home page and P4. */
export function openInspections(db: ReadDb, today: string, officerId?: string) {
  return inspectionPlans(db, today, { open: true, ...(officerId === undefined ? {} : { officerId }) })
}

/** Campaigns that run on a day, with the head counts that were assigned. */
export function campaignsOn(db: ReadDb, date: string) {
  return allCampaigns(db, date, date)
}

/** Paper that waits for somebody's confirmation. */
export function batchesWaitingFor(db: ReadDb, accountId: string) {
  return paperBatches(db, { party: accountId, open: true }).filter(
    (batch) => (batch.waitsFor === 'hander' ? batch.handedBy : batch.receivedBy) === accountId,
  )
}

/** Batches of a book with sheets that nobody has typed in yet, the newest first: one's own, or all for clerk and chief. */
export function batchesToType(
  db: ReadDb,
  book: string,
  { role, accountId }: { readonly role: Role; readonly accountId: string },
): PaperBatch[] {
  const party = seesAll(role) ? {} : { party: accountId }
  return paperBatches(db, { ...party, book }).filter(({ entries, sheets }) => entries < sheets)
}

export type BatchHead = { readonly batchId: string; readonly number: string; readonly book: string }

/** A batch by its id, unless it was withdrawn. */
export function findBatch(db: ReadDb, batchId: string): BatchHead | undefined {
  return db.one(
    q
      .selectFrom('paper_batches')
      .select(['batch_id as batchId', 'number', 'book'])
      .where('batch_id', '=', batchId)
      .where('removed_at', 'is', null),
  )
}

/** The batch that an entry was typed from. */
export function batchOfEntry(db: ReadDb, entryId: string): BatchHead | undefined {
  const batchId = linkedBatch(db, entryId)
  return batchId === undefined ? undefined : findBatch(db, batchId)
}

/** Everybody who acts for a chief on a day. */
export function deputiesOn(db: ReadDb, date: string): string[] {
  return db
    .prepare<[string, string], { deputy_id: string }>(
      `SELECT DISTINCT deputy_id FROM acting_periods WHERE from_date <= ? AND to_date >= ? AND removed_at IS NULL
       ORDER BY deputy_id`,
    )
    .all(date, date)
    .map((row) => row.deputy_id)
}
