import type { AddressContext } from '../addresses/parse-address.ts'
import { builtInCalendar, type Calendar } from '../duty/calendar.rules.ts'

/** An account as far as the checks need to know it. */
export type StaffFact = {
  readonly accountId: string
  readonly staffKind: string
  readonly active: boolean
  readonly beats: readonly string[]
}

/** Ranges that can belong to nobody (demo catalog): entries with them never warn. */
export type FictitiousRanges = {
  /** Beginnings of division codes, such as 99. */
  readonly divisions: readonly string[]
  /** Beginnings of telephone numbers. */
  readonly phonePrefixes: readonly string[]
}

/** Whether the officer answered for the beat on the day of the entry: assigned, covering for somebody (代管), or not. */
export type Assignment = 'assigned' | 'covering' | 'not'

/** A shift of somebody whom the draft names too. */
export type ShiftFact = {
  readonly number: string
  /** Day on which it begins, and times as HH:MM; an end that is not after the start is on the next day. */
  readonly day: string
  readonly from: string
  readonly to: string
}

/** An open entry of another register book about the same document. */
export type ElsewhereEntry = OtherEntry & { readonly book: string; readonly samePlace: boolean }

export type OtherEntry = { readonly number: string; readonly occurredOn: string }

/** What the pure checks need to know of the world; core collects it, the checks never ask. */
export type Facts = {
  /** Calendar date in Asia/Shanghai. */
  readonly today: string
  /** Working days, with what the superior office issued. */
  readonly calendar: Calendar
  /** The accounts that the draft names; one that is missing is unknown. */
  readonly staff: readonly StaffFact[]
  /** Beats of the station; empty when none is known, then a beat is not questioned. */
  readonly beats: readonly string[]
  readonly fictitious: FictitiousRanges
  /** Divisions that addresses are read with. */
  readonly addresses: AddressContext
  /** Whether a division code exists or existed (GB/T 2260); undefined where no list is installed: then only provinces are looked at. */
  readonly isDivision?: (code: string) => boolean
  /** Credited entries of the same book for the same household within the book's period. */
  readonly sameHousehold: readonly OtherEntry[]
  /** Open entries of the same book with the same document. */
  readonly sameDocument: readonly OtherEntry[]
  /** Of the duty calendar; undefined where none is kept for that day: then the beats of the account are asked. */
  readonly assignment?: Assignment
  /** For each of the book's `uniques`, in their order: entries that collide. */
  readonly sameUnique: readonly (readonly OtherEntry[])[]
  /** Open entries of other register books with the same document. */
  readonly elsewhere: readonly ElsewhereEntry[]
  /** For a book with a `shift`: entries of the book that share the officer or a helper, from the day before to the day after. */
  readonly shifts: readonly ShiftFact[]
  /** Storeys of the building of the address, where they are known. */
  readonly buildingFloors: number | null
  /** Whether the address is one of the station's premises; undefined where none are known. */
  readonly knownPlace?: boolean
}

/** Facts of an empty station: what a check can say without knowing anything. */
export function noFacts(today: string): Facts {
  return {
    today,
    calendar: builtInCalendar,
    staff: [],
    beats: [],
    fictitious: { divisions: [], phonePrefixes: [] },
    addresses: { divisions: [] },
    sameHousehold: [],
    sameDocument: [],
    sameUnique: [],
    elsewhere: [],
    shifts: [],
    buildingFloors: null,
  }
}
