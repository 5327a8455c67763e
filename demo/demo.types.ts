import type { ConflictKind } from '../src-contract/conflicts.ts'
import type { SystemDefinition, SystemId } from '../src-contract/systems.ts'
import type { Role, StaffKind } from '../src-contract/roles.ts'
import type { DefectKind, Defects, Tally } from './defects.ts'
import type { DemoDuty } from './duty.ts'
import type { DemoInUse } from './in-use.ts'
import type { DemoBook, DemoEntry } from './ledger/ledger.ts'

/** What one system says of somebody or something. */
export interface DemoRecord {
  readonly system: SystemId
  readonly nativeId: string
  /** Instant in UTC. */
  readonly sourceTime: string
  /** By field key of the catalog; empty fields are absent. */
  readonly payload: Readonly<Record<string, string>>
}

/** One seeded defect; `was` is what the field would say without it, `as` refines the kind. */
export interface SeededDefect {
  readonly kind: DefectKind
  readonly field?: string
  readonly was?: string
  readonly as?: string
}

/** What is true of a record: one line of truth.jsonl. Ids are p, r, o and a number; null where there is none. */
export interface TruthRow {
  readonly system: SystemId
  readonly nativeId: string
  readonly person: string | null
  /** Premises that the record ought to state. */
  readonly premises: string | null
  /** Premises that it means to state, which is another one when somebody moved and the system does not know. */
  readonly statedPremises: string | null
  readonly organisation: string | null
  readonly defects: readonly SeededDefect[]
  readonly conflicts: readonly ConflictKind[]
}

export interface DemoUser {
  /** Log-in name. */
  readonly user: string
  readonly role: Role
  readonly passphrase: string
  readonly name: string
  readonly staffKind: StaffKind
  readonly staffNumber: string
  readonly team: string
  readonly beats: string[]
}

export interface DemoOptions {
  readonly people: number
  readonly seed: string
  /** YYYY-MM-DD; everything in the station happened before 06:00 of this day. */
  readonly today: string
  /** How many beats, each with its officer; undefined: as many as so many people have. */
  readonly beats?: number | undefined
}

export interface DemoStation {
  readonly options: DemoOptions
  readonly defects: Defects
  readonly station: { readonly id: string; readonly name: string }
  readonly beats: readonly { readonly id: string; readonly name: string }[]
  readonly users: readonly DemoUser[]
  readonly systems: readonly SystemDefinition[]
  /** Records with their truth, grouped by system, seven a person. May be asked for again; every pass gives the same. */
  rows(): IterableIterator<{ record: DemoRecord; truth: TruthRow }>
  records(): IterableIterator<DemoRecord>
  truth(): IterableIterator<TruthRow>
  /** What stands under the books: colleagues, assignments, roster, areas, plans. */
  duty(): DemoDuty
  /** Entries of all books up to a day, in the order in which they were filed. */
  ledger(options: {
    readonly today: string
    readonly entries: number
    readonly only?: DemoBook | undefined
    /** Besides, what surveys of the quarters before are about. */
    readonly served?: boolean
  }): IterableIterator<DemoEntry>
  /** What is done with it besides, so that no screen is empty. */
  inUse(today: string): DemoInUse
  /** About 300 records for one export file by hand: unchanged, changed and new ones. */
  handImport(system: SystemId): IterableIterator<DemoRecord>
  /** Counts of the last complete pass. */
  readonly tally: () => Tally
}
