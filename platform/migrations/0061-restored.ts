import type { PlatformMigration } from './migration.ts'

/** After a restore from a backup: what a row's sequence has to be above to have changed since. */
export const restored: PlatformMigration = {
  id: '0061-restored',
  up: [`ALTER TABLE stations ADD COLUMN lineage_from bigint NOT NULL DEFAULT 0`],
}
