import { doorMismatch, floorMissing, multiCurrent, stale } from './address.rules.ts'
import type { Conflict } from './conflict-kinds.ts'
import { inSourceDuplicate } from './duplicate.rules.ts'
import { birthDate, idCheck, idName } from './identity.rules.ts'
import { hazardStandard, occupancy, oneSided, unitCode } from './register.rules.ts'
import type { Rule, SubjectRecords } from './subject-records.ts'

const rules: readonly Rule[] = [
  idCheck,
  idName,
  birthDate,
  floorMissing,
  doorMismatch,
  multiCurrent,
  stale,
  occupancy,
  oneSided,
  unitCode,
  inSourceDuplicate,
  hazardStandard,
]

/**
 * All conflicts of one subject's records: twelve kinds, each found by its rule alone. Pure: the same records give the same
 * conflicts in the same order, whatever the order in which they came.
 */
export function findConflicts(records: SubjectRecords): Conflict[] {
  const byKey = (a: { system: string; nativeId: string }, b: { system: string; nativeId: string }): number =>
    a.system < b.system ? -1 : a.system > b.system ? 1 : a.nativeId < b.nativeId ? -1 : a.nativeId > b.nativeId ? 1 : 0
  const ordered = { ...records, own: [...records.own].sort(byKey), peers: [...records.peers].sort(byKey) }
  return rules.flatMap((rule) => rule(ordered))
}
