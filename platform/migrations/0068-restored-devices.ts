import type { PlatformMigration } from './migration.ts'

/**
 * The restore of its own backup that a device's epoch was given for; and since when a device knows of more than the platform, which then was
 * restored from a backup itself without saying so.
 */
export const restoredDevices: PlatformMigration = {
  id: '0068-restored-devices',
  up: [
    'ALTER TABLE devices ADD COLUMN restored_as uuid',
    'ALTER TABLE devices ADD COLUMN knows_more_since timestamptz',
  ],
}
