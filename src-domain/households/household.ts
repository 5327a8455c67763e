import type { ConflictKind } from '../../src-contract/conflicts.ts'
import type { SystemId } from '../../src-contract/systems.ts'
import { comparePlaces } from '../conflicts/compare-places.ts'
import type { ConflictRecord, PlaceSaid } from '../conflicts/conflict-kinds.ts'
import { isCurrent } from '../conflicts/read-record.ts'

/** Systems that say who lives where. */
export const householdSystems = ['JZ', 'WG', 'WY', 'ZJ'] as const satisfies readonly SystemId[]
export type HouseholdSystem = (typeof householdSystems)[number]

/**
 * What one system says of one person and one home: lives here; here, but the address is off by a slip; lived here; owns it and lives
 * elsewhere; lives elsewhere; has the person without a home; does not have the person.
 */
export const standings = ['here', 'near', 'left', 'owner', 'elsewhere', 'unplaced', 'silent'] as const
export type Standing = (typeof standings)[number]

export type Said = Readonly<Record<HouseholdSystem, Standing>>

export function isHouseholdSystem(system: SystemId): system is HouseholdSystem {
  return householdSystems.some((one) => one === system)
}

/** Whether a record is about just this home: both name a room, and nothing that both say differs. */
export function isAtHome(record: ConflictRecord, home: PlaceSaid): boolean {
  return record.place !== null && record.place.room !== '' && comparePlaces(record.place, home) === 'same'
}

/**
 * What the four registers say of one person and one home.
 * @param records all records of the person that may be seen; others are silent
 * @param today YYYY-MM-DD
 */
export function saidOf(records: readonly ConflictRecord[], home: PlaceSaid, today: string): Said {
  const of = (system: HouseholdSystem): Standing => standingOf(records, system, home, today)
  const said = { JZ: of('JZ'), WG: of('WG'), WY: of('WY'), ZJ: of('ZJ') }
  // An owner who lives elsewhere is no contradiction.
  const owns = records.some(({ system, fields }) => system === 'WY' && fields['occupantKind'] === '业主')
  const elsewhere = said.JZ === 'elsewhere' || said.WG === 'elsewhere'
  const livesHere = isHere(said.JZ) || isHere(said.WG)
  return owns && said.WY === 'here' && elsewhere && !livesHere ? { ...said, WY: 'owner' } : said
}

function standingOf(
  records: readonly ConflictRecord[],
  system: HouseholdSystem,
  home: PlaceSaid,
  today: string,
): Standing {
  const own = records.filter((one) => one.system === system)
  if (own.length === 0) return 'silent'
  const current = own.filter((one) => isCurrent(one, today))
  const distance = (one: ConflictRecord) => comparePlaces(one.place, home)
  if (current.some((one) => isAtHome(one, home))) return 'here'
  if (current.some((one) => distance(one) === 'near')) return 'near'
  if (own.some((one) => !current.includes(one) && isAtHome(one, home))) return 'left'
  return current.some((one) => distance(one) === 'far') ? 'elsewhere' : 'unplaced'
}

const isHere = (standing: Standing): boolean => standing === 'here' || standing === 'near'

/** Whether any register has the person living in this home. */
export function livesHere(said: Said): boolean {
  return householdSystems.some((system) => isHere(said[system]))
}

/**
 * agree: every register that tells of this home tells the same; gaps: one does not have a person whom another has here, or no
 * register but one tells of the home at all; differ: one says otherwise; nobody: none has anybody here.
 */
export const agreements = ['agree', 'gaps', 'differ', 'nobody'] as const
export type Agreement = (typeof agreements)[number]

/** A property manager's list and the register of leases name one person of a household: only these two have to name everybody. */
const complete: readonly HouseholdSystem[] = ['JZ', 'WG']

/**
 * Whether the registers agree about who lives in one home.
 * @param people what is said of each person that any register names
 * @param conflicts kinds of the conflicts that are about this home
 */
export function agreementOf(people: readonly Said[], conflicts: readonly ConflictKind[] = []): Agreement {
  const residents = people.filter(livesHere)
  if (conflicts.some((kind) => householdConflicts.includes(kind))) return 'differ'
  if (residents.length === 0) return 'nobody'
  if (residents.some(contradicts)) return 'differ'
  const telling = householdSystems.filter((system) => residents.some((said) => isHere(said[system])))
  if (telling.length < 2) return 'gaps'
  const everybody = complete.filter((system) => telling.includes(system))
  return residents.every((said) => everybody.every((system) => isHere(said[system]))) ? 'agree' : 'gaps'
}

/** Conflicts that say, too, that registers disagree about who lives where: they are found between files as well. */
export const householdConflicts: readonly ConflictKind[] = ['OCCUPANCY', 'DOOR_MISMATCH', 'STALE', 'MULTI_CURRENT']

/** One register has the person here, another one somewhere else. That a lease ran out says nothing: it is often renewed late. */
export function contradicts(said: Said): boolean {
  return (
    livesHere(said) &&
    householdSystems.some(
      (system) =>
        said[system] === 'near' || (said[system] === 'left' && system !== 'ZJ') || said[system] === 'elsewhere',
    )
  )
}
