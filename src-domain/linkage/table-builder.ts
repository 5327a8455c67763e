import { compare, tieOf } from './compare.ts'
import { ties, unestimated, type FrequencyTable, type Tie } from './frequency-table.ts'
import type { LinkRecord } from './link-record.ts'

/** Different values among all records, as the caller counted them. */
export type DistinctValues = {
  readonly ids: number
  readonly phones: number
  readonly rooms: number
  readonly houses: number
  readonly buildings: number
}

const largestCounted = 60

/**
 * Estimates a frequency table from a station's records, directly: how common names are from all of them; how often phones and homes
 * agree for one person, and how often housemates share them, from pairs that meet under a phone or a home, taking equal names there
 * for one person. The order in which records and blocks come does not matter.
 */
export class TableBuilder {
  #names = 0
  #surnames = new Map<string, number>()
  #givens = new Map<string, number>()
  #surnameReadings = new Map<string, number>()
  #givenReadings = new Map<string, number>()
  #phone = new Share(unestimated.same.phone)
  #room = new Share(unestimated.same.room)
  #building = new Share(unestimated.same.building)
  #household = Object.fromEntries(
    ties.map((tie) => {
      const { resident, caller } = unestimated.household[tie]
      return [tie, { resident: new Share(resident), caller: new Share(caller) }]
    }),
  ) as Record<Tie, { resident: Share; caller: Share }>

  addRecord(record: LinkRecord): void {
    for (const name of record.names) {
      if (name.title) continue
      this.#names += 1
      count(this.#surnames, name.surname)
      count(this.#givens, name.given)
      count(this.#surnameReadings, name.surnameReadings[0] ?? '')
      count(this.#givenReadings, name.givenReading)
    }
  }

  /** All records under one phone or one home; very large blocks are no household and are left out. */
  addBlock(kind: 'phone' | 'home', records: readonly LinkRecord[]): void {
    if (records.length > largestCounted) return
    records.forEach((a, at) => {
      for (let other = at + 1; other < records.length; other += 1) this.#addPair(kind, a, records[other] as LinkRecord)
    })
  }

  #addPair(kind: 'phone' | 'home', a: LinkRecord, b: LinkRecord): void {
    if (a.system === b.system || a.names.length === 0 || b.names.length === 0) return
    const { levels } = compare(a, b, unestimated)
    const tie = tieOf(levels)
    if (tie === null || levels.name === 'title') return
    const oneName = levels.name === 'equal' || levels.name === 'same-sounding' || levels.name === 'confusable'
    // A pair that shares both stands in both blocks and counts once.
    if (tie !== 'both' || kind === 'phone')
      this.#household[tie][a.system === 'JCJ' || b.system === 'JCJ' ? 'caller' : 'resident'].add(oneName)
    if (levels.name !== 'equal') return
    if (kind === 'home' && levels.phone !== 'missing') this.#phone.add(levels.phone === 'equal')
    if (kind === 'phone' && levels.place !== 'missing') {
      this.#room.add(levels.place === 'room' || levels.place === 'house')
      this.#building.add(levels.place === 'building' || levels.place === 'room-without-floor')
    }
  }

  finish(version: number, distinct: DistinctValues): FrequencyTable {
    return {
      version,
      people: Math.max(distinct.ids, 1),
      names: this.#names,
      surnames: common(this.#surnames),
      givens: common(this.#givens),
      surnameReadings: common(this.#surnameReadings),
      givenReadings: common(this.#givenReadings),
      phones: Math.max(distinct.phones, 1_000),
      rooms: Math.max(distinct.rooms, 500),
      houses: Math.max(distinct.houses, 100),
      buildings: Math.max(distinct.buildings, 50),
      same: { phone: this.#phone.value, room: this.#room.value, building: this.#building.value },
      household: Object.fromEntries(
        ties.map((tie) => [
          tie,
          { resident: this.#household[tie].resident.value, caller: this.#household[tie].caller.value },
        ]),
      ) as FrequencyTable['household'],
    }
  }
}

/** A share, held towards a guess until some hundred pairs were seen, and never certain. */
class Share {
  #yes: number
  #all = 50

  constructor(guess: number) {
    this.#yes = guess * this.#all
  }

  add(yes: boolean): void {
    this.#all += 1
    if (yes) this.#yes += 1
  }

  get value(): number {
    return Math.round(Math.min(0.97, Math.max(0.03, this.#yes / this.#all)) * 1000) / 1000
  }
}

function count(counts: Map<string, number>, part: string): void {
  if (part !== '') counts.set(part, (counts.get(part) ?? 0) + 1)
}

/** What was seen at most twice is as rare as what was never seen: not worth keeping. Sorted, so that equal counts give equal bytes. */
function common(counts: ReadonlyMap<string, number>): Record<string, number> {
  const kept = [...counts].filter(([, times]) => times > 2).sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(kept)
}
