import { localDateOf } from '../../clock.ts'
import { areaKey, type AreaKind } from '../../../src-domain/duty/areas.rules.ts'
import { readPlace } from '../../../src-domain/books/place.ts'
import { q } from '../../query.ts'
import type { WriteDb } from '../../store/sql.ts'
import { uuidv7 } from '../../uuid.ts'
import { areaRow } from './areas.service.ts'
import { placeContext } from './place-context.ts'
import { writeShares } from './plans.repo.ts'
import { writeRow, type Act } from './records.repo.ts'
import { allStaff, writeBeat } from './staff.repo.ts'
import { deriveAccountBeats } from './standing-assignments.ts'

/** Duty of a whole station, people named by their staff numbers. */
export type DutyToLoad = {
  /** Accounts that nobody logs in to on this PC. */
  readonly colleagues: readonly {
    readonly login: string
    readonly name: string
    readonly role: string
    readonly staffKind: string
    readonly staffNumber: string
    readonly team: string
  }[]
  readonly beats: readonly { readonly id: string; readonly name: string }[]
  readonly assignments: readonly { who: string; beat: string; from: string; to: string | null }[]
  readonly covers: readonly {
    beat: string
    covered: string
    covering: string
    from: string
    to: string
    reason: string
  }[]
  readonly acting: readonly { chief: string; deputy: string; from: string; to: string; reason: string }[]
  readonly roster: readonly { who: string; date: string; shift: string; from: string; to: string }[]
  readonly areas: readonly {
    kind: AreaKind
    place: string
    doorFrom: number | null
    doorTo: number | null
    beat: string
    from: string
  }[]
  readonly inspections: readonly {
    object: string
    address: string
    beat: string
    who: string
    from: string
    to: string
  }[]
  readonly campaigns: readonly {
    topic: string
    from: string
    to: string
    shares: readonly { beat: string; who: string | null; heads: number }[]
  }[]
}

export type LoadedDuty = { colleagues: number; duties: number; areas: number }

/**
 * Fills a new station's duty in one transaction, for the demo. The assignments with which its accounts were made are replaced.
 * @param now instant, ISO UTC
 * @throws when a person, or the place of an area, cannot be found: the data is made for this station
 */
export function loadDuty(db: WriteDb, duty: DutyToLoad, { now, reason }: { now: string; reason: string }): LoadedDuty {
  return db.transaction((tx) => {
    const newId = (): string => uuidv7(Date.parse(now))
    for (const one of duty.colleagues) {
      const account = {
        account_id: newId(),
        login: one.login,
        name: one.name,
        role: one.role,
        staff_kind: one.staffKind,
      }
      const rest = { staff_number: one.staffNumber, team: one.team, active: 1, created_at: now }
      tx.run(q.insertInto('accounts').values({ ...account, ...rest }))
    }
    for (const { id, name } of duty.beats) writeBeat(tx, id, name, now)
    tx.run(q.deleteFrom('beat_assignments'))
    const loader = new Loader(tx, now, reason, newId)
    loader.people(duty)
    loader.places(duty)
    loader.plans(duty)
    deriveAccountBeats(tx, localDateOf(Date.parse(now)))
    return { colleagues: duty.colleagues.length, duties: duty.roster.length, areas: duty.areas.length }
  })
}

class Loader {
  readonly #tx: WriteDb
  readonly #act: Act
  readonly #newId: () => string
  readonly #ids: ReadonlyMap<string, string>

  constructor(tx: WriteDb, now: string, reason: string, newId: () => string) {
    this.#tx = tx
    this.#act = { at: now, accountId: null, reason }
    this.#newId = newId
    this.#ids = new Map(allStaff(tx).map(({ staffNumber, accountId }) => [staffNumber, accountId]))
  }

  people({ assignments, covers, acting, roster }: DutyToLoad): void {
    const { stamp, dates } = this.#common()
    for (const one of assignments) {
      const row = {
        assignment_id: this.#newId(),
        account_id: this.#id(one.who),
        beat: one.beat,
        ...dates(one),
        ...stamp,
      }
      writeRow(this.#tx, 'assignment', row, this.#act)
    }
    for (const one of covers) {
      const who = { covered_id: this.#id(one.covered), covering_id: this.#id(one.covering) }
      const row = { cover_id: this.#newId(), beat: one.beat, ...who, from_date: one.from, to_date: one.to, ...stamp }
      writeRow(this.#tx, 'cover', row, { ...this.#act, reason: one.reason })
    }
    for (const { chief, deputy, from, to, reason } of acting) {
      const who = { chief_id: this.#id(chief), deputy_id: this.#id(deputy) }
      const span = { from_date: from, to_date: to, reason, signed_at: `${from}T00:30:00.000Z`, removed_at: null }
      writeRow(this.#tx, 'acting', { acting_id: this.#newId(), ...who, ...span }, { ...this.#act, reason })
    }
    for (const { who, date, shift, from, to } of roster) {
      const row = {
        duty_id: this.#newId(),
        account_id: this.#id(who),
        date,
        shift,
        from_time: from,
        to_time: to,
        ...stamp,
      }
      writeRow(this.#tx, 'duty', row, this.#act)
    }
  }

  places({ areas }: DutyToLoad): void {
    const context = placeContext(this.#tx)
    for (const { kind, place, ...area } of areas) {
      const key = areaKey(kind, place, context)
      if (key === null) throw new Error(`the ${kind} of a demo area cannot be read`)
      const rule = { areaId: this.#newId(), kind, place, key, ...area, side: 'both' as const, to: null }
      writeRow(this.#tx, 'area', areaRow(rule, this.#act.at), this.#act)
    }
  }

  plans({ inspections, campaigns }: DutyToLoad): void {
    const { stamp } = this.#common()
    const context = placeContext(this.#tx)
    for (const { object, address, beat, who, from, to } of inspections) {
      const what = { object, object_number: null, address, address_key: readPlace(address, context).key, beat }
      const open = { officer_id: this.#id(who), fulfilled_by: null, fulfilled_on: null, ...stamp }
      const row = { plan_id: this.#newId(), ...what, from_date: from, to_date: to, ...open }
      writeRow(this.#tx, 'inspection', row, this.#act)
    }
    for (const { topic, from, to, shares } of campaigns) {
      const campaignId = this.#newId()
      const row = { campaign_id: campaignId, topic, from_date: from, to_date: to, ...stamp }
      writeRow(this.#tx, 'campaign', row, this.#act)
      const told = shares.map(({ beat, who, heads }) => ({
        beat,
        officerId: who === null ? null : this.#id(who),
        heads,
      }))
      writeShares(this.#tx, campaignId, told)
    }
  }

  #id(staffNumber: string): string {
    const found = this.#ids.get(staffNumber)
    if (found === undefined) throw new Error('a person of the demo duty has no account')
    return found
  }

  #common() {
    return {
      stamp: { created_at: this.#act.at, removed_at: null },
      dates: ({ from, to }: { from: string; to: string | null }) => ({ from_date: from, to_date: to }),
    }
  }
}
