import type { DistributionChannel } from '../../src-contract/distribution.ts'

/** What somebody at the station can say of a record or a correction. */
export type StationAct = 'exported' | 'confirmed' | 'rejected' | 'again'

const from: Readonly<Record<StationAct, ReadonlySet<string>>> = {
  exported: new Set(['waiting']),
  // Also what was handed over some other way; and a slip is put right.
  confirmed: new Set(['waiting', 'exported', 'rejected']),
  rejected: new Set(['exported', 'shared']),
  again: new Set(['rejected']),
}

/** Over an interface the system itself answers; what it refused, somebody at the station sends again. */
export function mayAct(act: StationAct, standing: string, channel: DistributionChannel): boolean {
  return from[act].has(standing) && (channel !== 'interface' || act === 'again')
}
