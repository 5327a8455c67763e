import type { NetworkSettings } from '../../../src-contract/shell-network.ts'
import type { ReadDb } from '../../store/sql.ts'
import { networkOf } from './network.repo.ts'

/** How this PC reaches the network at this moment. */
export function currentNetwork(db: ReadDb): NetworkSettings {
  return networkOf(db)
}
