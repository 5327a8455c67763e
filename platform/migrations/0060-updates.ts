import type { PlatformMigration } from './migration.ts'

/** How the last step of an update ended on each device: for the fleet's page. */
export const updates: PlatformMigration = {
  id: '0060-updates',
  up: [
    `ALTER TABLE devices ADD COLUMN update_what text, ADD COLUMN update_code text, ADD COLUMN update_at timestamptz`,
  ],
}
