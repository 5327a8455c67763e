/** An account as far as the checks need to know it. */
export type StaffFact = {
  readonly accountId: string
  readonly staffKind: 'officer' | 'auxiliary' | 'civilian'
  readonly active: boolean
  readonly beats: readonly string[]
}

/** Ranges that can belong to nobody (demo catalog): entries with them never warn. */
export type FictitiousRanges = {
  readonly divisions: readonly string[]
  readonly phonePrefixes: readonly string[]
}

export type OtherEntry = { readonly number: string; readonly occurredOn: string }

/** What the pure checks need to know of the world; core collects it, the checks never ask. */
export type Facts = {
  /** Calendar date in Asia/Shanghai. */
  readonly today: string
  /** The accounts that the draft names. */
  readonly staff: readonly StaffFact[]
  /** Beats of the station; empty when none is known, then a beat is not questioned. */
  readonly beats: readonly string[]
  readonly fictitious: FictitiousRanges
  /** Credited entries of the same book for the same household within the book's period. */
  readonly sameHousehold: readonly OtherEntry[]
  /** Open entries of the same book with the same document. */
  readonly sameDocument: readonly OtherEntry[]
}
