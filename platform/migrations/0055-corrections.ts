import type { PlatformMigration } from './migration.ts'

/** Corrections go to the systems by the same queue as entries: which table a waiting row is of. */
export const corrections: PlatformMigration = {
  id: '0055-corrections',
  up: [`ALTER TABLE delivery_queue ADD COLUMN tbl text NOT NULL DEFAULT 'deliveries'`],
}
