import type { Migration } from '../migration.ts'

/** Reviews that nobody of the station may decide are handed up: the superior office sees them at the platform and decides. */
export const officeReviews: Migration = {
  id: '0180-office-reviews',
  up: [
    // Set once and never taken back, so that two PCs that know different deputies do not contradict each other.
    `ALTER TABLE reviews ADD COLUMN office INTEGER NOT NULL DEFAULT 0`,
  ],
}
