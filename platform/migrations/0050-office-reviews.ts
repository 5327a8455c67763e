import type { PlatformMigration } from './migration.ts'

/** What stations hand up is found without reading their rows, and who decides it is somebody whom the stations can name. */
export const officeReviews: PlatformMigration = {
  id: '0050-office-reviews',
  up: [
    `ALTER TABLE page_accounts ADD COLUMN account uuid NOT NULL DEFAULT gen_random_uuid(), ADD COLUMN staff_number text`,
    // By the canonical text, as platform/reviews asks: a quote inside a value is escaped there, so that no value can look like a member; and a
    // value that jsonb refuses (U+0000) does not keep a row out.
    `CREATE INDEX rows_for_office ON rows (station, id)
      WHERE tbl = 'reviews' AND NOT deleted AND fields LIKE '%"office":"asked"%' AND fields LIKE '%"status":"open"%'`,
  ],
}
