import type { Migration } from '../migration.ts'

/**
 * The years of the working calendar that the superior office had issued when a run was frozen, as JSON: a later version of the run is
 * computed by the same days, whatever comes or is lost later. Runs before it knew none but the program's.
 */
export const runCalendars: Migration = {
  id: '0299-run-calendars',
  up: [`ALTER TABLE assessment_runs ADD COLUMN calendars TEXT NOT NULL DEFAULT '[]'`],
}
