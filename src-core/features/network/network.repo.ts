import { nothingChosen, NetworkSettings } from '../../../src-contract/shell-network.ts'
import { q } from '../../query.ts'
import type { ReadDb, WriteDb } from '../../store/sql.ts'

const KEY = 'network'

/** How this PC reaches the network. It lies in the encrypted replica, the proxy's password as well, and is never sent. */
export function networkOf(db: ReadDb): NetworkSettings {
  const kept = db.one(q.selectFrom('settings').select('value').where('key', '=', KEY))?.value
  const read = NetworkSettings.safeParse(kept === undefined ? nothingChosen : JSON.parse(kept))
  return read.success ? read.data : nothingChosen
}

export function keepNetwork(tx: WriteDb, settings: NetworkSettings): void {
  const value = JSON.stringify(settings)
  tx.run(
    q
      .insertInto('settings')
      .values({ key: KEY, value })
      .onConflict((conflict) => conflict.column('key').doUpdateSet({ value })),
  )
}
