import type { PlatformMigration } from './migration.ts'

/** Whether a second person has decided on an entry is looked up while its change is judged. By the canonical text, in which `entry` is told once. */
export const reviewsByEntry: PlatformMigration = {
  id: '0075-reviews-by-entry',
  up: [
    `CREATE INDEX rows_reviews_by_entry ON rows (station, (substring(fields from '"entry":"([^"]+)"')))
      WHERE tbl = 'reviews' AND NOT deleted`,
  ],
}
