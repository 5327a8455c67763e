import type { ConflictKind } from '../../src-contract/conflicts.ts'
import type { SystemId } from '../../src-contract/systems.ts'

export { conflictKinds, type ConflictKind } from '../../src-contract/conflicts.ts'

/** A conflict: the record that most likely has to be corrected, and the one that says otherwise (null: it is wrong by itself). */
export type Conflict = {
  readonly kind: ConflictKind
  readonly record: ConflictRecord
  readonly against: ConflictRecord | null
  /** Field of `record` that is in question. */
  readonly field: string
}

/** A source record as the rules read it; made by `readRecord`. */
export type ConflictRecord = {
  readonly system: SystemId
  readonly nativeId: string
  /** Field keys of the catalog; empty fields are absent. */
  readonly fields: Readonly<Record<string, string>>
  /** The address as written; null where there is none. */
  readonly written: PlaceSaid | null
  /** The place that the record is about: property management's own key, elsewhere the address as written. */
  readonly place: PlaceSaid | null
}

/** What an address says, in forms that can be compared; absent elements are ''. */
export type PlaceSaid = {
  readonly road: string
  readonly door: string
  readonly estate: string
  readonly building: string
  readonly unit: string
  readonly floor: string
  readonly room: string
  readonly floorMissing: boolean
}
