import type { Schema } from '../../../db/schema.ts'
import { isDay } from '../../../src-domain/books/days.ts'
import type { Assignment, StaffFact } from '../../../src-domain/books/facts.ts'
import type { AddressContext } from '../../../src-domain/addresses/parse-address.ts'
import type { Values } from '../../../src-domain/books/book.ts'
import type { Calendar } from '../../../src-domain/duty/calendar.rules.ts'
import { isDeclaredMissing } from '../../../src-domain/books/absence.ts'
import { readPlace } from '../../../src-domain/books/place.ts'
import type { ReadDb } from '../../store/sql.ts'
import { calendarOf } from '../duty/office-catalogs.facts.ts'
import { assignedOn, staffOn, stationBeats } from '../duty/duty.facts.ts'
import { addressesOf } from './catalogs.ts'
import { floorsAt, isKnownPlace, knowsPlaces } from './premises.ts'

/**
 * What the checks need to know of the station beside other entries: people, beats, who answers for which, known premises. Asked once
 * and remembered, for as long as one instance is kept: a draft needs it once, a page of an import some hundred times.
 */
export class StationFacts {
  readonly context: AddressContext
  readonly calendar: Calendar
  /** Documents of which it is known that no register holds them. */
  unknownDocuments: ReadonlySet<string> = new Set()
  readonly #db: ReadDb
  #beats: string[] | undefined
  readonly #staff = new Map<string, StaffFact | null>()
  readonly #assignments = new Map<string, Assignment | undefined>()
  #knows: boolean | undefined
  readonly #known = new Map<string, boolean | undefined>()
  readonly #floors = new Map<string, number | null>()

  constructor(db: ReadDb) {
    this.#db = db
    this.context = addressesOf(db)
    this.calendar = calendarOf(db)
  }

  /** Beats of the station: those that the duty calendar knows, and those that somebody is assigned to. */
  get beats(): readonly string[] {
    if (this.#beats !== undefined) return this.#beats
    const assigned = this.#db
      .prepare<[], { beat: string }>('SELECT DISTINCT beat FROM account_beats ORDER BY beat')
      .all()
      .map((row) => row.beat)
    this.#beats = [...new Set([...stationBeats(this.#db), ...assigned])].sort()
    return this.#beats
  }

  /** Accounts by their ids; one that is unknown is left out. */
  staff(ids: readonly string[]): StaffFact[] {
    const asked = ids.filter((id) => !this.#staff.has(id))
    if (asked.length > 0) this.#ask(asked)
    return ids.map((id) => this.#staff.get(id) ?? null).filter((one) => one !== null)
  }

  /** Undefined where the duty calendar says of nobody who answers for the beat on that day. */
  assignment(officer: string, beat: string, day: string | undefined): Assignment | undefined {
    if (!isDay(day)) return undefined
    const key = `${officer} ${beat} ${day}`
    if (this.#assignments.has(key)) return this.#assignments.get(key)
    const how = assignedOn(this.#db, officer, beat, day)
    const known = how === 'not' && staffOn(this.#db, beat, day).length === 0 ? undefined : how
    this.#assignments.set(key, known)
    return known
  }

  /** Whether the address is one of the station's premises; undefined while the station knows of none. */
  knownPlace(values: Values): boolean | undefined {
    if (!this.#knowsPlaces) return undefined
    return remembered(this.#known, values['address'], () => isKnownPlace(this.#db, values, this.context))
  }

  /** Storeys of the building of the address, where they are known. */
  floors(values: Values): number | null {
    if (!this.#knowsPlaces) return null
    const address = values['address']
    const building =
      address === undefined || isDeclaredMissing(address) ? null : readPlace(address, this.context).building
    return remembered(this.#floors, building ?? undefined, () => floorsAt(this.#db, values, this.context))
  }

  get #knowsPlaces(): boolean {
    return (this.#knows ??= knowsPlaces(this.#db))
  }

  #ask(ids: readonly string[]): void {
    const among = `account_id IN (${ids.map(() => '?').join(', ')})`
    const accounts = this.#db
      .prepare<string[], Pick<Schema['accounts'], 'account_id' | 'staff_kind' | 'active'>>(
        `SELECT account_id, staff_kind, active FROM accounts WHERE ${among}`,
      )
      .all(...ids)
    const beats = this.#db
      .prepare<string[], Schema['account_beats']>(`SELECT * FROM account_beats WHERE ${among}`)
      .all(...ids)
    for (const id of ids) this.#staff.set(id, null)
    for (const { account_id: accountId, staff_kind: staffKind, active } of accounts) {
      const own = beats.filter((one) => one.account_id === accountId).map((one) => one.beat)
      this.#staff.set(accountId, { accountId, staffKind, active: active === 1, beats: own })
    }
  }
}

const mostRemembered = 5_000

function remembered<T>(memory: Map<string, T>, key: string | undefined, ask: () => T): T {
  if (key === undefined) return ask()
  if (memory.has(key)) return memory.get(key) as T
  const answer = ask()
  if (memory.size >= mostRemembered) memory.clear()
  memory.set(key, answer)
  return answer
}
