import type { SyncStatus } from '../../../src-contract/features/sync.contract.ts'
import { rpc } from '../../rpc/client.ts'
import { useCall, useDataChanged, type Asked } from '../../rpc/hooks.ts'

/** Where this PC stands with the platform, as it changes. */
export function useSyncStatus(): Asked<SyncStatus> {
  const asked = useCall((signal) => rpc.sync.status({}, { signal }), [])
  useDataChanged('sync', asked.again)
  useDataChanged('ledger', asked.again)
  return asked
}
