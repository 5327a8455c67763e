import type { PlatformMigration } from './migration.ts'

/**
 * What goes to the systems is now told by the entries themselves. The logs are read from the beginning again, because the entries that came
 * before are to be shared too; what was answered is not asked again. What still waited was queued by ids of rows that nobody writes any more.
 */
export const sharedRecords: PlatformMigration = {
  id: '0063-shared-records',
  up: [
    `ALTER TABLE delivery_queue ADD COLUMN sent text`,
    `DELETE FROM delivery_queue WHERE tbl = 'deliveries'`,
    `DELETE FROM delivery_readers`,
  ],
}
