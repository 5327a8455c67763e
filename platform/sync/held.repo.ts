import type { Mutation } from '../../src-contract/sync/push.ts'
import type { Tx } from '../database/database.ts'

/** A mutation that waits for a person's decision on `conflict`; `cluster` is shared by everything of its transaction. */
export type HeldBack = {
  readonly conflict: string
  readonly cluster: string
  readonly disputed: boolean
  readonly mutation: Mutation
  readonly position: number
}

/** One of a transaction that is or was held back. */
export type Waiting = HeldBack & { readonly state: string }

/** What a judged transaction means for held ones; written only when the transaction is really done. */
export type Consequences = {
  readonly held: HeldBack[]
  readonly settled: { readonly mids: readonly string[]; readonly state: 'done' | 'dropped' }[]
}

/** All of the transaction that a conflict belongs to, in order. */
export async function clusterOf(tx: Tx, station: string, conflicts: readonly string[]): Promise<Waiting[]> {
  if (conflicts.length === 0) return []
  const rows = await tx
    .selectFrom('held')
    .select(['conflict', 'cluster', 'disputed', 'mutation', 'position', 'state'])
    .where('station', '=', station)
    .where('cluster', 'in', (of) =>
      of
        .selectFrom('held as one')
        .select('one.cluster')
        .where('one.station', '=', station)
        .where('one.conflict', 'in', [...conflicts]),
    )
    .orderBy('position')
    .execute()
  return rows.map((row) => ({ ...row, mutation: JSON.parse(row.mutation) as Mutation }))
}

export async function writeConsequences(
  tx: Tx,
  station: string,
  device: string,
  { held, settled }: Consequences,
): Promise<void> {
  const rows = held.map(({ mutation, ...rest }) => ({
    ...rest,
    station,
    held: mutation.mid,
    device,
    mutation: JSON.stringify(mutation),
  }))
  if (rows.length > 0) await tx.insertInto('held').values(rows).execute()
  for (const { mids, state } of settled) {
    if (mids.length === 0) continue
    await tx
      .updateTable('held')
      .set({ state })
      .where('station', '=', station)
      .where('held', 'in', [...mids])
      .execute()
  }
}
