import { sync } from './0010-sync.ts'
import { exchange } from './0020-exchange.ts'
import { pages } from './0030-pages.ts'
import { lookup } from './0040-lookup.ts'
import { officeReviews } from './0050-office-reviews.ts'
import { corrections } from './0055-corrections.ts'
import { updates } from './0060-updates.ts'
import { restored } from './0061-restored.ts'
import { sentAgain } from './0062-sent-again.ts'
import { sharedRecords } from './0063-shared-records.ts'
import { leaseCodes } from './0066-lease-codes.ts'
import { restoredDevices } from './0068-restored-devices.ts'
import { deviceCertificates } from './0069-device-certificates.ts'
import { directoryHistory } from './0070-directory-history.ts'
import { deliveriesInParts } from './0072-deliveries-in-parts.ts'
import { upkeep } from './0073-upkeep.ts'
import { reviewsByEntry } from './0075-reviews-by-entry.ts'
import type { PlatformMigration } from './migration.ts'

/** In order. */
export const migrations: readonly PlatformMigration[] = [
  sync,
  exchange,
  pages,
  lookup,
  officeReviews,
  corrections,
  updates,
  restored,
  sentAgain,
  sharedRecords,
  leaseCodes,
  restoredDevices,
  deviceCertificates,
  directoryHistory,
  deliveriesInParts,
  upkeep,
  reviewsByEntry,
]
