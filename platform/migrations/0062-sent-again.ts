import type { PlatformMigration } from './migration.ts'

/** The lineage in which a PC sent a row again as it knew it before a restore; null once somebody has changed it since. */
export const sentAgain: PlatformMigration = {
  id: '0062-sent-again',
  up: ['ALTER TABLE rows ADD COLUMN restored text'],
}
