import type { WaitingList } from '../../../src-contract/features/distribution.contract.ts'
import type { SystemId } from '../../../src-contract/systems.ts'
import type { ReadDb } from '../../store/sql.ts'
import { countRefusedCorrections } from '../conflicts/corrections.acts.ts'
import { countStanding } from './sharing.repo.ts'

/** What other features may ask of distribution: this file is the door, the repos stay inside. */

/** Lists with what nobody but a person brings further: what a system refused, what it requires and nothing says. The refused first. */
export function waitingForSomebody(db: ReadDb): WaitingList[] {
  const records = countStanding(db, ['rejected', 'lacking']).map((one) => ({ ...one, kind: 'record' as const }))
  const corrections = countRefusedCorrections(db).map((one) => ({ ...one, kind: 'correction' as const }))
  const lists = [...records, ...corrections].map(({ system, kind, standing, n }): WaitingList => {
    return { system: system as SystemId, kind, standing: standing === 'lacking' ? 'lacking' : 'rejected', n }
  })
  const refusedFirst = (one: WaitingList): number => (one.standing === 'rejected' ? 0 : 1)
  return lists.sort((a, b) => refusedFirst(a) - refusedFirst(b))
}
