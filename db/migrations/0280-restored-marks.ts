import type { Migration } from '../migration.ts'

/** What was handed over to a platform that was restored since, and is to be sent again: under which lineage. */
export const restoredMarks: Migration = {
  id: '0280-restored-marks',
  up: [`ALTER TABLE sync_marks ADD COLUMN restored TEXT`],
}
