import type { Migration } from '../migration.ts'

/**
 * Records that a file brought to this PC and that the platform does not have yet. A table of their own beside `sync_marks`: one import can
 * bring hundreds of thousands, which nobody's entries should wait behind, and of which only the number is to be noted.
 */
export const unsentRecords: Migration = {
  id: '0300-unsent-records',
  up: [
    `CREATE TABLE unsent_records (record_id INTEGER PRIMARY KEY, at TEXT NOT NULL)`,
    // What was compared before says nothing of what was imported and has not been sent: it is told at the next exchange.
    `DELETE FROM settings WHERE key = 'sync.proven' AND EXISTS (SELECT 1 FROM source_imports WHERE applied_at IS NOT NULL)`,
  ],
}
