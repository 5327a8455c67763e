/**
 * What the station's own data say about how common names are, how often systems agree on one person, and how often housemates share
 * what they share. Estimated by a full run, kept with its version, and fixed until the next one: scores do not drift between.
 */
export type FrequencyTable = {
  /** Grows by one with every estimate of this station. */
  readonly version: number
  /** People whom a record may be about: what a match has to be picked from. */
  readonly people: number
  /** Full names that were counted. */
  readonly names: number
  readonly surnames: Readonly<Record<string, number>>
  readonly givens: Readonly<Record<string, number>>
  readonly surnameReadings: Readonly<Record<string, number>>
  readonly givenReadings: Readonly<Record<string, number>>
  /** Different values that are in use: one in so many agrees by chance. */
  readonly phones: number
  readonly rooms: number
  readonly houses: number
  readonly buildings: number
  /** Share of pairs of one person that agree, where both say something. */
  readonly same: { readonly phone: number; readonly room: number; readonly building: number }
  /** Of pairs that share a phone, a home or both, the share that is one person and not two of a household. */
  readonly household: Readonly<Record<Tie, { readonly resident: number; readonly caller: number }>>
}

/** What ties two records to one household. */
export const ties = ['phone', 'home', 'both'] as const
export type Tie = (typeof ties)[number]

/** Before anything was estimated: a small station whose numbers are guesses on the careful side. */
export const unestimated: FrequencyTable = {
  version: 0,
  people: 5_000,
  names: 0,
  surnames: {},
  givens: {},
  surnameReadings: {},
  givenReadings: {},
  phones: 4_000,
  rooms: 2_000,
  houses: 500,
  buildings: 200,
  same: { phone: 0.7, room: 0.6, building: 0.15 },
  household: {
    phone: { resident: 0.4, caller: 0.7 },
    home: { resident: 0.3, caller: 0.3 },
    both: { resident: 0.5, caller: 0.75 },
  },
}

/** A table has at least so many names: one name in a station of twenty is not as common as one in twenty. */
const fewestNames = 5_000

/** Share of people with that name part; a part never seen is as rare as the rarest. */
export function shareOf(counts: Readonly<Record<string, number>>, part: string, table: FrequencyTable): number {
  const count = Object.hasOwn(counts, part) ? (counts[part] as number) : 0
  return Math.max(count, 2) / Math.max(table.names, fewestNames)
}
