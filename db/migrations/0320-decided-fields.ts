import type { Migration } from '../migration.ts'

/**
 * What was decided on a conflict of several fields, as it is sent: for each field what stood (base) and what stands now (value), as JSON. Nothing
 * where all of what stood was kept, nor of what was decided before.
 */
export const decidedFields: Migration = {
  id: '0320-decided-fields',
  up: [`ALTER TABLE sync_conflicts ADD COLUMN decided TEXT`],
}
