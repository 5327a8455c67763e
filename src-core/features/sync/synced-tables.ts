import type { ReadDb } from '../../store/sql.ts'
import { syncedAccounts } from '../accounts/synced-accounts.ts'
import { syncedAttachments } from '../attachments/synced-attachments.ts'
import { syncedCorrections } from '../conflicts/synced-corrections.ts'
import { syncedDeliveries } from '../distribution/synced-deliveries.ts'
import { syncedKeys } from '../accounts/synced-keys.ts'
import {
  syncedActing,
  syncedAreas,
  syncedAssignments,
  syncedBeats,
  syncedCovers,
  syncedDuties,
  syncedInspections,
} from '../duty/synced-duty.ts'
import { syncedAddressRequests } from '../ledger/synced-address-requests.ts'
import { syncedDrafts } from '../ledger/synced-drafts.ts'
import { syncedEntries } from '../ledger/synced-entries.ts'
import { syncedEvents, syncedLinks, syncedVersions } from '../ledger/synced-history.ts'
import { syncedReviews } from '../ledger/synced-reviews.ts'
import { syncedReturnSubmissions, syncedReturnTemplates } from '../returns/synced-forms.ts'
import { syncedReturnBindings, syncedReturns } from '../returns/synced-returns.ts'
import { syncedRecords } from '../sources/synced-records.ts'
import { aliases, type AliasMap } from './sync.repo.ts'
import type { People, SyncedTable } from './synced-table.ts'

/** Tables whose rows the replica shows, those that others refer to first. Rows of other tables are kept as they came. */
export const syncedTables: readonly SyncedTable[] = [
  syncedAccounts,
  syncedKeys,
  syncedActing,
  syncedCovers,
  syncedBeats,
  syncedDuties,
  syncedAssignments,
  syncedAreas,
  syncedEntries,
  syncedVersions,
  syncedEvents,
  syncedLinks,
  syncedReviews,
  syncedInspections,
  syncedAddressRequests,
  syncedAttachments,
  syncedCorrections,
  syncedDeliveries,
  syncedDrafts,
  syncedReturns,
  syncedReturnTemplates,
  syncedReturnBindings,
  syncedReturnSubmissions,
  syncedRecords,
]

const byName = new Map(syncedTables.map((table) => [table.name, table]))

export function syncedTable(name: string): SyncedTable | undefined {
  return byName.get(name)
}

/** Ids of people as they are when the first of them is asked for; to be asked again after accounts have come. */
export function peopleIn(db: ReadDb): People {
  let known: AliasMap | undefined
  const all = (): AliasMap => (known ??= aliases(db))
  return { toLocal: (id) => all().toLocal.get(id) ?? id, toWire: (id) => all().toWire.get(id) ?? id }
}
