import type { Fields } from '../../src-contract/sync/protocol.ts'
import type { ConflictField, Mutation } from '../../src-contract/sync/push.ts'
import type { Row } from './station-draft.ts'

/** The row of the table `conflicts` that tells every PC of the station who disagrees with whom about what. */
export function conflictRow(
  mutation: Mutation,
  device: string,
  conflicts: readonly ConflictField[],
  held: Row | undefined,
): Fields {
  return {
    table: mutation.table,
    row: mutation.id,
    status: 'open',
    op: mutation.op,
    device,
    actor: mutation.actor,
    at: mutation.at,
    txn: mutation.txn,
    baseVer: mutation.baseVer,
    ver: held?.ver ?? 0,
    serverActor: held?.actor ?? null,
    serverAt: held?.at ?? null,
    fields: JSON.stringify(conflicts),
    // All that was sent: with what is disputed, also what is not was kept back.
    wanted: JSON.stringify(mutation.fields),
  }
}

/** The values stay, for whoever asks later what was decided between. */
export function settledRow(open: Fields, decision: Mutation): Fields {
  return {
    ...open,
    status: 'resolved',
    choice: decision.choice ?? null,
    reason: decision.reason ?? null,
    decided: JSON.stringify(decision.fields),
    resolvedBy: decision.actor,
    resolvedAt: decision.at,
  }
}
