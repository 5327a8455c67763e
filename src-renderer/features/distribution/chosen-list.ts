import type { DistributionChannel, DistributionStanding } from '../../../src-contract/distribution.ts'
import type { SharedItem } from '../../../src-contract/features/distribution.contract.ts'
import type { SystemId } from '../../../src-contract/systems.ts'
import { whenUserChanges } from '../../session/session-store.ts'
import { store } from '../../ui/store.ts'
import type { SystemCounts } from './system-list.tsx'

export type ChosenList = { system: SystemId; kind: SharedItem['kind']; standing: DistributionStanding }

/** The list that was open, so that the way back from an entry leads to it. */
export const chosenList = store<ChosenList | null>(null)
whenUserChanges(() => chosenList.set(null))

/** What somebody has to do comes before what is on its way, and that before what is done. */
export const byUrgency = [
  'rejected',
  'lacking',
  'waiting',
  'exported',
  'shared',
] as const satisfies DistributionStanding[]

/** The list of a system that one looks at first. */
export function firstList({ system, channel, records, corrections }: SystemCounts): ChosenList {
  const standing = byUrgency.find((one) => (records[one] ?? 0) > 0)
  if (standing) return { system, kind: 'record', standing }
  const corrected = byUrgency.find((one) => one !== 'lacking' && (corrections[one] ?? 0) > 0)
  if (corrected) return { system, kind: 'correction', standing: corrected }
  return { system, kind: 'record', standing: shownStandings({ channel, records }, 'record')[0] ?? 'waiting' }
}

/** The system that needs somebody, else the first that has anything. */
export function firstSystem(systems: readonly SystemCounts[]): SystemCounts | undefined {
  const urgency = (one: SystemCounts): number =>
    byUrgency.findIndex(
      (standing) =>
        // What waits for an interface waits for nobody.
        !(standing === 'waiting' && one.channel === 'interface') &&
        (one.records[standing] ?? 0) + (standing === 'lacking' ? 0 : (one.corrections[standing] ?? 0)) > 0,
    )
  const some = systems.filter((one) => urgency(one) >= 0)
  return some.sort((a, b) => urgency(a) - urgency(b))[0] ?? systems[0]
}

/** Whether something can be done with several rows at once; over an interface the system alone answers. */
export function takesSeveral(standing: DistributionStanding, channel: DistributionChannel): boolean {
  if (standing === 'rejected') return true
  return channel !== 'interface' && (standing === 'exported' || standing === 'shared')
}

const listed = ['waiting', 'lacking', 'exported', 'rejected', 'shared'] as const satisfies DistributionStanding[]

/** The standings that can occur: a correction lacks nothing, and over an interface nothing is exported. */
export function shownStandings(
  { channel, records }: Pick<SystemCounts, 'channel' | 'records'>,
  kind: SharedItem['kind'],
): readonly DistributionStanding[] {
  return listed.filter(
    (one) =>
      !(one === 'lacking' && kind === 'correction') &&
      !(one === 'exported' && channel === 'interface' && (records.exported ?? 0) === 0),
  )
}
